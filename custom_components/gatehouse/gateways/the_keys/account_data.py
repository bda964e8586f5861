"""Data that only the account provides: the newest firmware versions, and who used a lock."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ...const import LOGGER
from ...coordinator import GatehouseConfigEntry
from ..auth_failures import AuthFailureTracker
from ..errors import GatewayAuthenticationError, GatewayError
from . import issues
from .api.cloud import CloudLock, LogEntry, NotFoundError, TheKeysCloud
from .const import CONF_GATEWAY
from .devices import Operated

INTERVAL: Final = 12 * 3600.0
RETRY: Final = 300.0
# A log comes to the cloud by the gateway, some seconds after the gateway has told that it has grown.
FIRST_WAIT_FOR_LOG: Final = 2.0
LOG_TIMEOUT: Final = 14.0


@dataclass(frozen=True, slots=True)
class Firmwares:
    """The newest versions: of the gateway, and of locks by their identifiers."""

    gateway: int | None = None
    locks: dict[str, int | None] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """Something that was noticed at a time of the event loop's: so many uses of a lock, not told yet."""

    uses: int
    noticed: float


class AccountData:
    """Reads the account data of one entry."""

    def __init__(self, hass: HomeAssistant, entry: GatehouseConfigEntry, cloud: TheKeysCloud) -> None:
        """Initialize without data."""
        self._hass = hass
        self._entry = entry
        self._cloud = cloud
        self._auth_failures = AuthFailureTracker()
        self._newest_of_gateway: int | None = None
        self._numbers: dict[str, int] = {}
        self._newest: dict[str, int] = {}
        self._shares: dict[int, str] = {}
        self._changes: defaultdict[str, deque[Change]] = defaultdict(deque)
        self._reporting: set[str] = set()

    @callback
    def async_start(self, identifiers: Iterable[str], take: Callable[[Firmwares], None]) -> None:
        """Begin to read which firmwares there are, and learn what the logs of these locks hold already."""
        self._entry.async_create_background_task(
            self._hass, self._async_follow(tuple(identifiers), take), "the account"
        )

    async def _async_follow(self, identifiers: Sequence[str], take: Callable[[Firmwares], None]) -> None:
        while True:
            locks = await self._try(self._cloud.locks())
            knows_all = locks is not None and await self._async_learn(locks, identifiers, take)
            await asyncio.sleep(INTERVAL if knows_all else RETRY)

    async def _try[T](self, asked: Awaitable[T]) -> T | None:
        """Return the response of the cloud, or None on an error; start reauthentication if rejected."""
        try:
            answer = await asked
        except GatewayError as error:
            LOGGER.debug("The account: %s: %s", type(error).__name__, error)
            now = self._hass.loop.time()
            if isinstance(error, GatewayAuthenticationError) and self._auth_failures.failed(now):
                self._entry.async_start_reauth(self._hass)
            return None
        if self._auth_failures.has_failures:
            self._auth_failures.succeeded()
            issues.async_abort_reauth(self._hass, self._entry)
        return answer

    async def _async_learn(
        self, locks: Sequence[CloudLock], identifiers: Sequence[str], take: Callable[[Firmwares], None]
    ) -> bool:
        """Read what there is; what is not told of one thing is no reason not to ask about another."""
        self._numbers |= {lock.identifier: lock.number for lock in locks}
        gateways = (gateway for lock in locks for gateway in lock.gateways)
        ours = self._entry.data[CONF_GATEWAY]
        number = next((each.number for each in gateways if each.identifier == ours), None)
        gateway = await self._try(self._cloud.gateway(number)) if number is not None else None
        if gateway is not None:
            self._newest_of_gateway = gateway.newest_version
        take(Firmwares(self._newest_of_gateway, {lock.identifier: lock.newest_version for lock in locks}))
        for identifier in identifiers:
            if identifier in self._numbers and identifier not in self._newest:
                await self._try(self._async_uses(identifier))
        return (gateway is not None or number is None) and not (
            self._numbers.keys() & identifiers - self._newest.keys()
        )

    # Who used a lock

    @callback
    def async_report_uses(self, identifier: str, uses: int, event_fn: Callable[[Operated], None]) -> None:
        """Report uses of a lock with the details of its log, or without them after `LOG_TIMEOUT` seconds."""
        self._changes[identifier].append(Change(uses, self._hass.loop.time()))
        if identifier not in self._reporting:
            self._reporting.add(identifier)
            self._entry.async_create_background_task(
                self._hass, self._async_report(identifier, event_fn), "who used a lock"
            )

    async def _async_report(self, identifier: str, event_fn: Callable[[Operated], None]) -> None:
        changes = self._changes[identifier]
        try:
            while changes:
                for use in await self._async_unreported_uses(identifier):
                    event_fn(use)
                    changes[0].uses -= 1
                    if not changes[0].uses:
                        changes.popleft()
                while changes and self._waited(changes[0]) >= LOG_TIMEOUT:
                    event_fn(Operated())
                    changes.popleft()
                if changes:
                    waited = self._waited(changes[0])
                    await asyncio.sleep(min(max(waited, FIRST_WAIT_FOR_LOG), LOG_TIMEOUT - waited))
        finally:
            self._reporting.discard(identifier)

    def _waited(self, change: Change) -> float:
        return self._hass.loop.time() - change.noticed

    async def _async_unreported_uses(self, identifier: str) -> list[Operated]:
        """Read the log entries of the unreported uses; later entries were reported without details."""
        try:
            uses = await self._async_uses(identifier)
        except GatewayError as error:
            LOGGER.debug("No log of a lock: %s: %s", type(error).__name__, error)
            return []
        return uses[-sum(change.uses for change in self._changes[identifier]) :]

    async def _async_uses(self, identifier: str) -> list[Operated]:
        """Read how a lock was used since the last time; the first time nothing is new."""
        lock = await self._cloud.lock(await self._async_number(identifier))
        known = self._newest.get(identifier)
        self._newest[identifier] = max((entry.number for entry in lock.log), default=0)
        if known is None:
            return []
        self._newest[identifier] = max(known, self._newest[identifier])
        news = sorted((entry for entry in lock.log if entry.number > known), key=lambda entry: entry.number)
        await self._async_learn_shares(lock, news)
        return [Operated(entry.action, self._by(entry)) for entry in news]

    async def _async_learn_shares(self, lock: CloudLock, news: Iterable[LogEntry]) -> None:
        """Read what the shares are called by which a lock was used."""
        if not {entry.accessory_share for entry in news} - {None, *self._shares}:
            return
        try:
            shares = await self._cloud.shares(lock.number)
        except GatewayError as error:
            LOGGER.debug("No shares of a lock: %s: %s", type(error).__name__, error)
        else:
            self._shares |= {share.number: share.name for share in shares}

    async def _async_number(self, identifier: str) -> int:
        if identifier not in self._numbers:
            self._numbers |= {lock.identifier: lock.number for lock in await self._cloud.locks()}
        if identifier not in self._numbers:
            raise NotFoundError("not found", "the account has no such lock")
        return self._numbers[identifier]

    def _by(self, entry: LogEntry) -> str:
        if entry.user or entry.accessory_share is None:
            return entry.user
        return self._shares.get(entry.accessory_share, "")
