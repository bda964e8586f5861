"""The shares of a set-up: made by the account, or taken where they are there already."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import UnknownFlow
from homeassistant.util.hass_dict import HassKey

from ...const import DOMAIN
from ..errors import GatewayError, GatewayResponseError, GatewayUnconfirmedError
from .cloud import CloudLock, Share, TheKeysCloud
from .shares import async_hold, async_offer, async_release, is_made

_ONE_AT_A_TIME: Final = HassKey[asyncio.Lock](f"{DOMAIN}.the_keys.sharing")


class Sharing:
    """Shares locks with a gateway for one set-up.

    What was made and is not used when it is over is offered for deletion, for it still opens.
    """

    def __init__(self, hass: HomeAssistant, title: str, cloud: TheKeysCloud, gateway: str) -> None:
        """Share with the accessory that the gateway is; the title is what the shares are for."""
        self._hass = hass
        self._title = title
        self._cloud = cloud
        self._gateway = gateway
        # By the cloud's number of the lock: the shares of before, and the name that was asked for.
        self._former: dict[int, set[int]] = {}
        self._asked: dict[int, str] = {}
        self._made: dict[int, tuple[str, str]] = {}
        # Whether a share was made for them was not heard.
        self._in_doubt: list[CloudLock] = []
        self._is_over = False

    async def async_share(self, lock: CloudLock, name: str) -> Share:
        """Share a lock under a name, or use the share of that name that is there already.

        What this set-up made gets another name rather than a second one beside it. Raises UnknownFlow where
        the set-up was given up meanwhile.
        """
        # Another set-up finds then what this one made.
        async with self._hass.data.setdefault(_ONE_AT_A_TIME, asyncio.Lock()):
            self._raise_if_over()
            try:
                share = await self._async_share(lock, name)
                if share.number not in self._former[lock.number] or is_made(self._hass, share.number):
                    self._made[share.number] = (lock.identifier, lock.name or lock.identifier)
                async_hold(self._hass, self, share.number, made=self.has_made(share))
            finally:
                if self._is_over:
                    self.async_end()
            self._raise_if_over()
            return share

    def _raise_if_over(self) -> None:
        if self._is_over:
            raise UnknownFlow

    def has_made(self, share: Share) -> bool:
        """Tell a share that was made by a set-up from one that is the user's own."""
        return share.number in self._made

    @callback
    def async_end(self) -> None:
        """Offer to delete what was made for nothing."""
        self._is_over = True
        async_release(self._hass, self)
        async_offer(self._hass, self._title, self._made)
        if self._in_doubt:
            self._hass.async_create_background_task(
                self._async_offer_what_was_not_heard_of(), "look for shares"
            )

    async def _async_share(self, lock: CloudLock, name: str) -> Share:
        shares = await self._async_shares(lock)
        self._former.setdefault(lock.number, {share.number for share in shares})
        by_name = {share.name: share for share in shares}
        share = by_name.get(name) or by_name.get(self._asked.get(lock.number, name))
        if share is None:
            self._asked[lock.number] = name
            try:
                return await self._cloud.create_share(lock.number, self._gateway, name)
            except GatewayResponseError, GatewayUnconfirmedError:
                self._in_doubt.append(lock)
                raise
        if not share.code:
            raise GatewayResponseError("a share without a code")
        if share.name != name:
            self._asked[lock.number] = name
        if share.name != name or not share.active:
            share = replace(share, name=name, active=True)
            await self._cloud.update_share(share, active=True)
        return share

    async def _async_shares(self, lock: CloudLock) -> list[Share]:
        return [
            share
            for share in await self._cloud.shares(lock.number)
            if share.accessory == self._gateway and share.permanent
        ]

    async def _async_offer_what_was_not_heard_of(self) -> None:
        for lock in self._in_doubt:
            with suppress(GatewayError):
                for share in await self._async_shares(lock):
                    if (
                        share.name == self._asked[lock.number]
                        and share.number not in self._former[lock.number]
                    ):
                        self._made[share.number] = (lock.identifier, lock.name or lock.identifier)
        async_offer(self._hass, self._title, self._made)
