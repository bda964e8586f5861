"""A simulated The Keys gateway."""

from typing import TYPE_CHECKING

from simulators.gateway import Gateway
from simulators.server import Server
from simulators.tasks import Tasks

from .api import LocalApi
from .faults import Faults
from .home import Accessory, AccessoryType, Home
from .quirks import Quirks
from .radio import Radio
from .request_slot import RequestSlot
from .responses import Responses
from .signatures import Signatures

if TYPE_CHECKING:
    from collections import deque

    from .api import RequestRecord
    from .lock import Lock

VERSION = 65
REBOOT_DELAY = 0.5  # seconds between the response to /update and the reboot


class TheKeysGateway(Gateway):
    """The gateway with its faults and quirks, and everything that can happen to it."""

    def __init__(
        self,
        home: Home | None = None,
        *,
        identifier: str = "",
        name: str = "TK Gateway",
        quirks: Quirks | None = None,
    ) -> None:
        """Initialize the gateway of a home, with a share for each linked lock.

        By default the home is generated, and the identifier (`id_accessoire` in the cloud) is random.
        """
        self.home = home or Home.generate()
        self.clock = self.home.clock
        self.quirks = quirks or Quirks()
        self.accessory = self._create_accessory(identifier, name)
        self.tasks = Tasks()
        self.responses = Responses(self.quirks)
        self.faults = Faults(self.clock, self.responses)
        self.signatures = Signatures(self.clock, self.quirks)
        self.radio = Radio(self.home, self.accessory, self.quirks, self.signatures)
        self._api = LocalApi(self)
        self._server = Server(self._api.app())
        self._server.intercept = self.faults.intercept
        self.request_slot = RequestSlot(self.clock, self.quirks, self.tasks, self._server)
        for lock in self.home.locks.values():
            self._link(lock)
        self.home.changed_locks.clear()

    @property
    def locks(self) -> dict[str, Lock]:
        """Return the locks of the home by identifier."""
        return self.home.locks

    @property
    def version(self) -> int:
        """Return the firmware version."""
        return self.accessory.version

    @property
    def requests(self) -> deque[RequestRecord]:
        """Return the latest requests, oldest first."""
        return self._api.requests

    @property
    def request_count(self) -> int:
        """Return the number of requests."""
        return self._api.request_count

    @property
    def overlaps(self) -> int:
        """Return the number of requests received while a client was waiting for another response."""
        return self._api.overlaps

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        for lock in self.home.locks.values():
            self.home.report(lock)
        await self._server.start(host, port)
        self.accessory.ip, self.accessory.last_seen = self.host, self.clock.unix_time()
        self.radio.start()

    async def stop(self) -> None:
        """Stop listening and cancel all background tasks."""
        await self._server.stop()
        await self.tasks.stop()
        await self.radio.stop()

    # Events of the gateway

    async def reboot(self, down_for: float | None = None) -> None:
        """Cancel everything in progress, discard the last timestamps and get the time from the cloud."""
        self._server.pause()
        self._server.cancel_requests()
        await self.radio.stop()
        self.signatures.last.clear()
        await self.clock.sleep(self.quirks.reboot_time if down_for is None else down_for)
        self.signatures.clock_valid = self.home.cloud_is_up
        self.radio.start()
        await self._server.resume()

    async def change_address(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Change the address or port, as by DHCP."""
        await self._server.move(host, port)
        self.accessory.ip = self.host

    def start_synchronization(self) -> None:
        """Start a synchronization with the cloud."""
        self.radio.start_synchronization()

    def start_update(self) -> None:
        """Start an update to the available firmware, followed by a reboot."""
        self.tasks.start(self._update())

    # Events in the home

    def add(self, lock: Lock) -> None:
        """Add a lock; if it has a code, its share is known to the lock, the gateway and the cloud."""
        self.home.add(lock)
        self._link(lock)
        self.home.report(lock)

    def remove(self, identifier: str) -> None:
        """Remove a lock with its shares."""
        self.home.remove(identifier)
        self.signatures.codes.pop(identifier, None)

    def _create_accessory(self, identifier: str, name: str) -> Accessory:
        accessory = self.home.new_accessory(AccessoryType.GATEWAY, name, identifier)
        accessory.version = accessory.available_version = VERSION
        return accessory

    def _link(self, lock: Lock) -> None:
        self.radio.logs[lock.identifier] = lock.last_log
        if lock.linked:
            self.accessory.locks.add(lock.identifier)
        if lock.code:
            used = {share.code for share in self.home.shares.values()}
            code = None if lock.code in used else lock.code
            share = self.home.new_share(lock.identifier, self.accessory, "Home", code)
            self.signatures.codes[lock.identifier] = {share.code}
            lock.accepted_codes.add(share.code)

    async def _update(self) -> None:
        await self.clock.sleep(REBOOT_DELAY)
        self.accessory.version = self.accessory.available_version
        await self.reboot()
