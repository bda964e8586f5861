"""The base of the coordinators: one coordinator per gateway."""

from abc import abstractmethod
import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar, Final, Self, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.device_registry import AnyDeviceEntry
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .device_registrar import DeviceDetails, DeviceRegistrar
from .errors import GatehouseError
from .gateways.auth_failures import AuthFailureTracker
from .gateways.errors import (
    CommandUnconfirmedError,
    GatewayAuthenticationError,
    GatewayError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)

RESTART_DELAY: Final = 5.0

type GatehouseConfigEntry = ConfigEntry[GatewayCoordinator[Any, Any, Any]]
type Change[DeviceT] = Callable[[DeviceT], DeviceT]

# Kept outside the coordinators, which are created anew on each attempt to set an entry up.
_AUTH_FAILURES: HassKey[dict[str, AuthFailureTracker]] = HassKey(f"{DOMAIN}_auth_failures")


class GatewayCoordinator[DeviceT, CommandT, EventT](DataUpdateCoordinator[dict[str, DeviceT]]):
    """Keeps the snapshot of one gateway and is the only way for commands to it.

    `data` is the snapshot: a frozen device by its ID, which is unique among all gateways. Only
    `async_apply`, `async_change` and `async_read_all` change it; they notify the entities of changed devices
    and no others.

    A kind implements the abstract methods. `is_polling` is False for a gateway that pushes. All entities are
    unavailable after the gateway could not be reached for `unavailable_after` seconds. Reauthentication
    starts when the tracker made by `auth_failure_policy` is certain of the rejection.
    """

    config_entry: GatehouseConfigEntry
    is_polling: ClassVar[bool] = True
    unavailable_after: ClassVar[float] = 30.0
    auth_failure_policy: ClassVar[Callable[[], AuthFailureTracker]] = AuthFailureTracker

    def __init__(self, hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
        """Initialize the coordinator without devices."""
        super().__init__(hass, LOGGER, config_entry=entry, name=entry.title, always_update=False)
        self.data = {}
        self.last_error: GatewayError | None = None
        # Held while the snapshot is read, so that an older response never replaces a newer one.
        self.read_lock = asyncio.Lock()
        # By platform and device ID, the keys of the entities that exist.
        self.existing_entities: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self.ready_platforms: set[str] = set()
        self._device_listeners: defaultdict[str | None, list[CALLBACK_TYPE]] = defaultdict(list)
        self._event_listeners: defaultdict[str, list[Callable[[EventT], None]]] = defaultdict(list)
        self._structure_listeners: list[Callable[[Sequence[str]], None]] = []
        self._changes_while_reading: list[tuple[str, Callable[[DeviceT | None], DeviceT | None]]] | None = (
            None
        )
        self._unavailable_timer: asyncio.TimerHandle | None = None
        self._refresh_task: asyncio.Task[None] | None = None
        self._auth_failures = hass.data.setdefault(_AUTH_FAILURES, {}).setdefault(
            entry.entry_id, type(self).auth_failure_policy()
        )
        self._registrar = DeviceRegistrar(hass, entry)
        self._entry_facts: object = self.entry_facts()
        self._closed = False

    @classmethod
    async def async_create(cls, hass: HomeAssistant, entry: GatehouseConfigEntry) -> Self:
        """Create the coordinator of an entry, with the client it needs."""
        return cls(hass, entry)

    # Implemented by a kind

    @abstractmethod
    async def async_read(self) -> dict[str, DeviceT]:
        """Read all devices; raises GatewayError."""

    @abstractmethod
    async def async_run(self) -> None:
        """Keep the snapshot up to date, by polling or by listening, until canceled or shut down."""

    @abstractmethod
    async def async_send(self, device_id: str, commands: tuple[CommandT, ...]) -> None:
        """Execute commands to one device; raises GatewayError if they failed or may have failed."""

    @abstractmethod
    async def async_close(self) -> None:
        """Close the connection to the gateway, within seconds."""

    @abstractmethod
    def translate_error(self, error: GatewayError, name: str) -> GatehouseError:
        """Translate a client's error; `name` is what the user calls the device or the gateway."""

    @abstractmethod
    def details(self, device: DeviceT) -> DeviceDetails:
        """Return what the device registry shows of a device."""

    @property
    @abstractmethod
    def hub(self) -> DeviceDetails:
        """What the device registry shows of the gateway itself."""

    @abstractmethod
    def is_available(self, device: DeviceT) -> bool:
        """Return whether the state of a device is known now."""

    def hub_device(self) -> DeviceT | None:
        """Return the gateway itself as a device of the snapshot, or None if it has no entities.

        Its ID is the identifier of `hub`. It is updated whenever the connection changes.
        """
        return None

    @abstractmethod
    def structure(self, device: DeviceT) -> Hashable | None:
        """Return what decides which entities a device has; devices with the same structure have the same.

        None leaves the entities as they are, for a device that is not described completely.
        """

    def subentry_id(self, _device: DeviceT) -> str | None:
        """Return the subentry that a device was added with, for kinds that have subentries."""
        return None

    def entry_facts(self) -> object:
        """Return what of the entry requires a reload when somebody else changes it."""
        entry = self.config_entry
        subentries = {
            subentry.subentry_id: (subentry.title, dict(subentry.data))
            for subentry in entry.subentries.values()
        }
        return dict(entry.data), dict(entry.options), subentries

    # The life of the entry

    @callback
    def async_start(self) -> None:
        """Start keeping the snapshot up to date, once the platforms are set up."""
        entry = self.config_entry
        entry.async_on_unload(self.hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._async_on_stop))
        entry.async_on_unload(entry.add_update_listener(self._async_on_entry_updated))
        if not (self.is_polling and entry.pref_disable_polling):
            entry.async_create_background_task(self.hass, self._async_keep_running(), f"{self.name} - run")

    async def _async_keep_running(self) -> None:
        """Run, and run again after an unexpected error, so that the snapshot does not become outdated."""
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
        """Close the connection, once."""
        await super().async_shutdown()
        if self._unavailable_timer is not None:
            self._unavailable_timer.cancel()
        if not self._closed:
            self._closed = True
            await self.async_close()

    @callback
    def async_store(self, **data: Any) -> None:
        """Store data in the entry, such as a new token, without reloading it."""
        entry = self.config_entry
        # The update listener runs before async_update_entry returns.
        self._entry_facts = None
        self.hass.config_entries.async_update_entry(entry, data={**entry.data, **data})
        self._entry_facts = self.entry_facts()

    async def _async_on_entry_updated(self, hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
        self._registrar.async_update(self.hub)
        if self._entry_facts is not None and self.entry_facts() != self._entry_facts:
            hass.config_entries.async_schedule_reload(entry.entry_id)

    # LockStatus

    @override
    async def _async_update_data(self) -> dict[str, DeviceT]:
        """Read the snapshot for the first time."""
        try:
            await self._async_read_and_succeed()
        except GatewayError as error:
            self.async_failed(error)
            raise self._update_failed(error) from error
        return self.data

    async def _async_read_and_succeed(self) -> None:
        async with self.read_lock:
            await self.async_read_all()
            self.async_succeeded()

    async def async_read_all(self) -> None:
        """Read the whole snapshot and replace the present one; the caller holds `read_lock`.

        What changes while the gateway is answering is newer than the answer and is applied to it.
        """
        self._changes_while_reading = []
        try:
            devices = await self.async_read()
        finally:
            changes, self._changes_while_reading = self._changes_while_reading, None
        for device_id, change in changes:
            if (device := change(devices.get(device_id))) is not None:
                devices[device_id] = device
        if (hub := self.hub_device()) is not None:
            devices = {self.hub.identifier: hub, **devices}
        self._async_replace(devices)

    @override
    async def async_request_refresh(self) -> None:
        """Read the snapshot again at the user's request.

        A read that has begun is completed, also for those who request one while it runs.
        """
        if self._refresh_task is None or self._refresh_task.done():
            self._refresh_task = self.config_entry.async_create_background_task(
                self.hass, self._async_refresh_again(), f"{self.name} - refresh"
            )
        task = self._refresh_task
        # Not awaited itself: unloading cancels the task, but not its callers.
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    @override
    async def async_refresh(self) -> None:
        """Read the snapshot again; `unavailable_after` applies here as well."""
        await self.async_request_refresh()

    async def _async_refresh_again(self) -> None:
        try:
            await self._async_read_and_succeed()
        except GatewayError as error:
            self.async_failed(error)

    # Changes

    @callback
    def async_apply(self, devices: Mapping[str, DeviceT]) -> None:
        """Apply devices that the gateway described completely, new ones included."""
        if self._changes_while_reading is not None:
            self._changes_while_reading += [
                (device_id, partial(_replace_with, device)) for device_id, device in devices.items()
            ]
        self._async_take(devices)

    @callback
    def async_change(self, changes: Mapping[str, Change[DeviceT]]) -> None:
        """Apply a change to each of some devices, as a partial push does; unknown devices are skipped."""
        if self._changes_while_reading is not None:
            self._changes_while_reading += [
                (device_id, partial(_change_known, change)) for device_id, change in changes.items()
            ]
        self._async_take(
            {
                device_id: change(self.data[device_id])
                for device_id, change in changes.items()
                if device_id in self.data
            }
        )

    @callback
    def _async_replace(self, devices: Mapping[str, DeviceT]) -> None:
        """Replace the whole snapshot: devices are added, removed and renamed."""
        removed = self.data.keys() - devices.keys()
        self._async_take(devices, removed)

    @callback
    def _async_take(self, devices: Mapping[str, DeviceT], removed: Collection[str] = ()) -> None:
        """Update the snapshot, the device registry, and the entities of the changed devices."""
        changed = [device_id for device_id, device in devices.items() if self.data.get(device_id) != device]
        # The details of a device may depend on other devices.
        old_shapes = {device_id: self._shape(device_id) for device_id in changed}
        self.data.update((device_id, devices[device_id]) for device_id in changed)
        restructured = []
        for device_id, (old_details, old_structure) in old_shapes.items():
            details, structure = self._shape(device_id)
            if details is not None and details != old_details:
                self._registrar.async_update(details)
            if structure != old_structure:
                restructured.append(device_id)
        for device_id in changed:
            self._async_notify(device_id)
        if removed:
            self._async_forget(removed)
        if restructured:
            for listener in tuple(self._structure_listeners):
                self._call(listener, restructured)

    def _shape(self, device_id: str) -> tuple[DeviceDetails | None, Hashable]:
        """Return what the device registry shows of a device and its structure, or None for an unknown one."""
        device = self.data.get(device_id)
        return (None, None) if device is None else (self.details(device), self.structure(device))

    @callback
    def async_fire(self, device_id: str, event: EventT) -> None:
        """Notify the event entities of a device of something that happens now."""
        for listener in tuple(self._event_listeners.get(device_id, ())):
            self._call(listener, event)

    # Connection

    @property
    def is_connected(self) -> bool:
        """Whether the gateway can be reached."""
        return self.last_update_success

    @callback
    def async_succeeded(self) -> None:
        """Note that the gateway answered: it can be reached and accepts the token."""
        if self._unavailable_timer is not None:
            self._unavailable_timer.cancel()
            self._unavailable_timer = None
        if self._auth_failures.has_failures:
            self._auth_failures.succeeded()
            self._async_abort_reauth()
        if not self.last_update_success:
            self.last_update_success = True
            self.last_exception = None
            self.logger.info("%s is available again", self.name)
            self.async_update_listeners()
        self._async_update_hub()

    @callback
    def async_failed(self, error: GatewayError) -> None:
        """Note that the gateway did not answer, or rejected the token."""
        self.logger.debug("%s: %s: %s", self.name, type(error).__name__, error)
        if isinstance(error, GatewayAuthenticationError) and self._auth_failures.failed(
            self.hass.loop.time()
        ):
            self.config_entry.async_start_reauth(self.hass)
        self.last_error = error
        if self._unavailable_timer is None and self.data and not self._closed:
            self._unavailable_timer = self.hass.loop.call_later(
                self.unavailable_after, self._async_mark_unavailable
            )
        self._async_update_hub()

    @callback
    def _async_mark_unavailable(self) -> None:
        """Mark all entities unavailable after the gateway has been unreachable for `unavailable_after`."""
        assert self.last_error is not None  # noqa: S101 - it was set before the timer
        self.async_set_update_error(self._update_failed(self.last_error))
        self._async_update_hub()

    @callback
    def _async_update_hub(self) -> None:
        if self.data and (hub := self.hub_device()) is not None:
            self.async_apply({self.hub.identifier: hub})

    @callback
    def _async_abort_reauth(self) -> None:
        for flow in list(self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})):
            self.hass.config_entries.flow.async_abort(flow["flow_id"])

    def _update_failed(self, error: GatewayError) -> UpdateFailed:
        translated = self.translate_error(error, self.name)
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key=translated.key,
            translation_placeholders=translated.placeholders,
        )

    # Commands

    async def async_execute(self, device_id: str, *commands: CommandT) -> None:
        """Execute commands to one device; raises GatehouseError with the reason if they failed."""
        with self.command_errors(device_id):
            await self.async_send(device_id, commands)

    @contextmanager
    def command_errors(self, device_id: str) -> Iterator[None]:
        """Raise GatehouseError with the reason if a command to a device failed."""
        try:
            yield
        except GatewayError as error:
            if isinstance(error, GatewayAuthenticationError):
                self.async_failed(error)
            if isinstance(error, GatewayUnconfirmedError):
                error = CommandUnconfirmedError(str(error))
            device = self.data.get(device_id)
            name = self.name_of(device) if device is not None else self.name
            raise self.translate_error(error, name) from error

    # Listeners

    @callback
    @override
    def async_add_listener(self, update_callback: CALLBACK_TYPE, context: Any = None) -> CALLBACK_TYPE:
        """Listen for changes of a device, whose ID is the context; return what removes the listener."""
        return _add(self._device_listeners[context], update_callback)

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Notify the entities of all devices, because the connection changed."""
        for device_id in tuple(self._device_listeners):
            self._async_notify(device_id)

    @callback
    def async_add_event_listener(self, device_id: str, listener: Callable[[EventT], None]) -> CALLBACK_TYPE:
        """Listen for the events of a device; return what removes the listener."""
        return _add(self._event_listeners[device_id], listener)

    @callback
    def async_add_structure_listener(self, listener: Callable[[Sequence[str]], None]) -> CALLBACK_TYPE:
        """Listen for devices that are new or may have other entities; return what removes the listener."""
        return _add(self._structure_listeners, listener)

    @callback
    def _async_notify(self, device_id: str | None) -> None:
        for listener in tuple(self._device_listeners.get(device_id, ())):
            self._call(listener)

    def _call[**P](self, listener: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call a listener; an error in one does not keep the others from being called."""
        try:
            listener(*args, **kwargs)
        except Exception:
            self.logger.exception("%s: unexpected error in an entity", self.name)

    # The registries

    @callback
    def async_register_hub(self) -> None:
        """Add the gateway to the device registry, before its devices refer to it."""
        self._registrar.async_register_hub(self.hub)

    @callback
    def async_get_or_register(self, device: DeviceT) -> AnyDeviceEntry:
        """Return the Home Assistant device of a device, registering it if there is none."""
        return self._registrar.async_get_or_register(self.details(device), self.hub, self.subentry_id(device))

    def name_of(self, device: DeviceT) -> str:
        """Return what the user calls a device."""
        details = self.details(device)
        registered = self._registrar.find(details)
        return (registered and registered.name_by_user) or details.name

    def devices_of(self, registered: AnyDeviceEntry) -> list[DeviceT]:
        """Return the devices of the snapshot that are parts of a Home Assistant device."""
        return [
            device
            for device in self.data.values()
            if (DOMAIN, self.details(device).identifier) in registered.identifiers
        ]

    @callback
    def _async_forget(self, removed: Collection[str]) -> None:
        """Remove devices, their entities, and the Home Assistant devices that have none left."""
        identifiers = self._identifiers_of(self.data[device_id] for device_id in removed)
        for device_id in removed:
            del self.data[device_id]
            for existing in self.existing_entities.values():
                existing.pop(device_id, None)
        gone = identifiers - self._identifiers()
        self._registrar.async_remove(
            lambda entity: split_unique_id(entity.unique_id)[0] in removed,
            lambda identifiers: bool(identifiers & gone),
        )

    @callback
    def async_remove_stale(self) -> None:
        """Remove devices and entities that no longer exist; only right after a complete read."""
        known = self._identifiers()
        self._registrar.async_remove(
            lambda entity: not self._exists(entity.domain, entity.unique_id),
            lambda identifiers: not identifiers & known,
        )

    def _exists(self, platform: str, unique_id: str) -> bool:
        """Return whether an entity exists; of a platform that is not set up, whether its device does."""
        device_id, key = split_unique_id(unique_id)
        if platform not in self.ready_platforms:
            return device_id in self.data
        return key in self.existing_entities[platform].get(device_id, ())

    def _identifiers(self) -> set[tuple[str, str]]:
        return self._identifiers_of(self.data.values()) | {(DOMAIN, self.hub.identifier)}

    def _identifiers_of(self, devices: Iterable[DeviceT]) -> set[tuple[str, str]]:
        """Return the identifiers of devices and of their parents."""
        identifiers = set()
        for device in devices:
            details: DeviceDetails | None = self.details(device)
            while details is not None:
                identifiers.add((DOMAIN, details.identifier))
                details = details.parent
        return identifiers

    # The runtime of an entry, for shared code

    def owns_device(self, device: AnyDeviceEntry) -> bool:
        """Return whether a Home Assistant device is the gateway or has a part in the snapshot."""
        return bool(device.identifiers & self._identifiers())

    def diagnostics(self) -> dict[str, Any]:
        """Return what a diagnostics download contains, before redaction."""
        error = self.last_exception
        return {
            "coordinator": {
                "last_update_success": self.last_update_success,
                "last_error": getattr(error, "translation_key", None) or (error and type(error).__name__),
                "hub": self.hub,
            },
            "devices": list(self.data.values()),
        }

    def device_diagnostics(self, device: AnyDeviceEntry) -> dict[str, Any]:
        """Return what the diagnostics download of one device contains, before redaction."""
        parts = self.devices_of(device)
        return {"details": [self.details(part) for part in parts], "devices": parts}


async def async_setup_gateway(
    coordinator_type: type[GatewayCoordinator[Any, Any, Any]],
    hass: HomeAssistant,
    entry: GatehouseConfigEntry,
    platforms: Sequence[Platform],
) -> None:
    """Set up an entry that is a gateway with a coordinator."""
    coordinator = await coordinator_type.async_create(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    coordinator.async_register_hub()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, platforms)
    coordinator.async_start()


def _replace_with[DeviceT](device: DeviceT, _old: DeviceT | None) -> DeviceT:
    return device


def _change_known[DeviceT](change: Change[DeviceT], old: DeviceT | None) -> DeviceT | None:
    return None if old is None else change(old)


def unique_id_of(device_id: str, key: str) -> str:
    """Return the unique ID of the entity of a device with a description's key, which has no hyphen."""
    return f"{device_id}-{key}"


def split_unique_id(unique_id: str) -> tuple[str, str]:
    """Return the device ID and the description's key that a unique ID consists of."""
    device_id, _, key = unique_id.rpartition("-")
    return device_id, key


def _add[T](listeners: list[T], added: T) -> CALLBACK_TYPE:
    listeners.append(added)
    return partial(listeners.remove, added)
