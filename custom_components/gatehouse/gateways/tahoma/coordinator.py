"""The coordinator of a TaHoma box."""

import asyncio
from collections import ChainMap, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
import random
from typing import Final, Self, override

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant, callback

from ...coordinator import GatehouseConfigEntry, GatewayCoordinator
from ...device_registrar import DeviceDetails
from ...errors import GatehouseError
from ..backoff import backoff_delay
from ..errors import GatewayAuthenticationError, GatewayError, GatewayUnconfirmedError
from . import issues
from .api.client import NoListenerError, TahomaClient, UnknownObjectError
from .api.events import (
    AvailabilityChanged,
    DevicesChanged,
    Event,
    ExecutionChanged,
    ExecutionRegistered,
    StatesChanged,
)
from .api.models import (
    ADDED_STATES,
    BOX,
    ROOM_TEMPERATURE,
    SCENARIO,
    TEMPERATURE,
    ActionGroup,
    Command,
    CommandFailed,
    Device,
    DeviceEvent,
    JsonValue,
    State,
    StateReported,
)
from .client_factory import async_create_client
from .commands import Commands
from .const import CONF_GATEWAY_PIN
from .device_info import box_details, device_details, is_box_component
from .error_translation import translate_box_error
from .event_listener import EventListener
from .missing_devices import MissingDevices

BUSY_INTERVAL: Final = 1.0
IDLE_INTERVAL: Final = 2.0
BUSY_AFTER_EVENT: Final = 10.0
# Events that continue without any movement come from sensors.
LONGEST_BUSY_WITH_EVENTS: Final = 30.0
FIRST_RETRY: Final = 5.0
RETRY_GROWTH: Final = 1.5
LAST_RETRY: Final = 60.0
LAST_RETRY_WHEN_REFUSED: Final = 15.0
REREAD: Final = 45 * 60.0
REREAD_WHILE_MISSING: Final = 2 * 60.0
OUTCOME_TIMEOUT: Final = 7.0
# A motor without a moving state reports nothing until it has arrived.
OUTCOME_TIMEOUT_WITHOUT_MOVING_STATE: Final = 3.0
CLOSE_TIMEOUT: Final = 4.0
FAILURES_BEFORE_MOVE: Final = 2
PROBE_TIMEOUT: Final = 5.0


class TahomaCoordinator(GatewayCoordinator[Device, Command, DeviceEvent]):
    """Fetches events every one or two seconds, and reads everything again if events may have been lost."""

    def __init__(self, hass: HomeAssistant, entry: GatehouseConfigEntry, client: TahomaClient) -> None:
        """Initialize the coordinator."""
        super().__init__(hass, entry)
        self.pin: str = entry.data[CONF_GATEWAY_PIN]
        self.client = client
        self.commands = Commands(hass, entry, client, self)
        self._now = hass.loop.time
        self._listener = EventListener(hass, client)
        self._missing_devices = MissingDevices(self._now)
        self._events_lost = False
        self._reread_requested = False
        self._complete = False
        self._has_failed = True
        self._failures = 0
        self._firmware = ""
        self._pod = ""
        self._scenarios: dict[str, ActionGroup] = {}
        self._last_fetch = 0.0
        self._first_event = self._last_event = self._now()
        self._last_read = 0.0
        self._next_reread = 0.0
        self._rereads = 0
        self._announced_address: tuple[str, int] | None = None
        self._confirmed_address: tuple[str, int] | None = None
        self._poll_requested = asyncio.Event()

    @classmethod
    @override
    async def async_create(cls, hass: HomeAssistant, entry: GatehouseConfigEntry) -> Self:
        """Create the coordinator with a client for the entry."""
        return cls(hass, entry, await async_create_client(hass, entry.data))

    # The box and its parts

    @property
    @override
    def hub(self) -> DeviceDetails:
        """The device registry details of the box."""
        return box_details(self.pin, self.config_entry.title, self._pod, self._firmware)

    @override
    def details(self, device: Device) -> DeviceDetails:
        """Return the device registry details of a device; `#1`, `#2`… are parts of the same one."""
        return self.hub if is_box_component(device) else device_details(device, self.data)

    @override
    def is_available(self, device: Device) -> bool:
        """Return whether the state of a device is known; that of the box itself always is."""
        return device.controllable == BOX or (self.last_update_success and device.available)

    @override
    def translate_error(self, error: GatewayError, name: str) -> GatehouseError:
        """Translate an error of the box."""
        return translate_box_error(error, name)

    @override
    def entry_facts(self) -> object:
        """Return the connection settings; all other changes are applied without a reload."""
        data = self.config_entry.data
        return data[CONF_HOST], data[CONF_PORT], data[CONF_GATEWAY_PIN], data[CONF_TOKEN]

    @override
    def structure(self, device: Device) -> Hashable | None:
        """Return what determines the entities of a device, or None if it is missing."""
        if device.missing:
            return None
        return (
            device.controllable,
            device.ui_class,
            device.widget,
            device.protocol,
            tuple(device.commands),
            tuple(device.states),
            str(device.attributes.get("core:SupportedAliases")),
        )

    @override
    def hub_device(self) -> Device:
        """Return the box as a device, with its connection state and its last error."""
        states: dict[str, JsonValue] = {
            State.BOX_CONNECTED: self.last_update_success,
            State.BOX_LISTENER_RESETS: self._listener.resets,
            State.BOX_LAST_ERROR: translate_box_error(self.last_error, "").key.removeprefix("tahoma_")
            if self.last_error
            else None,
        }
        return Device(self.pin, self.config_entry.title, BOX, states=states)

    # Reading

    @override
    async def _async_setup(self) -> None:
        await self.commands.position_estimator.async_load()

    @override
    async def async_read(self) -> dict[str, Device]:
        """Read everything, after registering a listener so that no change is missed."""
        # Events of the previous listener that were not fetched are lost.
        self._events_lost = True
        await self._listener.async_renew()
        self.commands.executions.stop_expecting_registrations(self._now())
        setup = await self.client.setup()
        self._last_read = self._now()
        self._next_reread = self._last_read + REREAD
        self._firmware = next((gateway.firmware for gateway in setup.gateways), self._firmware)
        pods = (device.controllable for device in setup.devices.values() if device.ui_class == "Pod")
        self._pod = next(pods, self._pod)
        self._complete = await self._async_read_scenarios() and bool(setup.devices)
        await self._async_check_executions()
        present = {url: self._with_known_states(device) for url, device in setup.devices.items()}
        devices = self._missing_devices.fill(present, self.data)
        if any(device.missing for device in devices.values()):
            self._next_reread = self._last_read + REREAD_WHILE_MISSING
        devices = {url: self._with_added_states(device, devices) for url, device in devices.items()}
        self.commands.executions.set_moving(url for url, device in devices.items() if device.moving)
        for scenario in self._scenarios.values():
            url = f"{self.pin}/scenario/{scenario.id}"
            devices[url] = Device(url, scenario.label, SCENARIO)
        return devices

    async def _async_read_scenarios(self) -> bool:
        """Read the scenarios of the app, an undocumented endpoint whose errors are ignored.

        Returns whether the list of scenarios is complete.
        """
        try:
            groups = await self.client.action_groups()
        except GatewayAuthenticationError:
            raise
        except UnknownObjectError:
            groups = ()
        except GatewayError:
            return False
        self._scenarios = {f"{self.pin}/scenario/{group.id}": group for group in groups}
        return True

    async def _async_check_executions(self) -> None:
        """End executions that the box no longer runs; their result is unknown."""
        executions = self.commands.executions
        executions.expire()
        if executions:
            requested_at = self._now()
            try:
                current = await self.client.executions()
            except GatewayError:
                return
            executions.end_unlisted((execution.id for execution in current), requested_at)
            executions.settle()

    def _with_known_states(self, device: Device) -> Device:
        """Add states that were read before, as unknown: a box that restarts leaves some out for a while."""
        known = self.data.get(device.url)
        if known is None or known.commands != device.commands:
            return device
        return replace(device, states={**dict.fromkeys(known.states), **device.states})

    def _with_added_states(self, device: Device, siblings: Mapping[str, Device]) -> Device:
        """Add running commands, the estimated position, and the temperature of another part of the device."""
        reported = {name: value for name, value in device.states.items() if name not in ADDED_STATES}
        added: dict[str, JsonValue] = self.commands.position_estimator.states(device)
        if device.ui_class == "HeatingSystem" and reported.get(TEMPERATURE) is None:
            sensor = siblings.get(f"{device.base_url}#2")
            if sensor is not None and TEMPERATURE in sensor.states:
                added[ROOM_TEMPERATURE] = sensor.states[TEMPERATURE]
        return replace(device, running=self.commands.running(device.url), states=reported | added)

    @override
    async def async_read_all(self) -> None:
        """Read everything and clear the pending reread."""
        await super().async_read_all()
        self._events_lost = self._reread_requested = False

    # Running

    @override
    async def async_run(self) -> None:
        """Fetch events until shut down, and read everything again if some may have been lost."""
        delay = IDLE_INTERVAL
        while True:
            await self._async_pause(delay)
            if self._closed:
                return
            try:
                async with self.read_lock:
                    delay = await self._async_poll()
            except GatewayError as error:
                self.async_failed(error)
                delay = self._retry_delay(error)
                if self._failures >= FAILURES_BEFORE_MOVE and await self._async_move():
                    delay = BUSY_INTERVAL if self._failures == FAILURES_BEFORE_MOVE else delay

    def _other_addresses(self) -> set[tuple[str, int]]:
        """Return other possible addresses: the last one announced and the last one that worked."""
        return {
            address
            for address in (self._announced_address, self._confirmed_address)
            if address not in (None, self.client.address)
        }

    async def _async_move(self) -> bool:
        """Move to another address if the certificate proves that the box is there."""
        for address in self._other_addresses():
            try:
                async with asyncio.timeout(PROBE_TIMEOUT):
                    await self.client.create_probe(*address).api_version()
            except GatewayError, TimeoutError:
                continue
            self.client.set_address(*address)
            return True
        return False

    async def _async_pause(self, delay: float) -> None:
        """Wait until `delay` seconds after the last fetch, or one second if a poll is requested."""
        try:
            async with asyncio.timeout_at(self._last_fetch + delay):
                await self._poll_requested.wait()
        except TimeoutError:
            return
        self._poll_requested.clear()
        await asyncio.sleep(max(0.0, self._last_fetch + BUSY_INTERVAL - self._now()))

    async def _async_poll(self) -> float:
        """Update the snapshot; return the seconds until the next poll."""
        self._last_fetch = self._now()
        if not self._events_lost:
            await self._async_fetch()
        due = self._last_fetch >= self._next_reread
        outdated = self._reread_requested and self._last_fetch >= self._last_read + self._reread_pause()
        no_reread_pending = not (self._events_lost or self._reread_requested)
        if self._events_lost or outdated or due:
            await self.async_read_all()
            self._rereads += 1
        if due and no_reread_pending and self._complete:
            self.async_remove_stale()
        self.async_succeeded()
        self._refresh(self.commands.executions.expire())
        self.commands.executions.settle()
        return BUSY_INTERVAL if self._busy() else IDLE_INTERVAL

    async def _async_fetch(self) -> None:
        """Fetch and apply events; request a reread if they may be incomplete."""
        try:
            events = await self._listener.async_fetch()
        except NoListenerError:
            self._reread_requested = True
            return
        self._apply_events(events)
        self.commands.executions.stop_expecting_registrations(self._last_fetch)
        if any(isinstance(event, DevicesChanged) for event in events):
            self._reread_requested = True
        else:
            self._rereads = 0

    def _reread_pause(self) -> float:
        """Return the minimum seconds between two reads if each fetch requests another one."""
        return _retry_pause(self._rereads) if self._rereads else 0.0

    def _busy(self) -> bool:
        now = self._now()
        return self.commands.is_active or (
            now - self._last_event < BUSY_AFTER_EVENT and now - self._first_event < LONGEST_BUSY_WITH_EVENTS
        )

    def _retry_delay(self, error: GatewayError) -> float:
        """Return the seconds until the next attempt.

        The first retry is immediate if a response was lost or the box may be at another address.
        """
        if self._failures == 1 and (isinstance(error, GatewayUnconfirmedError) or self._other_addresses()):
            return BUSY_INTERVAL
        last = LAST_RETRY_WHEN_REFUSED if isinstance(error, GatewayAuthenticationError) else LAST_RETRY
        delay = min(_retry_pause(self._failures), last)
        return delay * random.uniform(0.9, 1.0)  # noqa: S311 - only to spread retries

    @callback
    @override
    def async_succeeded(self) -> None:
        """Handle a successful request."""
        super().async_succeeded()
        if self._has_failed:
            self._has_failed = False
            issues.async_withdraw(self.hass, self.pin)
            self._remember_address()
        self._failures = 0

    @callback
    def _remember_address(self) -> None:
        self._confirmed_address = host, port = self.client.address
        self.async_store(**{CONF_HOST: host, CONF_PORT: port})

    @callback
    @override
    def async_failed(self, error: GatewayError) -> None:
        """Handle a failure, and create a repair issue for problems that the user can fix."""
        self._events_lost = self._has_failed = True
        self._failures += 1
        super().async_failed(error)
        problem = translate_box_error(error, "").key
        if not self.last_update_success or not self.data:
            issues.async_report(self.hass, self.config_entry, problem)

    @callback
    def async_announced(self, host: str, port: int) -> None:
        """Store the address of an mDNS announcement, and try it at once if the box is unreachable.

        Announcements are not authenticated, so a working address is kept.
        """
        if (host, port) != self._announced_address:
            self._failures = min(self._failures, FAILURES_BEFORE_MOVE - 1)
        self._announced_address = (host, port)
        if self._events_lost:
            self._poll_requested.set()

    @callback
    def async_options_changed(self) -> None:
        """Apply changed options."""
        self.commands.position_estimator.configure()
        self._refresh(tuple(self.data))

    @override
    async def async_close(self) -> None:
        """Finish sending commands and unregister the listener, each within CLOSE_TIMEOUT seconds."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self.commands.async_close()
        except TimeoutError:
            self.logger.debug("%s: some commands were not answered before closing", self.name)
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self._listener.async_close()
        except TimeoutError:
            self.logger.debug("%s: could not unregister the event listener in time", self.name)

    # Events

    @callback
    def _apply_events(self, events: Iterable[Event]) -> None:
        """Apply events in order, and notify each entity once."""
        states: defaultdict[str, dict[str, JsonValue]] = defaultdict(dict)
        available: dict[str, bool] = {}
        affected: set[str] = set()
        failed: list[tuple[str, CommandFailed]] = []
        for event in events:
            self._record_event()
            match event:
                case StatesChanged(url, reported) if url in self.data:
                    states[url].update(reported)
                    affected.update(self._reported(url, reported))
                case AvailabilityChanged(url, is_available) if url in self.data:
                    available[url] = is_available
                case DevicesChanged(removed) if removed is not None:
                    self._missing_devices.removed(removed)
                case ExecutionRegistered():
                    affected.update(self.commands.registered(event))
                case ExecutionChanged():
                    over, failures = self.commands.changed(event)
                    affected.update(over)
                    failed.extend(failures.items())
        changed = {url: self.data[url].with_states(reported) for url, reported in states.items()}
        devices = ChainMap(changed, self.data)
        for url, is_available in available.items():
            changed[url] = replace(devices[url], missing=False, reported_available=is_available)
        changed |= {
            url: self._with_added_states(device, devices) for url in affected if (device := devices.get(url))
        }
        self.async_apply(changed)
        self.commands.settle()
        for url, failure in failed:
            self.async_command_failed(url, failure)

    def _record_event(self) -> None:
        now = self._now()
        if now - self._last_event >= BUSY_AFTER_EVENT:
            self._first_event = now
        self._last_event = now

    def _reported(self, url: str, states: Mapping[str, JsonValue]) -> tuple[str, ...]:
        """Fire and track the reported states; return other devices to update."""
        for name, value in states.items():
            self.async_fire(url, StateReported(name, value))
        device = self.data.get(url)
        over = self.commands.executions.reported(
            url, states, has_moving_state=device is not None and State.MOVING in device.states
        )
        if TEMPERATURE in states:
            return *over, f"{url.partition('#')[0]}#1"
        return over

    @callback
    def async_command_failed(self, device_url: str, failure: CommandFailed) -> None:
        """Report a command that was rejected or failed as an event of the box."""
        url = device_url
        if (device := self.data.get(url)) is None:
            return
        redacted_url = url.replace(self.pin, "…")
        self.logger.debug("%s: %s: %s failed: %s", self.name, redacted_url, failure.command, failure.reason)
        self.async_fire(self.pin, replace(failure, device=self.name_of(device)))

    @callback
    def _refresh(self, urls: Iterable[str]) -> None:
        """Update the added states of these devices."""
        self.async_change(dict.fromkeys(urls, lambda device: self._with_added_states(device, self.data)))

    # Commands

    @override
    async def async_send(self, device_id: str, commands: tuple[Command, ...]) -> None:
        """Execute commands, and wait a few seconds for the device to reject them."""
        if device_id in self._scenarios:
            await self.commands.async_play(self._scenarios[device_id])
        else:
            has_moving_state = State.MOVING in self.data[device_id].states
            timeout = OUTCOME_TIMEOUT if has_moving_state else OUTCOME_TIMEOUT_WITHOUT_MOVING_STATE
            await self.commands.async_follow(device_id, commands, timeout)

    @callback
    def async_activity_changed(self, device_urls: Iterable[str]) -> None:
        """Update devices whose running commands or estimated position changed, and poll soon."""
        self._refresh(device_urls)
        self._poll_requested.set()

    async def async_stop_motor(self, device_url: str, is_due: Callable[[], bool]) -> None:
        """Stop a one-way motor if `is_due` still returns True when the command is sent."""
        await self.commands.async_stop_motor(device_url, is_due)


def _retry_pause(times: int) -> float:
    """Return the seconds to wait after a number of failures, or of rereads, in a row."""
    return backoff_delay(times, first=FIRST_RETRY, factor=RETRY_GROWTH, longest=LAST_RETRY)
