"""The event listener that is registered at the box."""

import asyncio

from homeassistant.core import HomeAssistant

from ...const import LOGGER
from ..errors import GatewayError
from ..tasks import wait_for_task
from .api.client import NoListenerError, TahomaClient
from .api.events import Event


class EventListener:
    """Registers one listener at a time, and a new one after the box restarted and lost it.

    `resets` counts how often a fetch found the listener unknown.
    """

    def __init__(self, hass: HomeAssistant, client: TahomaClient) -> None:
        """Initialize without a registered listener."""
        self._hass = hass
        self._client = client
        self._id: str | None = None
        self._lock = asyncio.Lock()
        self._closed = False
        self._was_lost = False
        self.resets = 0

    async def async_renew(self) -> None:
        """Register a new listener and unregister the previous one, which the box would keep for ten minutes.

        The registration completes even if the caller is canceled, so that it can be unregistered later.
        Raises as the client's `register` does.
        """
        registration = self._hass.async_create_background_task(self._async_register(), "register")
        await wait_for_task(registration)

    async def _async_register(self) -> None:
        async with self._lock:
            if self._closed:
                return
            previous, self._id = self._id, await self._client.register()
            self.resets += self._was_lost
            self._was_lost = False
            if previous is not None:
                await self._async_unregister(previous)
            await self._async_unregister_if_closed()

    async def async_fetch(self) -> list[Event]:
        """Return the events since the last fetch; raises as the client's `fetch` does."""
        if self._id is None:
            raise NoListenerError("", "no listener is registered")
        try:
            return await self._client.fetch(self._id)
        except NoListenerError:
            self._was_lost = True
            raise

    async def async_close(self) -> None:
        """Unregister the listener and stop registering."""
        self._closed = True
        async with self._lock:
            await self._async_unregister_if_closed()

    async def _async_unregister_if_closed(self) -> None:
        if self._closed and self._id is not None:
            await self._async_unregister(self._id)
            self._id = None

    async def _async_unregister(self, listener: str) -> None:
        try:
            await self._client.unregister(listener)
        except GatewayError as error:
            LOGGER.debug("Could not unregister the event listener: %s", error)
