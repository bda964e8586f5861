"""A simulated The Keys gateway: a home's locks behind its local HTTP API."""

from typing import TYPE_CHECKING

from simulators.machine import Machine
from simulators.server import Server
from simulators.tasks import Tasks

from .answers import Answers
from .api import LocalApi
from .faults import Faults
from .flight import Flight
from .home import Accessory, Home, Kind
from .quirks import Quirks
from .radio import Radio
from .signatures import Signatures

if TYPE_CHECKING:
    from collections import deque

    from .api import Exchange
    from .lock import Lock

VERSION = 65
TIME_TO_ANSWER = 0.5  # seconds between the answer to /update and the reboot


class TheKeysGateway(Machine):
    """The gateway, its faults and quirks, and what can happen to it."""

    def __init__(
        self,
        home: Home | None = None,
        *,
        identifier: str = "",
        name: str = "TK Gateway",
        quirks: Quirks | None = None,
    ) -> None:
        """Put the gateway into a home, by default a generated one, with a share for each linked lock.

        The identifier is the cloud's `id_accessoire`, by default a random one.
        """
        self.home = home or Home.generate()
        self.clock = self.home.clock
        self.quirks = quirks or Quirks()
        self.accessory = self._accessory(identifier, name)
        self.tasks = Tasks()
        self.answers = Answers(self.quirks)
        self.faults = Faults(self.clock, self.answers)
        self.signatures = Signatures(self.clock, self.quirks)
        self.radio = Radio(self.home, self.accessory, self.quirks, self.signatures)
        self._api = LocalApi(self)
        self._server = Server(self._api.app())
        self._server.intercept = self.faults.intercept
        self.flight = Flight(self.clock, self.quirks, self.tasks, self._server)
        for lock in self.home.locks.values():
            self._link(lock)
        self.home.changed.clear()

    @property
    def locks(self) -> dict[str, Lock]:
        """Return the home's locks by identifier."""
        return self.home.locks

    @property
    def version(self) -> int:
        """Return the version of its firmware."""
        return self.accessory.version

    @property
    def requests(self) -> deque[Exchange]:
        """Return the latest requests, in the order in which they came."""
        return self._api.requests

    @property
    def request_count(self) -> int:
        """Return how many requests came."""
        return self._api.request_count

    @property
    def overlaps(self) -> int:
        """Return how many requests came while somebody waited for the answer to another one."""
        return self._api.overlaps

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start to listen, on a free port if it is 0."""
        for lock in self.home.locks.values():
            self.home.report(lock)
        await self._server.start(host, port)
        self.accessory.ip, self.accessory.last_seen = self.host, self.clock.unix_time()
        self.radio.switch_on()

    async def stop(self) -> None:
        """End everything that runs."""
        await self._server.stop()
        await self.tasks.stop()
        await self.radio.switch_off()

    # What happens to the gateway

    async def reboot(self, down_for: float | None = None) -> None:
        """Break off everything, forget the last timestamp, and ask the cloud for the time."""
        self._server.pause()
        self._server.end_requests()
        await self.radio.switch_off()
        self.signatures.last.clear()
        await self.clock.sleep(self.quirks.reboot_time if down_for is None else down_for)
        self.signatures.clock_valid = self.home.cloud_is_up
        self.radio.switch_on()
        await self._server.resume()

    async def move_to(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Get another address or port, as by DHCP."""
        await self._server.move(host, port)
        self.accessory.ip = self.host

    def begin_to_synchronize(self) -> None:
        """Synchronise with the cloud, as when it is asked to."""
        self.radio.begin_to_synchronize()

    def begin_to_update(self) -> None:
        """Install the available firmware and reboot."""
        self.tasks.start(self._update())

    # What happens in the home

    def add(self, lock: Lock) -> None:
        """Mount one more lock; with a code it has a share that all know of already."""
        self.home.add(lock)
        self._link(lock)
        self.home.report(lock)

    def remove(self, identifier: str) -> None:
        """Take a lock away, with its shares."""
        self.home.remove(identifier)
        self.signatures.codes.pop(identifier, None)

    def _accessory(self, identifier: str, name: str) -> Accessory:
        accessory = self.home.new_accessory(Kind.GATEWAY, name, identifier)
        accessory.version = accessory.available_version = VERSION
        return accessory

    def _link(self, lock: Lock) -> None:
        self.radio.logs[lock.identifier] = lock.last_log
        if lock.linked:
            self.accessory.locks.add(lock.identifier)
        if lock.code:
            taken = {share.code for share in self.home.shares.values()}
            code = None if lock.code in taken else lock.code
            share = self.home.new_share(lock.identifier, self.accessory, "Home", code)
            self.signatures.codes[lock.identifier] = {share.code}
            lock.keys.add(share.code)

    async def _update(self) -> None:
        await self.clock.sleep(TIME_TO_ANSWER)
        self.accessory.version = self.accessory.available_version
        await self.reboot()
