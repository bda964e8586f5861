"""The shares of a set-up: made by the account, or taken where they are there already."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.util.hass_dict import HassKey

from ...const import DOMAIN
from ..errors import GatewayError, GatewayResponseError, GatewayUnconfirmedError
from .cloud import CloudLock, Share, TheKeysCloud
from .unused_shares import async_hold, async_note_made, async_offer, async_release, is_made

_ONE_AT_A_TIME: Final = HassKey[asyncio.Lock](f"{DOMAIN}_the_keys_sharing")


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
        # By the cloud's number of the lock: the shares of before, and the names that were asked for.
        self._former: dict[int, set[int]] = {}
        self._asked: defaultdict[int, set[str]] = defaultdict(set)
        self._made: dict[int, tuple[str, str]] = {}
        # Whether a share was made for them was not heard.
        self._in_doubt: list[CloudLock] = []
        self._is_over = False

    async def async_share(self, lock: CloudLock, name: str) -> Share:
        """Share a lock under a name, or use the share of that name that is there already.

        What this set-up made gets another name rather than a second one beside it. Raises AbortFlow where
        the set-up was given up meanwhile.
        """
        # Another set-up finds then what this one made.
        async with self._hass.data.setdefault(_ONE_AT_A_TIME, asyncio.Lock()):
            self._raise_if_over()
            try:
                share = await self._async_share(lock, name)
                if is_made(self._hass, share.number):
                    self._note_made(lock, share)
                async_hold(self._hass, self, share.number)
            finally:
                if self._is_over:
                    self.async_end()
            self._raise_if_over()
            return share

    def _raise_if_over(self) -> None:
        if self._is_over:
            raise AbortFlow("dialog_closed")

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
        self._note_ours(lock, shares)
        share = next((share for share in shares if share.name == name), None) or next(
            (share for share in shares if self._is_ours(lock, share)), None
        )
        if share is None:
            return await self._async_make(lock, name)
        if not share.code:
            raise GatewayResponseError("a share without a code")
        if share.name != name or not share.active:
            if self._is_ours(lock, share):
                self._asked[lock.number].add(name)
            share = replace(share, name=name, active=True)
            await self._cloud.update_share(share, active=True)
        return share

    async def _async_make(self, lock: CloudLock, name: str) -> Share:
        self._asked[lock.number].add(name)
        try:
            share = await self._cloud.create_share(lock.number, self._gateway, name)
        except GatewayResponseError, GatewayUnconfirmedError:
            self._in_doubt.append(lock)
            raise
        self._note_made(lock, share)
        return share

    def _note_ours(self, lock: CloudLock, shares: Iterable[Share]) -> None:
        for share in shares:
            if self._is_ours(lock, share):
                self._note_made(lock, share)

    def _note_made(self, lock: CloudLock, share: Share) -> None:
        async_note_made(self._hass, share.number)
        self._made[share.number] = (lock.identifier, lock.title)

    def _is_ours(self, lock: CloudLock, share: Share) -> bool:
        """Tell a share that this set-up made from those that the user has, or made meanwhile."""
        return share.name in self._asked[lock.number] and share.number not in self._former[lock.number]

    async def _async_shares(self, lock: CloudLock) -> list[Share]:
        return [
            share
            for share in await self._cloud.shares(lock.number)
            if share.accessory == self._gateway and share.permanent
        ]

    async def _async_offer_what_was_not_heard_of(self) -> None:
        for lock in self._in_doubt:
            with suppress(GatewayError):
                self._note_ours(lock, await self._async_shares(lock))
        async_offer(self._hass, self._title, self._made)
