"""Our place in the box's queue of events."""

import asyncio

from homeassistant.core import HomeAssistant

from ...const import LOGGER
from ..errors import GatewayError
from ..tasks import consume_exception
from .api.client import NoListenerError, TahomaClient
from .api.events import Event


class EventListener:
    """The one listener that we have at the box, which it forgets when it restarts.

    `resets` counts how often we had to find out by a fetch, and registered anew.
    """

    def __init__(self, hass: HomeAssistant, client: TahomaClient) -> None:
        """Begin without one at the box."""
        self._hass = hass
        self._client = client
        self._id: str | None = None
        self._changing = asyncio.Lock()
        self._closed = False
        self._forgotten = False
        self.resets = 0

    async def async_renew(self) -> None:
        """Register a new listener, and end the one before: the box keeps it for ten minutes otherwise.

        What is registered is remembered even if nobody waits for it any more, so that it can be ended.
        Raises as the client's `register` does.
        """
        registration = self._hass.async_create_background_task(self._async_register(), "register")
        registration.add_done_callback(consume_exception)
        await asyncio.wait([registration])
        registration.result()

    async def _async_register(self) -> None:
        async with self._changing:
            if self._closed:
                return
            former, self._id = self._id, await self._client.register()
            self.resets += self._forgotten
            self._forgotten = False
            if former is not None:
                await self._async_unregister(former)
            await self._async_end_if_closed()

    async def async_fetch(self) -> list[Event]:
        """Take what happened since the last time; raises as the client's `fetch` does."""
        if self._id is None:
            raise NoListenerError("", "none is registered")
        try:
            return await self._client.fetch(self._id)
        except NoListenerError:
            self._forgotten = True
            raise

    async def async_close(self) -> None:
        """End the listener, and register no more."""
        self._closed = True
        async with self._changing:
            await self._async_end_if_closed()

    async def _async_end_if_closed(self) -> None:
        if self._closed and self._id is not None:
            await self._async_unregister(self._id)
            self._id = None

    async def _async_unregister(self, listener: str) -> None:
        try:
            await self._client.unregister(listener)
        except GatewayError as error:
            LOGGER.debug("A listener was not ended: %s", error)
