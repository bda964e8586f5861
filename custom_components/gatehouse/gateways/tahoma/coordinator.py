"""Keeps what is known of a TaHoma box and its devices."""

import asyncio
from collections import ChainMap
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
import random
import re
from typing import Final, override

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback

from ...const import CONF_GATEWAY_PIN
from ...coordinator import DeviceDetails, Explanation, GatehouseConfigEntry, GatewayCoordinator
from ..errors import (
    GatewayAuthenticationError,
    GatewayError,
    GatewayUnconfirmedError,
)
from . import issues
from .client import NoListenerError, TahomaClient, UnknownObjectError
from .estimates import Estimates
from .events import (
    AvailabilityChanged,
    DevicesChanged,
    Event,
    ExecutionChanged,
    ExecutionRegistered,
    StatesChanged,
)
from .executions import Executions, Outcome
from .models import (
    ADDED_STATES,
    BOX,
    ROOM_TEMPERATURE,
    SCENARIO,
    TEMPERATURE,
    Action,
    ActionGroup,
    Command,
    CommandFailed,
    Device,
    Happening,
    JsonValue,
    State,
    StateReported,
)
from .outbox import Outbox
from .session import async_create_client

BUSY_INTERVAL: Final = 1.0
IDLE_INTERVAL: Final = 2.0
BUSY_AFTER_EVENT: Final = 10.0
LONGEST_MOVE: Final = 120.0
FIRST_RETRY: Final = 5.0
RETRY_GROWTH: Final = 1.5
STEPS_TO_LAST_RETRY: Final = 10
LAST_RETRY: Final = 60.0
LAST_RETRY_WHEN_REFUSED: Final = 15.0
REREAD: Final = 45 * 60.0
OUTCOME_PATIENCE: Final = 7.0
# A motor that does not tell whether it moves is first heard of when it has arrived.
PATIENCE_WITH_THE_SILENT: Final = 3.0
ADOPTION_PATIENCE: Final = 3.0
FORGET_AFTER: Final = 600.0
CLOSE_PATIENCE: Final = 4.0

_PARTS_OF_THE_BOX: Final = ("Pod", "Wifi", "ProtocolGateway", "NetworkComponent", "ConfigurationComponent")
_MODELS: Final = {
    "internal:PodMiniComponent": "Connexoon",
    "internal:PodV2Component": "TaHoma V2",
    "internal:PodV3Component": "TaHoma Switch",
}


class TahomaCoordinator(GatewayCoordinator[Device, Command, Happening]):
    """Fetches events every second or two, and reads everything again after any that may be lost."""

    client: TahomaClient

    def __init__(self, hass: HomeAssistant, entry: GatehouseConfigEntry) -> None:
        """Begin without a listener."""
        super().__init__(hass, entry)
        self.pin: str = entry.data[CONF_GATEWAY_PIN]
        self._now = hass.loop.time
        self._listener: str | None = None
        self._listening = asyncio.Lock()
        self._lost = False
        self._troubled = True
        self._failures = 0
        self._resets = -1
        self._firmware = ""
        self._pod = ""
        self._scenarios: dict[str, ActionGroup] = {}
        self._removed: set[str] = set()
        self._absent_since: dict[str, float] = {}
        self._moving: dict[str, float] = {}
        self._last_fetch = 0.0
        self._last_event = self._now()
        self._next_reread = 0.0
        self._announced: tuple[str, int] | None = None
        self._proven: tuple[str, int] | None = None
        self._awake = asyncio.Event()
        self._executions = Executions(self._now)
        self._outbox = Outbox(self._async_apply_actions, self._prepare)
        self._estimates = Estimates(hass, entry, self._now, self._async_stop)

    # The box and its parts

    @property
    @override
    def hub(self) -> DeviceDetails:
        """What the device registry shows of the box."""
        return DeviceDetails(
            identifier=self.pin,
            name=self.config_entry.title,
            manufacturer="Somfy",
            model=_MODELS.get(self._pod, "TaHoma"),
            model_id=self._pod or None,
            serial_number=self.pin,
            sw_version=self._firmware or None,
        )

    @override
    def details(self, device: Device) -> DeviceDetails:
        """Tell what the device registry shows of a device; `#1`, `#2`… are parts of one."""
        if device.controllable in (BOX, SCENARIO) or device.ui_class in _PARTS_OF_THE_BOX:
            return self.hub
        main = self.data.get(f"{device.base_url}#1") or self.data.get(device.base_url) or device
        firmware = main.attributes.get("core:FirmwareRevision")
        manufacturer = main.attributes.get("core:Manufacturer")
        return DeviceDetails(
            identifier=device.base_url,
            name=main.label or _words(main.widget) or main.url,
            manufacturer=manufacturer if isinstance(manufacturer, str) else None,
            model=_words(main.ui_class) or None,
            model_id=main.widget or None,
            sw_version=firmware if isinstance(firmware, str) else None,
            hw_version=main.controllable or None,
        )

    @override
    def is_available(self, device: Device) -> bool:
        """Tell whether what is known of a device holds now; of the box itself it always does."""
        return device.controllable == BOX or (self.last_update_success and device.available)

    @override
    def explain(self, error: GatewayError, name: str | None = None) -> Explanation:
        """Put a client's error into Home Assistant's terms."""
        explanation = super().explain(error, name)
        if isinstance(error, UnknownObjectError):
            explanation["translation_key"] = "developer_mode_off"
        return explanation

    # Reading

    @override
    async def _async_setup(self) -> None:
        self.client = await async_create_client(self.hass, self.config_entry.data)
        await self._estimates.async_load()

    @override
    async def async_read(self) -> dict[str, Device]:
        """Read everything, with a listener registered first so that nothing falls between."""
        await self._async_listen()
        setup = await self.client.setup()
        self._lost = False
        self._next_reread = self._now() + REREAD
        self._firmware = next((gateway.firmware for gateway in setup.gateways), self._firmware)
        pods = (device.controllable for device in setup.devices.values() if device.ui_class == "Pod")
        self._pod = next(pods, self._pod)
        self._moving.clear()
        await self._async_read_scenarios()
        await self._async_check_executions()
        devices = self._with_absent(setup.devices)
        devices = {url: self._enriched(device, devices) for url, device in devices.items()}
        for url, device in devices.items():
            if device.moving:
                self._moving[url] = self._now()
        for scenario in self._scenarios.values():
            url = f"{self.pin}/scenario/{scenario.id}"
            devices[url] = Device(url, scenario.label, SCENARIO)
        devices[self.pin] = self._box(connected=True)
        return devices

    async def _async_read_scenarios(self) -> None:
        """Read the app's scenarios, of which not every box tells; any trouble with that is not the box's."""
        try:
            groups = await self.client.action_groups()
        except GatewayAuthenticationError:
            raise
        except UnknownObjectError:
            groups = ()
        except GatewayError:
            return
        self._scenarios = {f"{self.pin}/scenario/{group.id}": group for group in groups}

    async def _async_check_executions(self) -> None:
        """End what the box is not about any more; how it ended was lost."""
        self._executions.expire()
        if self._executions:
            try:
                current = await self.client.executions()
            except GatewayError:
                return
            self._executions.keep(execution.id for execution in current)
            self._executions.settle()

    def _with_absent(self, devices: Mapping[str, Device]) -> dict[str, Device]:
        """Keep a device that is missing, for a while: a box that starts does not know all of them yet."""
        present = dict(devices)
        now = self._now()
        for url, device in self.data.items():
            if url in devices or url in self._removed or device.controllable in (BOX, SCENARIO):
                self._absent_since.pop(url, None)
            elif not devices or now - self._absent_since.setdefault(url, now) < FORGET_AFTER:
                present[url] = replace(device, reported_available=False, states={})
        self._removed.clear()
        return present

    def _enriched(self, device: Device, siblings: Mapping[str, Device]) -> Device:
        """Add what the box does not say in one place: what is under way, and what a sibling measures."""
        told = {name: value for name, value in device.states.items() if name not in ADDED_STATES}
        added: dict[str, JsonValue] = self._estimates.states(device)
        if device.ui_class == "HeatingSystem" and told.get(TEMPERATURE) is None:
            sensor = siblings.get(f"{device.base_url}#2")
            if sensor is not None and TEMPERATURE in sensor.states:
                added[ROOM_TEMPERATURE] = sensor.states[TEMPERATURE]
        running = self._executions.running(device.url) or self._estimates.running(device.url)
        return replace(device, running=running, states=told | added)

    def _box(self, *, connected: bool, error: str | None = None) -> Device:
        states: dict[str, JsonValue] = {
            State.BOX_CONNECTED: connected,
            State.BOX_LISTENER_RESETS: max(self._resets, 0),
            State.BOX_LAST_ERROR: error,
        }
        if error is None and (box := self.data.get(self.pin)) is not None:
            states[State.BOX_LAST_ERROR] = box.states[State.BOX_LAST_ERROR]
        return Device(self.pin, self.config_entry.title, BOX, states=states)

    async def _async_listen(self) -> None:
        """Register a new listener, and end the one before: the box keeps it for ten minutes otherwise.

        What is registered is remembered even if nobody waits for it any more, so that it can be ended.
        """
        registration = self.hass.async_create_background_task(self._async_register(), "register")
        registration.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.shield(registration)

    async def _async_register(self) -> None:
        async with self._listening:
            if self._closed:
                return
            former, self._listener = self._listener, await self.client.register()
            self._resets += 1
            if former is not None:
                await self._async_unregister(former)

    async def _async_unregister(self, listener: str) -> None:
        try:
            await self.client.unregister(listener)
        except GatewayError as error:
            self.logger.debug("%s: a listener was not ended: %s", self.name, error)

    # Running

    @override
    async def async_run(self) -> None:
        """Fetch events for ever, and read everything again when some may be lost."""
        delay = IDLE_INTERVAL
        while True:
            await self._async_pause(delay)
            if self._closed:
                return
            try:
                async with self.reading:
                    delay = await self._async_poll()
            except GatewayError as error:
                self.async_failed(error)
                delay = self._retry_delay(error)
                if self._try_elsewhere() and self._failures == 1:
                    delay = BUSY_INTERVAL

    def _try_elsewhere(self) -> bool:
        """Turn to the address that the box announced last, or back to the one where it answered last."""
        elsewhere = self._announced if self.client.address == self._proven else self._proven
        if elsewhere is None or elsewhere == self.client.address:
            return False
        self.client.move_to(*elsewhere)
        return True

    async def _async_pause(self, delay: float) -> None:
        """Wait until so many seconds after the last fetch began, or a second after it when there is news."""
        try:
            async with asyncio.timeout_at(self._last_fetch + delay):
                await self._awake.wait()
        except TimeoutError:
            return
        self._awake.clear()
        await asyncio.sleep(max(0.0, self._last_fetch + BUSY_INTERVAL - self._now()))

    async def _async_poll(self) -> float:
        """Bring the snapshot up to date; return the seconds until the next time."""
        self._last_fetch = self._now()
        if self._listener is not None and not self._lost:
            try:
                self._take(await self.client.fetch(self._listener))
            except NoListenerError:
                self._lost = True
        due = self._last_fetch >= self._next_reread
        if self._lost or due or self._listener is None:
            self.async_replace(await self.async_read())
        if due:
            self.async_remove_stale_devices()
        self.async_succeeded()
        self._refresh(self._executions.expire())
        self._executions.settle()
        self._refresh(self._estimates)
        return BUSY_INTERVAL if self._busy() else IDLE_INTERVAL

    def _busy(self) -> bool:
        now = self._now()
        return (
            bool(self._executions)
            or bool(self._estimates)
            or now - self._last_event < BUSY_AFTER_EVENT
            or any(now - since < LONGEST_MOVE for since in self._moving.values())
        )

    def _retry_delay(self, error: GatewayError) -> float:
        """Return the seconds until the next try; one answer that was lost is no reason to wait."""
        if self._failures == 1 and isinstance(error, GatewayUnconfirmedError):
            return BUSY_INTERVAL
        last = LAST_RETRY_WHEN_REFUSED if isinstance(error, GatewayAuthenticationError) else LAST_RETRY
        steps = min(self._failures - 1, STEPS_TO_LAST_RETRY)
        delay = min(FIRST_RETRY * RETRY_GROWTH**steps, last)
        return delay * random.uniform(0.9, 1.0)  # noqa: S311 - only to spread retries

    @callback
    @override
    def async_succeeded(self) -> None:
        """Note that the box answered."""
        super().async_succeeded()
        if self._troubled:
            self._troubled = False
            issues.async_withdraw(self.hass, self.pin)
            self._remember_address()
        self._failures = 0
        self.async_apply({self.pin: self._box(connected=True)})

    @callback
    def _remember_address(self) -> None:
        self._proven = host, port = self.client.address
        data = {**self.config_entry.data, CONF_HOST: host, CONF_PORT: port}
        self.hass.config_entries.async_update_entry(self.config_entry, data=data)

    @callback
    @override
    def async_failed(self, error: GatewayError) -> None:
        """Note that the box did not answer, and tell the user what to do where it is known."""
        self._lost = self._troubled = True
        self._failures += 1
        super().async_failed(error)
        problem = self.explain(error)["translation_key"]
        if not self.last_update_success or not self.data:
            issues.async_report(self.hass, self.pin, self.name, problem)
        if self.data:
            self.async_apply({self.pin: self._box(connected=self.last_update_success, error=problem)})

    @callback
    @override
    def _async_lost(self) -> None:
        """Take what is known for unknown, but for that the box is lost."""
        super()._async_lost()
        self.async_apply({self.pin: self._box(connected=False)})

    @callback
    def async_announced(self, host: str, port: int) -> None:
        """Note that the box announces itself at an address, and try it at once if the box is lost.

        Anybody may announce anything: an address that answers is not given up for it.
        """
        if (host, port) != self._announced:
            self._failures = 0
        self._announced = (host, port)
        if self._lost:
            self._awake.set()

    @callback
    def async_options_changed(self) -> None:
        """Take in the user's options."""
        self._estimates.configure()
        self._refresh(tuple(self.data))

    @override
    async def async_close(self) -> None:
        """Send what is to be sent, and end the listener, as far as the box answers in time."""
        try:
            async with asyncio.timeout(CLOSE_PATIENCE):
                await self._estimates.async_close()
                await self._outbox.drain()
        except TimeoutError:
            self.logger.debug("%s: not all was answered", self.name)
        try:
            async with asyncio.timeout(CLOSE_PATIENCE), self._listening:
                if self._listener is not None:
                    await self._async_unregister(self._listener)
                    self._listener = None
        except TimeoutError:
            self.logger.debug("%s: the listener was not ended", self.name)

    # Events

    @callback
    def _take(self, events: Iterable[Event]) -> None:  # noqa: C901 - one case an event
        """Take in what happened, in its order, and wake each entity once."""
        changed: dict[str, Device] = {}
        devices = ChainMap(changed, self.data)
        touched: list[str] = []
        failed: list[tuple[str, CommandFailed]] = []
        for event in events:
            self._last_event = self._now()
            match event:
                case StatesChanged(url, states):
                    if (device := devices.get(url)) is not None:
                        changed[url] = device.with_states(states)
                        touched.extend(self._reported(url, states))
                case AvailabilityChanged(url, available):
                    if (device := devices.get(url)) is not None:
                        changed[url] = replace(device, reported_available=available)
                case DevicesChanged(removed):
                    self._lost = True
                    if removed is not None:
                        self._removed.add(removed)
                case ExecutionRegistered(execution_id, actions):
                    touched.extend(self._begin(execution_id, actions))
                case ExecutionChanged():
                    over, failures = self._executions.change(event)
                    touched.extend(over)
                    failed.extend(failures.items())
        changed |= {url: self._enriched(device, devices) for url in touched if (device := devices.get(url))}
        self.async_apply(changed)
        self._executions.settle()
        for url, failure in failed:
            self._report(url, failure)

    def _reported(self, url: str, states: Mapping[str, JsonValue]) -> tuple[str, ...]:
        """Note what a device says of its moves; return the devices that more is known of by that."""
        if states.get(State.MOVING) is False:
            self._moving.pop(url, None)
        elif states.get(State.MOVING) is True or url in self._moving:
            self._moving[url] = self._now()
        for name, value in states.items():
            self.async_happened(url, StateReported(name, value))
        device = self.data.get(url)
        over = self._executions.reported(
            url, states, tells_moving=device is not None and State.MOVING in device.states
        )
        if TEMPERATURE in states:
            return *over, f"{url.partition('#')[0]}#1"
        return over

    def _begin(
        self, execution_id: str, actions: Iterable[Action], *, claimed: bool = False
    ) -> tuple[str, ...]:
        """Follow an execution; return the devices that it is new for."""
        actions = tuple(actions)
        begun = self._executions.begin(execution_id, actions, claimed=claimed)
        for action in actions:
            if action.device_url in begun and (device := self.data.get(action.device_url)):
                self._estimates.told(device, action.commands)
        return begun

    def _report(self, url: str, failure: CommandFailed) -> None:
        device = self.data.get(url)
        failure = replace(failure, device=device.label if device is not None else "")
        self.logger.debug("%s: %s: %s failed: %s", self.name, url, failure.command, failure.reason)
        self.async_happened(self.pin, failure)

    @callback
    def _refresh(self, urls: Iterable[str]) -> None:
        """Add anew to these devices what the box does not say in one place."""
        self.async_apply(
            {url: self._enriched(device, self.data) for url in urls if (device := self.data.get(url))}
        )

    # Commands

    @override
    async def async_send(self, device_id: str, commands: tuple[Command, ...]) -> None:
        """Carry out commands, and wait a few seconds for a device that will not."""
        if device_id in self._scenarios:
            await self._async_play(self._scenarios[device_id])
        else:
            tells_moving = State.MOVING in self.data[device_id].states
            patience = OUTCOME_PATIENCE if tells_moving else PATIENCE_WITH_THE_SILENT
            await self.async_follow(device_id, commands, patience)

    async def async_follow(
        self, device_id: str, commands: tuple[Command, ...], patience: float, *, to_end: bool = False
    ) -> Outcome:
        """Carry out commands, and wait until the device has heard, or `to_end`; patience in seconds.

        One-way motors never tell, so nothing is waited for there.
        Raises GatewayError where the commands failed, or may have failed.
        """
        device = self.data[device_id]
        commands, stop_after = self._estimates.way(device, commands)
        execution_id = await self._outbox.put(device_id, commands)
        if stop_after is not None:
            self._estimates.stop_after(device_id, stop_after, *self._prepare(device_id, commands))
        if device.is_one_way and not to_end:
            return Outcome.IN_PROGRESS
        return await self._executions.outcome(execution_id, device_id, patience, to_end=to_end)

    async def _async_adopt(self, actions: tuple[Action, ...], since: float) -> str:
        """Find out whether commands without an answer arrived; raises GatewayUnconfirmedError if not."""
        deadline = self._now() + ADOPTION_PATIENCE
        self._awake.set()
        with suppress(GatewayError):
            for execution in await self.client.executions():
                self._begin(execution.id, execution.actions)
        while (found := self._executions.claim(actions, since)) is None:
            if self._now() >= deadline:
                for action in actions:
                    self._estimates.lost(action.device_url)
                raise GatewayUnconfirmedError("no answer, and nothing is known to be under way")
            await asyncio.sleep(BUSY_INTERVAL / 2)
        return found

    async def _async_play(self, scenario: ActionGroup) -> None:
        """Carry out a scenario's actions: the box's own way of playing one does nothing."""
        wishes: dict[str, tuple[Command, ...]] = {}
        for action in scenario.actions:
            if action.device_url in self.data:
                wishes[action.device_url] = (*wishes.get(action.device_url, ()), *action.commands)
        await asyncio.gather(*(self._outbox.put(url, commands) for url, commands in wishes.items()))

    async def _async_stop(self, url: str) -> None:
        """Stop a one-way motor at its estimated position."""
        try:
            await self._outbox.put(url, (Command("stop"),))
        except GatewayError as error:
            self.logger.warning("%s: a motor was not stopped: %s", self.name, error)

    async def _async_apply_actions(self, actions: tuple[Action, ...]) -> str:
        since = self._now()
        try:
            execution_id = await self.client.apply(actions)
        except GatewayUnconfirmedError:
            execution_id = await self._async_adopt(actions, since)
        if not self.config_entry.pref_disable_polling:
            self._refresh(self._begin(execution_id, actions, claimed=True))
            self._awake.set()
        return execution_id

    def _prepare(self, url: str, commands: tuple[Command, ...]) -> tuple[Command, ...]:
        device = self.data.get(url)
        return device.prepared(commands) if device is not None else commands


def _words(name: str) -> str:
    """Write a name of the vendor's in words: `RollerShutter`, roller shutter."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
