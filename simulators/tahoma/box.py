"""A simulated TaHoma box: a home behind the vendor's local API."""

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple
import uuid

from simulators.certificates import Certificate, FakeRoot
from simulators.clock import Clock
from simulators.machine import Machine
from simulators.server import Server
from simulators.tasks import Tasks

from .api import LocalApi
from .behaviour import behaviour_of
from .device import Air, Device
from .executions import Executions
from .failures import CommandFailedError, Lock
from .faults import Faults
from .home import PIN, Home
from .listeners import Listeners
from .motor import Motor
from .oneway import OneWay
from .quirks import Quirks
from .rendering import Renderer

if TYPE_CHECKING:
    from .announcement import Announcement

FIRMWARE = "2026.3.3-7"
KEPT_REQUESTS = 50_000


class Sent(NamedTuple):
    """A command that really went out by radio."""

    time: float
    url: str
    command: str
    parameters: list[Any]


class Received(NamedTuple):
    """A request that was answered, or whose answer was lost on the way."""

    time: float
    method: str
    path: str
    status: int
    body: Any


class Connections(NamedTuple):
    """How many TCP connections were accepted, and are open."""

    accepted: int
    open: int


class TahomaBox(Machine):
    """The box, its faults, and everything that people can do to it and its devices."""

    def __init__(
        self,
        home: Home | None = None,
        *,
        pin: str | None = None,
        token: str | None = None,
        certificate: Certificate = Certificate.A,
        root: FakeRoot | None = None,
        clock: Clock | None = None,
        quirks: Quirks | None = None,
        announcement: Announcement | None = None,
    ) -> None:
        """Put the box into a home; with an announcement, it makes itself known by mDNS."""
        self.home = home or Home.generate(pin=pin or PIN)
        self.pin = self.home.pin
        if pin not in {None, self.pin}:
            raise ValueError(f"The home is that of the box {self.pin}")
        self.token = token or uuid.uuid4().hex[:20]
        self.tokens = {self.token}
        self.root = root or FakeRoot()
        self._owns_root = root is None
        self.clock = clock or Clock()
        self.quirks = quirks or Quirks()
        self.firmware = FIRMWARE
        self.radio: list[Sent] = []
        self.requests: list[Received] = []
        self.request_count = 0
        self.tasks = Tasks()
        self.listeners = Listeners(self.clock)
        self.faults = Faults(self.clock)
        self.renderer = Renderer(self.quirks)
        self.executions = Executions(self.clock, self.tasks, self.quirks, self.emit)
        self._server = Server(LocalApi(self).app(), self.root.server_context(self.pin, certificate))
        self._server.intercept = self.faults.intercept
        self._announcement = announcement
        self._air = Air(self.clock, self.tasks, self.home.random, self._sent, self._reported)
        for device in self.home.devices.values():
            self._connect(device)

    @property
    def connections(self) -> Connections:
        """Return the number of TCP connections so far, and of the open ones."""
        return Connections(self._server.accepted, self._server.open_connections)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start to listen, on a free port if it is 0."""
        await self._server.start(host, port)
        await self._announce()

    async def stop(self) -> None:
        """End everything that runs."""
        await self.tasks.stop()
        await self._server.stop()
        if self._announcement:
            await self._announcement.stop()
        if self._owns_root:
            self.root.close()

    # What happens to the box

    async def reboot(self, down_for: float = 60.0) -> None:
        """Forget listeners and executions, refuse connections for some seconds, then come back."""
        self.listeners.clear()
        self.executions.forget()
        self.home.refresh_labels()
        await self.unplug(down_for)

    async def move_to(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Get another address or port, as by DHCP, and announce it."""
        if self._announcement:
            await self._announcement.withdraw()
        await self._server.move(host, port)
        await self._announce()

    def revoke_token(self, token: str | None = None) -> None:
        """Make a token invalid, by default the box's first."""
        self.tokens.discard(token or self.token)

    def restore_token(self, token: str | None = None) -> None:
        """Make a token valid, by default the box's first."""
        self.tokens.add(token or self.token)

    def emit(self, event: Any) -> None:
        """Let every listener receive an event, whatever it is."""
        self.listeners.emit(event)

    # What happens in the home

    def remote(self, url: str, action: str | float, *parameters: Any) -> asyncio.Task[None]:
        """Let somebody use a wall switch: a command, or a position as the device's state counts."""
        device = self.home.devices[url]
        if isinstance(action, str):
            command = action
        else:
            awning = bool(device.model and "setClosure" not in device.model.commands)
            command = "setDeployment" if awning or "core:ClosureState" not in device.states else "setClosure"
            parameters = (action,)
        return self.tasks.start(self._use_remote(device, command, list(parameters)))

    def set_state(self, url: str, name: str, value: Any) -> None:
        """Let a device report a state."""
        self.home.devices[url].report(name, value)

    def set_available(self, url: str, *, available: bool) -> None:
        """Let the box find or lose a device."""
        device = self.home.devices[url]
        device.available = available
        device.change({"core:StatusState": "available" if available else "unavailable"})
        name = "DeviceAvailableEvent" if available else "DeviceUnavailableEvent"
        self.emit({"name": name, "deviceURL": url})

    def set_lock(self, url: str, lock: Lock | None) -> None:
        """Let wind, rain or a user lock a device, or release it."""
        self.home.devices[url].set_lock(lock)

    def position(self, url: str) -> float:
        """Return where a moving thing really is, whatever its states say."""
        behaviour = self.home.devices[url].behaviour
        if isinstance(behaviour, Motor):
            return behaviour.position(behaviour.leaves[0])
        if isinstance(behaviour, OneWay):
            return behaviour.position()
        raise TypeError(f"{url} does not move")

    def rename(self, url: str, label: str) -> None:
        """Rename a device in the app, which the local API may tell only after a reboot."""
        self.home.devices[url].label = label
        self.emit({"name": "DeviceUpdatedEvent", "deviceURL": url})

    def add_device(self, controllable: str, label: str = "") -> Device:
        """Pair a new product."""
        before = set(self.home.devices)
        device = self.home.add(controllable, label)
        for url in self.home.devices.keys() - before:
            self._connect(self.home.devices[url])
            self.emit({"name": "DeviceCreatedEvent", "deviceURL": url})
        return device

    def remove_device(self, url: str) -> None:
        """Take a product away."""
        self.home.remove(url)
        self.emit({"name": "DeviceRemovedEvent", "deviceURL": url})

    def note_request(self, time: float, method: str, path: str, status: int, body: Any) -> None:
        """Keep a request for those who look at it later."""
        self.request_count += 1
        self.requests.append(Received(time, method, path, status, body))
        if len(self.requests) > 2 * KEPT_REQUESTS:
            del self.requests[:KEPT_REQUESTS]

    async def _announce(self) -> None:
        if self._announcement:
            await self._announcement.make(self.pin, self.firmware, self.host, self.port)

    async def _use_remote(self, device: Device, command: str, parameters: list[Any]) -> None:
        try:
            after = await device.behaviour.perform(command, parameters)
        except CommandFailedError:
            return
        after()

    def _connect(self, device: Device) -> None:
        device.air = self._air
        device.behaviour = behaviour_of(device)

    def _sent(self, device: Device, command: str, parameters: list[Any]) -> None:
        self.radio.append(Sent(self.clock.now(), device.url, command, parameters))

    def _reported(self, device: Device, state: str, value: Any) -> None:
        if self.listeners and device.url in self.home.devices:
            self.emit(
                {
                    "name": "DeviceStateChangedEvent",
                    "deviceURL": device.url,
                    "deviceStates": [self.renderer.state(state, value)],
                }
            )
