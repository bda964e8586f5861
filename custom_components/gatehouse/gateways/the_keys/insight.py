"""What only the account tells: the newest firmwares, and who used a lock. Nothing waits for it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ...const import CONF_GATEWAY, LOGGER
from ...coordinator import AuthenticationDoubt, GatehouseConfigEntry
from ..errors import GatewayAuthenticationError, GatewayError
from .cloud import LogEntry, NotFoundError, TheKeysCloud
from .devices import Operated

INTERVAL: Final = 12 * 3600.0
RETRY: Final = 300.0
# A log comes to the cloud by the gateway, some seconds after the gateway has told that it has grown.
WAITS_FOR_LOG: Final = (2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True)
class Firmwares:
    """The newest versions: of the gateway, and of locks by their identifiers."""

    gateway: int | None = None
    locks: dict[str, int | None] = field(default_factory=dict)


class Insight:
    """Asks the cloud for one entry."""

    def __init__(self, hass: HomeAssistant, entry: GatehouseConfigEntry, cloud: TheKeysCloud) -> None:
        """Know the account, and nothing that it tells."""
        self._hass = hass
        self._entry = entry
        self._cloud = cloud
        self._doubt = AuthenticationDoubt()
        self._numbers: dict[str, int] = {}
        self._newest: dict[str, int] = {}
        self._shares: dict[int, str] = {}
        self._untold: Counter[str] = Counter()

    @callback
    def async_start(self, identifiers: Iterable[str], take: Callable[[Firmwares], None]) -> None:
        """Begin to read which firmwares there are, and learn what the logs of these locks hold already."""
        self._entry.async_create_background_task(
            self._hass, self._async_follow(tuple(identifiers), take), "the account"
        )

    async def _async_follow(self, identifiers: Iterable[str], take: Callable[[Firmwares], None]) -> None:
        while True:
            wait = INTERVAL
            try:
                take(await self._async_firmwares())
                for identifier in identifiers:
                    if identifier not in self._newest:
                        await self._async_uses(identifier)
                self._doubt.accepted()
            except GatewayError as error:
                LOGGER.debug("The account: %s: %s", type(error).__name__, error)
                wait = RETRY
                now = self._hass.loop.time()
                if isinstance(error, GatewayAuthenticationError) and self._doubt.refused(now):
                    self._entry.async_start_reauth(self._hass)
            await asyncio.sleep(wait)

    async def _async_firmwares(self) -> Firmwares:
        locks = await self._cloud.locks()
        self._numbers |= {lock.identifier: lock.number for lock in locks}
        gateways = (gateway for lock in locks for gateway in lock.gateways)
        ours = self._entry.data[CONF_GATEWAY]
        number = next((each.number for each in gateways if each.identifier == ours), None)
        gateway = await self._cloud.gateway(number) if number is not None else None
        return Firmwares(
            gateway.newest_version if gateway is not None else None,
            {lock.identifier: lock.newest_version for lock in locks},
        )

    # Who used a lock

    @callback
    def async_tell(self, identifier: str, uses: int, tell: Callable[[Operated], None]) -> None:
        """Tell of so many uses of a lock what its log says, soon; where it does not, that there were some."""
        self._untold[identifier] += uses
        if self._untold[identifier] == uses:
            self._entry.async_create_background_task(
                self._hass, self._async_tell(identifier, tell), "who used a lock"
            )

    async def _async_tell(self, identifier: str, tell: Callable[[Operated], None]) -> None:
        waits = iter(WAITS_FOR_LOG)
        while True:
            try:
                uses = await self._async_uses(identifier)
            except GatewayError as error:
                LOGGER.debug("No log of a lock: %s: %s", type(error).__name__, error)
                uses = []
            for use in uses:
                tell(use)
            self._untold[identifier] -= len(uses)
            if self._untold[identifier] <= 0:
                break
            if (wait := next(waits, None)) is None:
                tell(Operated())
                break
            await asyncio.sleep(wait)
        del self._untold[identifier]

    async def _async_uses(self, identifier: str) -> list[Operated]:
        """Read how a lock was used since the last time; the first time nothing is new."""
        lock = await self._cloud.lock(await self._async_number(identifier))
        newest = self._newest.get(identifier)
        self._newest[identifier] = max((entry.number for entry in lock.log), default=newest or 0)
        if newest is None:
            return []
        news = sorted((entry for entry in lock.log if entry.number > newest), key=lambda entry: entry.number)
        if {entry.accessory_share for entry in news} - {None, *self._shares}:
            self._shares |= {share.number: share.name for share in await self._cloud.shares(lock.number)}
        return [Operated(entry.action, self._by(entry)) for entry in news]

    async def _async_number(self, identifier: str) -> int:
        if identifier not in self._numbers:
            self._numbers = {lock.identifier: lock.number for lock in await self._cloud.locks()}
        if identifier not in self._numbers:
            raise NotFoundError("not found", "the account has no such lock")
        return self._numbers[identifier]

    def _by(self, entry: LogEntry) -> str:
        if entry.user or entry.accessory_share is None:
            return entry.user
        return self._shares.get(entry.accessory_share, "")
