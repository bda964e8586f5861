"""The shares of a set-up: made by the account, or taken where they are there already."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.util.hass_dict import HassKey

from ...const import DOMAIN
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
)
from .api.cloud import CloudLock, Share, TheKeysCloud
from .unused_shares import async_hold, async_note_made, async_offer, async_release, is_made, one_at_a_time

# Seconds from one look for a share that may have been made to the next: the cloud may be slow, or away.
_LOOKS: Final = (1.0, 60.0, 600.0, 3600.0)


@dataclass(frozen=True, eq=False, slots=True)
class _Doubt:
    """A share that may have been made, described as no other is: no answer was heard."""

    lock: CloudLock
    description: str


_DOUBTS: HassKey[list[_Doubt]] = HassKey(f"{DOMAIN}_the_keys_doubts")


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
        self._made: dict[int, tuple[str, str]] = {}
        self._is_over = False
        self._ignore_stop = hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._async_stop)

    async def async_share(self, lock: CloudLock, name: str) -> Share:
        """Share a lock under a name, or use the share of that name that is there already.

        What set-ups made gets another name rather than a second one beside it. Raises AbortFlow where this
        one was given up meanwhile.
        """
        # Another set-up finds then what this one made.
        async with one_at_a_time(self._hass):
            self._raise_if_over()
            try:
                share = await self._async_share(lock, name)
                if is_made(self._hass, share.number):
                    self._note_made(lock, share)
                async_hold(self._hass, self, share.number)
            finally:
                if self._is_over:
                    self._async_offer()
            self._raise_if_over()
            return share

    def _raise_if_over(self) -> None:
        if self._is_over:
            raise AbortFlow("the_keys_dialog_closed")

    @callback
    def async_end(self) -> None:
        """Offer to delete what was made for nothing."""
        if not self._is_over:
            self._is_over = True
            self._ignore_stop()
        self._async_offer()

    @callback
    def _async_stop(self, _event: Event) -> None:
        """Offer what was made by a dialog that nobody ends any more."""
        self.async_end()

    @callback
    def _async_offer(self) -> None:
        async_release(self._hass, self)
        async_offer(self._hass, self._title, self._made)

    async def _async_share(self, lock: CloudLock, name: str) -> Share:
        shares = await self._async_shares(lock)
        share = next((share for share in shares if share.name == name), None) or next(
            (share for share in shares if share.number in self._made), None
        )
        if share is None:
            return await self._async_make(lock, name)
        if not share.code:
            raise GatewayResponseError("a share without a code")
        if share.name != name or not share.active:
            share = replace(share, name=name, active=True)
            await self._cloud.update_share(share, active=True)
        return share

    async def _async_make(self, lock: CloudLock, name: str) -> Share:
        # The name alone may be that of a share of the user's own.
        doubt = _Doubt(lock, f"Gatehouse {token_hex(4)}")
        self._doubts.append(doubt)
        try:
            share = await self._cloud.create_share(
                lock.number, self._gateway, name, description=doubt.description
            )
        except GatewayRefusedError, GatewayAuthenticationError, GatewayConnectionError:
            self._doubts.remove(doubt)
            raise
        except BaseException:
            self._hass.async_create_background_task(self._async_look_for(doubt), "look for a share")
            raise
        self._doubts.remove(doubt)
        self._note_made(lock, share)
        return share

    def _note_made(self, lock: CloudLock, share: Share) -> None:
        async_note_made(self._hass, share.number)
        self._made[share.number] = (lock.identifier, lock.title)

    async def _async_shares(self, lock: CloudLock) -> list[Share]:
        """Read the gateway's shares of a lock, and note those that a set-up made without hearing of it."""
        shares = [
            share
            for share in await self._cloud.shares(lock.number)
            if share.accessory == self._gateway and share.permanent
        ]
        for share in shares:
            for doubt in [doubt for doubt in self._doubts if doubt.description == share.description]:
                self._doubts.remove(doubt)
                self._note_made(lock, share)
        return shares

    @property
    def _doubts(self) -> list[_Doubt]:
        """The doubts of all set-ups."""
        return self._hass.data.setdefault(_DOUBTS, [])

    async def _async_look_for(self, doubt: _Doubt) -> None:
        """Look for what may have been made, until it is found or will not come any more."""
        for pause in _LOOKS:
            await asyncio.sleep(pause)
            async with one_at_a_time(self._hass):
                if doubt in self._doubts:
                    with suppress(GatewayError):
                        await self._async_shares(doubt.lock)
            if self._is_over:
                self._async_offer()
            if doubt not in self._doubts:
                return
        self._doubts.remove(doubt)
