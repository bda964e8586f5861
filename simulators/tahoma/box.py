"""A simulated TaHoma box."""

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple
import uuid

from simulators.certificates import Certificate, FakeRoot
from simulators.clock import Clock
from simulators.gateway import Gateway
from simulators.server import Server
from simulators.tasks import Tasks

from .api import LocalApi
from .behavior import create_behavior
from .device import Device, Environment
from .executions import Executions
from .failures import CommandFailedError, PriorityLock
from .faults import Faults
from .home import PIN, Home
from .listeners import Listeners
from .motor_behavior import MotorBehavior
from .one_way_behavior import OneWayBehavior
from .quirks import Quirks
from .serializer import Serializer

if TYPE_CHECKING:
    from .mdns import BoxAnnouncer

FIRMWARE = "2026.3.3-7"
MAX_RECORDED_REQUESTS = 50_000


class SentCommand(NamedTuple):
    """A command that was sent by radio."""

    time: float
    url: str
    command: str
    parameters: list[Any]


class RequestRecord(NamedTuple):
    """A request to the local API and its status, even if a fault suppressed the response."""

    time: float
    method: str
    path: str
    status: int
    body: Any


class Connections(NamedTuple):
    """The number of TCP connections accepted so far, and of those that are open."""

    accepted: int
    open: int


class TahomaBox(Gateway):
    """The box with its faults and quirks, and everything that can happen to it and its devices."""

    def __init__(
        self,
        home: Home | None = None,
        *,
        pin: str | None = None,
        token: str | None = None,
        certificate: Certificate = Certificate.GATEWAY_SAN,
        root: FakeRoot | None = None,
        clock: Clock | None = None,
        quirks: Quirks | None = None,
        announcer: BoxAnnouncer | None = None,
    ) -> None:
        """Initialize the box of a home, which is announced by mDNS if an announcer is given."""
        self.home = home or Home.generate(pin=pin or PIN)
        self.pin = self.home.pin
        if pin not in {None, self.pin}:
            raise ValueError(f"The home belongs to the box {self.pin}")
        self.token = token or uuid.uuid4().hex[:20]
        self.tokens = {self.token}
        self.root = root or FakeRoot()
        self._owns_root = root is None
        self.clock = clock or Clock()
        self.quirks = quirks or Quirks()
        self.firmware = FIRMWARE
        self.sent_commands: list[SentCommand] = []
        self.requests: list[RequestRecord] = []
        self.request_count = 0
        self.tasks = Tasks()
        self.listeners = Listeners(self.clock)
        self.faults = Faults(self.clock)
        self.serializer = Serializer(self.quirks)
        self.executions = Executions(self.clock, self.tasks, self.quirks, self.emit)
        self._server = Server(LocalApi(self).app(), self.root.server_context(self.pin, certificate))
        self._server.intercept = self.faults.intercept
        self._announcer = announcer
        self._environment = Environment(
            self.clock, self.tasks, self.home.random, self._command_sent, self._state_reported
        )
        for device in self.home.devices.values():
            self._connect(device)

    @property
    def connections(self) -> Connections:
        """Return the number of accepted and of open TCP connections."""
        return Connections(self._server.accepted, self._server.open_connections)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        await self._server.start(host, port)
        await self._announce()

    async def stop(self) -> None:
        """Stop listening and cancel all background tasks."""
        await self.tasks.stop()
        await self._server.stop()
        if self._announcer:
            await self._announcer.close()
        if self._owns_root:
            self.root.close()

    # Events of the box

    async def reboot(self, down_for: float = 60.0) -> None:
        """Discard listeners and executions, and refuse connections for `down_for` seconds."""
        self.listeners.clear()
        self.executions.discard_all()
        self.home.refresh_labels()
        await self.unplug(down_for)

    async def change_address(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Change the address or port, as by DHCP, and announce it."""
        if self._announcer:
            await self._announcer.unregister()
        await self._server.move(host, port)
        await self._announce()

    def revoke_token(self, token: str | None = None) -> None:
        """Make a token invalid, by default the initial one."""
        self.tokens.discard(token or self.token)

    def restore_token(self, token: str | None = None) -> None:
        """Make a token valid, by default the initial one."""
        self.tokens.add(token or self.token)

    def emit(self, event: Any) -> None:
        """Queue an event, valid or not, for every listener."""
        self.listeners.emit(event)

    # Events in the home

    def use_remote(self, url: str, action: str | float, *parameters: Any) -> asyncio.Task[None]:
        """Use a wall switch or remote control: a command, or a position in the unit of the device's state."""
        device = self.home.devices[url]
        if isinstance(action, str):
            command = action
        else:
            awning = bool(device.model and "setClosure" not in device.model.commands)
            command = "setDeployment" if awning or "core:ClosureState" not in device.states else "setClosure"
            parameters = (action,)
        return self.tasks.start(self._execute_locally(device, command, list(parameters)))

    def set_state(self, url: str, name: str, value: Any) -> None:
        """Make a device report a state."""
        self.home.devices[url].report(name, value)

    def set_available(self, url: str, *, available: bool) -> None:
        """Make a device available or unavailable."""
        device = self.home.devices[url]
        device.available = available
        device.change({"core:StatusState": "available" if available else "unavailable"})
        name = "DeviceAvailableEvent" if available else "DeviceUnavailableEvent"
        self.emit({"name": name, "deviceURL": url})

    def set_priority_lock(self, url: str, lock: PriorityLock | None) -> None:
        """Set or release the priority lock of a device, which makes its commands fail."""
        self.home.devices[url].set_priority_lock(lock)

    def position(self, url: str) -> float:
        """Return the actual position of a motor, which its states may not show."""
        behavior = self.home.devices[url].behavior
        if isinstance(behavior, MotorBehavior):
            return behavior.position(behavior.cover_axes[0])
        if isinstance(behavior, OneWayBehavior):
            return behavior.position()
        raise TypeError(f"{url} has no motor")

    def rename(self, url: str, label: str) -> None:
        """Rename a device in the app; the local API returns the new name after the next reboot."""
        self.home.devices[url].label = label
        self.emit({"name": "DeviceUpdatedEvent", "deviceURL": url})

    def add_device(self, controllable: str, label: str = "") -> Device:
        """Pair a device, with its sub-devices."""
        known = set(self.home.devices)
        device = self.home.add(controllable, label)
        for url in self.home.devices.keys() - known:
            self._connect(self.home.devices[url])
            self.emit({"name": "DeviceCreatedEvent", "deviceURL": url})
        return device

    def remove_device(self, url: str) -> None:
        """Remove a device."""
        self.home.remove(url)
        self.emit({"name": "DeviceRemovedEvent", "deviceURL": url})

    def record_request(self, time: float, method: str, path: str, status: int, body: Any) -> None:
        """Add a request to `requests`, which holds at least the latest 50,000."""
        self.request_count += 1
        self.requests.append(RequestRecord(time, method, path, status, body))
        if len(self.requests) > 2 * MAX_RECORDED_REQUESTS:
            del self.requests[:MAX_RECORDED_REQUESTS]

    async def _announce(self) -> None:
        if self._announcer:
            await self._announcer.announce(self.pin, self.firmware, self.host, self.port)

    async def _execute_locally(self, device: Device, command: str, parameters: list[Any]) -> None:
        try:
            on_complete = await device.behavior.execute(command, parameters)
        except CommandFailedError:
            return
        on_complete()

    def _connect(self, device: Device) -> None:
        device.environment = self._environment
        device.behavior = create_behavior(device)

    def _command_sent(self, device: Device, command: str, parameters: list[Any]) -> None:
        self.sent_commands.append(SentCommand(self.clock.now(), device.url, command, parameters))

    def _state_reported(self, device: Device, state: str, value: Any) -> None:
        if self.listeners and device.url in self.home.devices:
            self.emit(
                {
                    "name": "DeviceStateChangedEvent",
                    "deviceURL": device.url,
                    "deviceStates": [self.serializer.state(state, value)],
                }
            )
