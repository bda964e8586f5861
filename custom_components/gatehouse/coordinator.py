"""The base of the coordinators: one for each gateway, whatever its kind."""

from abc import abstractmethod
import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, Self, TypedDict, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .gateways.doubts import AuthenticationDoubt
from .gateways.errors import (
    CommandFailedError,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)

RESTART_DELAY: Final = 5.0

type GatehouseConfigEntry = ConfigEntry[GatewayCoordinator[Any, Any, Any]]


# Kept beside the coordinators, which are made anew each time a set-up is tried.
_DOUBTS: HassKey[dict[str, AuthenticationDoubt]] = HassKey(f"{DOMAIN}_authentication_doubts")


@callback
def async_forget_doubts(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Forget what is kept beside the coordinators of an entry that is removed."""
    hass.data.get(_DOUBTS, {}).pop(entry.entry_id, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceDetails:
    """What the device registry shows of a device, or of a part of one.

    Devices with one identifier are parts of one Home Assistant device.
    """

    identifier: str
    name: str
    manufacturer: str | None = None
    model: str | None = None
    model_id: str | None = None
    serial_number: str | None = None
    sw_version: str | None = None


_REGISTRY_FACTS: Final = tuple(fact.name for fact in fields(DeviceDetails) if fact.name != "identifier")


class Explanation(TypedDict):
    """An error in Home Assistant's terms: the arguments of its translated exceptions."""

    translation_domain: str
    translation_key: str
    translation_placeholders: dict[str, str]


class GatewayCoordinator[DeviceT, CommandT, HappeningT](DataUpdateCoordinator[dict[str, DeviceT]]):
    """Keeps the snapshot of one gateway and is the only door for commands to it.

    `data` is the snapshot: a frozen device for each id, which no other gateway of any kind has. It changes by
    `async_apply` and `async_replace` only, which wake the entities of the changed devices and no others.

    A kind brings the abstract methods below; `patience` is how many seconds a gateway may be silent before
    what is known of it counts as unknown, and `polls` whether it asks rather than listens.
    """

    config_entry: GatehouseConfigEntry
    patience: ClassVar[float] = 30.0
    polls: ClassVar[bool] = True

    def __init__(self, hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
        """Begin without devices."""
        super().__init__(hass, LOGGER, config_entry=entry, name=entry.title, always_update=False)
        self.data = {}
        self._wakers: defaultdict[str | None, list[CALLBACK_TYPE]] = defaultdict(list)
        self._watchers: defaultdict[str, list[Callable[[HappeningT], None]]] = defaultdict(list)
        self._introducers: list[Callable[[list[str]], None]] = []
        self.last_error: GatewayError | None = None
        self._outage: asyncio.TimerHandle | None = None
        self._requested: asyncio.Task[None] | None = None
        # Who reads and replaces holds it: what was read earlier must not be taken in later.
        self.reading = asyncio.Lock()
        self._doubt = hass.data.setdefault(_DOUBTS, {}).setdefault(entry.entry_id, AuthenticationDoubt())
        self._closed = False

    @classmethod
    async def async_create(cls, hass: HomeAssistant, entry: GatehouseConfigEntry) -> Self:
        """Create the coordinator of an entry; a kind brings along here what takes time to make."""
        return cls(hass, entry)

    # What a kind brings

    @abstractmethod
    async def async_read(self) -> dict[str, DeviceT]:
        """Read the whole snapshot; raises GatewayError."""

    @abstractmethod
    async def async_run(self) -> None:
        """Keep the snapshot up to date, by polling or by listening, until cancelled or shut down."""

    @abstractmethod
    async def async_send(self, device_id: str, commands: tuple[CommandT, ...]) -> None:
        """Carry out commands to one device; raises GatewayError where they failed or may have failed."""

    @abstractmethod
    async def async_close(self) -> None:
        """Take leave of the gateway."""

    @abstractmethod
    def details(self, device: DeviceT) -> DeviceDetails:
        """Tell what the device registry shows of a device."""

    @property
    @abstractmethod
    def hub(self) -> DeviceDetails:
        """What the device registry shows of the gateway itself."""

    @abstractmethod
    def is_available(self, device: DeviceT) -> bool:
        """Tell whether what is known of a device holds now."""

    def subentry_id(self, _device: DeviceT) -> str | None:
        """Return the subentry that a device was set up by, for kinds that have such."""
        return None

    # The life of the entry

    @callback
    def async_start(self) -> None:
        """Begin to keep the snapshot up to date, once the platforms are set up."""
        entry = self.config_entry
        entry.async_on_unload(self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._async_on_stop))
        if not (self.polls and entry.pref_disable_polling):
            entry.async_create_background_task(self.hass, self._async_keep_running(), f"{self.name} - run")

    async def _async_keep_running(self) -> None:
        """Run, and run again after an error of ours, which must not leave the home with what is old."""
        while not self._closed:
            try:
                await self.async_run()
            except Exception:
                self.logger.exception("%s: unexpected error", self.name)
                self.async_failed(GatewayResponseError("an unexpected error"))
                await asyncio.sleep(RESTART_DELAY)

    async def _async_on_stop(self, _event: Event) -> None:
        await self.async_shutdown()

    @override
    async def async_shutdown(self) -> None:
        """Take leave, once."""
        await super().async_shutdown()
        if self._outage is not None:
            self._outage.cancel()
        if not self._closed:
            self._closed = True
            await self.async_close()

    @override
    async def _async_update_data(self) -> dict[str, DeviceT]:
        """Read the snapshot for the first time."""
        try:
            await self._async_read_and_replace()
        except GatewayError as error:
            self.async_failed(error)
            raise UpdateFailed(**self.explain(error)) from error
        return self.data

    async def _async_read_and_replace(self) -> None:
        async with self.reading:
            self.async_replace(await self.async_read())
            self.async_succeeded()

    @override
    async def async_request_refresh(self) -> None:
        """Read the snapshot again because the user asks for it.

        Once begun it is brought to its end, and whoever asks meanwhile waits for the same.
        """
        if self._requested is None or self._requested.done():
            self._requested = self.config_entry.async_create_background_task(
                self.hass, self._async_refresh_again(), f"{self.name} - refresh"
            )
        requested = self._requested
        # Not awaited itself: an unload cancels it, and not who waits for it.
        await asyncio.wait([requested])
        if not requested.cancelled():
            requested.result()

    @override
    async def async_refresh(self) -> None:
        """Read the snapshot again; an outage is one after `patience` here, too."""
        await self.async_request_refresh()

    async def _async_refresh_again(self) -> None:
        try:
            await self._async_read_and_replace()
        except GatewayError as error:
            self.async_failed(error)

    # What the gateway said

    @callback
    def async_apply(self, changes: Mapping[str, DeviceT]) -> None:
        """Take in changed devices and wake their entities; new ones get theirs."""
        new = [device_id for device_id in changes if device_id not in self.data]
        for device_id, device in changes.items():
            if self.data.get(device_id) != device:
                self.data[device_id] = device
                self._async_wake(device_id)
        if new:
            self._async_introduce(new)

    @callback
    def async_replace(self, devices: Mapping[str, DeviceT]) -> None:
        """Take in the whole snapshot: devices come, go and are renamed."""
        gone = self.data.keys() - devices.keys()
        changed = [device_id for device_id, device in devices.items() if self.data.get(device_id) != device]
        self.data.update((device_id, devices[device_id]) for device_id in changed)
        for device_id in changed:
            self._async_update_registered(self.details(devices[device_id]))
            self._async_wake(device_id)
        if gone:
            self._async_forget(gone)
        self._async_introduce(changed)

    @callback
    def _async_introduce(self, device_ids: list[str]) -> None:
        for introduce in self._introducers:
            self._call(introduce, device_ids)

    @callback
    def async_happened(self, device_id: str, happening: HappeningT) -> None:
        """Tell the event entities of a device what happened."""
        for watch in tuple(self._watchers.get(device_id, ())):
            self._call(watch, happening)

    @callback
    def async_succeeded(self) -> None:
        """Note that the gateway answered: what is known of it is true, and its token works."""
        if self._outage is not None:
            self._outage.cancel()
            self._outage = None
        if self._doubt.exists:
            self._doubt.accepted()
            self._async_withdraw_reauth()
        if not self.last_update_success:
            self.last_update_success = True
            self.last_exception = None
            self.logger.info("%s answers again", self.name)
            self.async_update_listeners()

    @callback
    def async_failed(self, error: GatewayError) -> None:
        """Note that the gateway did not answer, or refused the token.

        What is known of it counts as unknown only when this has lasted, and the user is asked for a new token
        only when it is certain that the old one is refused.
        """
        self.logger.debug("%s: %s: %s", self.name, type(error).__name__, error)
        if isinstance(error, GatewayAuthenticationError) and self._doubt.refused(self.hass.loop.time()):
            self.config_entry.async_start_reauth(self.hass)
        self.last_error = error
        if self._outage is None and self.data and not self._closed:
            self._outage = self.hass.loop.call_later(self.patience, self._async_lost)

    @callback
    def _async_lost(self) -> None:
        """Take what is known for unknown: the gateway has been silent for too long."""
        assert self.last_error is not None  # noqa: S101 - it was set before the timer
        self.async_set_update_error(UpdateFailed(**self.explain(self.last_error)))

    @callback
    def _async_withdraw_reauth(self) -> None:
        for flow in list(self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
            self.hass.config_entries.flow.async_abort(flow["flow_id"])

    # Commands

    async def async_execute(self, device_id: str, *commands: CommandT) -> None:
        """Carry out commands to one device; raises HomeAssistantError with the reason where they failed."""
        with self.command_problems(device_id):
            await self.async_send(device_id, commands)

    @contextmanager
    def command_problems(self, device_id: str) -> Iterator[None]:
        """Raise HomeAssistantError with the reason where a command to a device failed."""
        try:
            yield
        except GatewayError as error:
            if isinstance(error, GatewayAuthenticationError):
                self.async_failed(error)
            device = self.data.get(device_id)
            name = self.name_of(device) if device is not None else self.name
            raise HomeAssistantError(**self.explain(error, name)) from error

    def explain(self, error: GatewayError, name: str | None = None) -> Explanation:
        """Put a client's error into Home Assistant's terms; `name` is the device's, if it is about one."""
        placeholders = {"name": name or self.name}
        match error:
            case CommandFailedError():
                key = f"command_failed_{error.reason}"
            case GatewayAuthenticationError():
                key = "authentication_failed"
            case GatewayCertificateError():
                key = f"certificate_{error.problem}"
            case GatewayConnectionError():
                key = "cannot_connect"
            case GatewayUnconfirmedError():
                key = "not_confirmed" if name is not None else "no_answer"
            case GatewayRefusedError():
                key = "refused"
                placeholders["message"] = error.text
            case _:
                key = "unexpected_answer"
        return Explanation(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        )

    # Who listens

    @callback
    @override
    def async_add_listener(self, update_callback: CALLBACK_TYPE, context: Any = None) -> CALLBACK_TYPE:
        """Call back when a device changes, whose id is the context; returns what ends it."""
        remove_from_all = super().async_add_listener(update_callback, context)
        remove_from_device = _add(self._wakers[context], update_callback)

        @callback
        def remove() -> None:
            remove_from_all()
            remove_from_device()

        return remove

    @callback
    def async_add_watcher(self, device_id: str, watch: Callable[[HappeningT], None]) -> CALLBACK_TYPE:
        """Call back when something happens at a device; returns what ends it."""
        return _add(self._watchers[device_id], watch)

    @callback
    def async_add_introducer(self, introduce: Callable[[list[str]], None]) -> CALLBACK_TYPE:
        """Call back with devices that are new, or may have new abilities; returns what ends it."""
        return _add(self._introducers, introduce)

    @callback
    def _async_wake(self, device_id: str) -> None:
        for wake in tuple(self._wakers.get(device_id, ())):
            self._call(wake)

    def _call[**P](self, listener: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call who listens; one that fails keeps nobody else from hearing."""
        try:
            listener(*args, **kwargs)
        except Exception:
            self.logger.exception("%s: unexpected error in an entity", self.name)

    # The registries

    @callback
    def async_register_hub(self) -> None:
        """Put the gateway into the device registry, before its devices refer to it."""
        hub = self._async_create_registered(self.hub)
        for device in dr.async_entries_for_config_entry(dr.async_get(self.hass), hub.config_entry_id):
            if device.via_device_id is None and device.id != hub.id:
                dr.async_get(self.hass).async_update_device(device.id, via_device_id=hub.id)

    @callback
    def async_get_or_register(self, device: DeviceT) -> dr.DeviceEntry:
        """Return the Home Assistant device that a device is part of, which is made if there is none."""
        details = self.details(device)
        if (registered := self._find_registered(details)) is not None:
            return registered
        hub = self._find_registered(self.hub)
        return self._async_create_registered(
            details, via_device_id=hub and hub.id, config_subentry_id=self.subentry_id(device)
        )

    def name_of(self, device: DeviceT) -> str:
        """Return what the user calls a device."""
        details = self.details(device)
        registered = self._find_registered(details)
        return (registered and registered.name_by_user) or details.name

    def _find_registered(self, details: DeviceDetails) -> dr.DeviceEntry | None:
        return dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, details.identifier), self.config_entry.entry_id
        )

    @callback
    def _async_create_registered(self, details: DeviceDetails, **rest: Any) -> dr.DeviceEntry:
        return dr.async_get(self.hass).async_get_or_create(
            config_entry_id=self.config_entry.entry_id,
            identifiers={(DOMAIN, details.identifier)},
            **self._registry_facts(details),
            **rest,
        )

    @staticmethod
    def _registry_facts(details: DeviceDetails) -> dict[str, Any]:
        return {name: getattr(details, name) for name in _REGISTRY_FACTS}

    @callback
    def _async_update_registered(self, details: DeviceDetails) -> None:
        if (registered := self._find_registered(details)) is not None:
            dr.async_get(self.hass).async_update_device(registered.id, **self._registry_facts(details))

    @callback
    def _async_forget(self, gone: Collection[str]) -> None:
        """Remove devices that are gone, their entities, and the Home Assistant devices left without any."""
        left = {(DOMAIN, self.details(self.data[device_id]).identifier) for device_id in gone}
        for device_id in gone:
            del self.data[device_id]
        left -= self._identifiers()
        self._async_remove(gone.__contains__, lambda identifiers: bool(identifiers & left))

    @callback
    def async_remove_stale(self) -> None:
        """Remove from the registries what is not in the snapshot; only right after all of it was read."""
        known = self._identifiers()
        self._async_remove(
            lambda device_id: device_id not in self.data, lambda identifiers: not identifiers & known
        )

    @callback
    def _async_remove(
        self, is_gone: Callable[[str], bool], are_left: Callable[[set[tuple[str, str]]], bool]
    ) -> None:
        """Remove the entities of devices that are gone, and the Home Assistant devices left by them."""
        entry_id = self.config_entry.entry_id
        entities, devices = er.async_get(self.hass), dr.async_get(self.hass)
        for entity in er.async_entries_for_config_entry(entities, entry_id):
            if is_gone(entity.unique_id.rpartition("-")[0]):
                entities.async_remove(entity.entity_id)
        for device in dr.async_entries_for_config_entry(devices, entry_id):
            if are_left(device.identifiers):
                devices.async_remove_device(device.id)

    def knows(self, registered: dr.DeviceEntry) -> bool:
        """Tell whether a Home Assistant device is the gateway, or has a part in the snapshot."""
        return bool(registered.identifiers & self._identifiers())

    def _identifiers(self) -> set[tuple[str, str]]:
        parts = {(DOMAIN, self.details(device).identifier) for device in self.data.values()}
        return parts | {(DOMAIN, self.hub.identifier)}


def _add[T](callbacks: list[T], added: T) -> CALLBACK_TYPE:
    callbacks.append(added)

    @callback
    def remove() -> None:
        callbacks.remove(added)

    return remove
