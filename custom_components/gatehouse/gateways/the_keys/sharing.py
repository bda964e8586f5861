"""The shares that a config flow uses: existing ones, or new ones created with the account."""

import asyncio
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
from . import issues
from .api.cloud import CloudLock, Share, TheKeysCloud
from .unused_shares import (
    LockName,
    async_cancel_reservations,
    async_mark_created,
    async_offer_unused,
    async_reserve,
    is_created_by_gatehouse,
    share_lock,
)

# Seconds between the searches for an unconfirmed share; the cloud may be slow or unreachable.
_SEARCH_DELAYS: Final = (1.0, 10.0, 20.0, 40.0)


@dataclass(frozen=True, eq=False, slots=True)
class _UnconfirmedShare:
    """A share whose creation was not confirmed; its description is unique."""

    lock: CloudLock
    name: str
    description: str


_UNCONFIRMED: HassKey[list[_UnconfirmedShare]] = HassKey(f"{DOMAIN}_the_keys_unconfirmed_shares")


class Sharing:
    """Shares locks with a gateway for one config flow.

    Shares that were created and are not used when the flow ends are offered for deletion, because they still
    open the lock.
    """

    def __init__(self, hass: HomeAssistant, title: str, cloud: TheKeysCloud, gateway: str) -> None:
        """Initialize the shares; `gateway` is the identifier of the accessory, `title` that of the entry."""
        self._hass = hass
        self._title = title
        self._cloud = cloud
        self._gateway = gateway
        self._created: dict[int, LockName] = {}
        self._is_closed = False
        self._remove_stop_listener = hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._async_stop)

    async def async_share(self, lock: CloudLock, name: str) -> Share:
        """Return the share of a lock with this name, or create it.

        A share that Gatehouse created under another name is renamed. Raises AbortFlow if the flow was closed
        in between.
        """
        # Two flows at once must not both create a share.
        async with share_lock(self._hass):
            self._raise_if_closed()
            try:
                share = await self._async_find_or_create(lock, name)
                if is_created_by_gatehouse(self._hass, share.number):
                    self._mark_created(lock, share)
                async_reserve(self._hass, self, share.number)
            finally:
                if self._is_closed:
                    self._async_offer()
            self._raise_if_closed()
            return share

    def _raise_if_closed(self) -> None:
        if self._is_closed:
            raise AbortFlow("the_keys_dialog_closed")

    @callback
    def async_close(self) -> None:
        """Offer to delete the created shares that are not used."""
        if not self._is_closed:
            self._is_closed = True
            self._remove_stop_listener()
        self._async_offer()

    @callback
    def _async_stop(self, _event: Event) -> None:
        """Close a flow that is still open when Home Assistant stops."""
        self.async_close()

    @callback
    def _async_offer(self) -> None:
        async_cancel_reservations(self._hass, self)
        async_offer_unused(self._hass, self._title, self._created)

    async def _async_find_or_create(self, lock: CloudLock, name: str) -> Share:
        shares = await self._async_read_shares(lock)
        share = next((share for share in shares if share.name == name), None) or next(
            (share for share in shares if share.number in self._created), None
        )
        if share is None:
            return await self._async_create(lock, name)
        if not share.code:
            raise GatewayResponseError("a share without a code")
        if share.name != name or not share.active:
            share = replace(share, name=name, active=True)
            await self._cloud.update_share(share, active=True)
        return share

    async def _async_create(self, lock: CloudLock, name: str) -> Share:
        # The name is not unique: the user may create a share with the same one.
        unconfirmed = _UnconfirmedShare(lock, name, f"Gatehouse {token_hex(4)}")
        self._unconfirmed.append(unconfirmed)
        try:
            share = await self._cloud.create_share(
                lock.number, self._gateway, name, description=unconfirmed.description
            )
        except GatewayRefusedError, GatewayAuthenticationError, GatewayConnectionError:
            self._unconfirmed.remove(unconfirmed)
            raise
        except BaseException:
            self._hass.async_create_background_task(
                self._async_search(unconfirmed), "search for an unconfirmed share"
            )
            raise
        self._unconfirmed.remove(unconfirmed)
        self._mark_created(lock, share)
        return share

    def _mark_created(self, lock: CloudLock, share: Share) -> None:
        async_mark_created(self._hass, share.number)
        self._created[share.number] = LockName(lock.identifier, lock.title)

    async def _async_read_shares(self, lock: CloudLock) -> list[Share]:
        """Return the permanent shares of a lock with the gateway; mark unconfirmed ones among them."""
        shares = [
            share
            for share in await self._cloud.shares(lock.number)
            if share.accessory == self._gateway and share.permanent
        ]
        for share in shares:
            for unconfirmed in [each for each in self._unconfirmed if each.description == share.description]:
                self._unconfirmed.remove(unconfirmed)
                self._mark_created(lock, share)
                issues.async_delete_unconfirmed_share(self._hass, unconfirmed.description)
        return shares

    @property
    def _unconfirmed(self) -> list[_UnconfirmedShare]:
        """The unconfirmed shares of all flows."""
        return self._hass.data.setdefault(_UNCONFIRMED, [])

    async def _async_search(self, unconfirmed: _UnconfirmedShare) -> None:
        """Search for an unconfirmed share for a minute; report it if the cloud could not be read."""
        is_read = False
        for delay in _SEARCH_DELAYS:
            await asyncio.sleep(delay)
            async with share_lock(self._hass):
                if unconfirmed in self._unconfirmed:
                    try:
                        await self._async_read_shares(unconfirmed.lock)
                    except GatewayError:
                        is_read = False
                    else:
                        is_read = True
            if self._is_closed:
                self._async_offer()
            if unconfirmed not in self._unconfirmed:
                return
        if is_read:
            self._unconfirmed.remove(unconfirmed)
        else:
            issues.async_create_unconfirmed_share(
                self._hass, unconfirmed.description, unconfirmed.name, unconfirmed.lock.title
            )
