"""Fixtures of the TaHoma tests."""

from collections.abc import Callable, Iterable

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.gatehouse.gateways.tahoma.api.client import TahomaClient
from custom_components.gatehouse.gateways.tahoma.api.models import Action

type StateOf = Callable[..., State]


@pytest.fixture
def entity_of(hass: HomeAssistant) -> Callable[..., str]:
    """Return a function that finds an entity ID by device URL, platform and description key."""

    def entity_of(url: str, platform: str = "cover", key: str | None = None) -> str:
        entities = er.async_get(hass).entities.values()
        return next(
            entity.entity_id
            for entity in entities
            if entity.domain == platform
            and entity.unique_id.rpartition("-")[0] == url
            and key in (None, entity.unique_id.rpartition("-")[2])
        )

    return entity_of


@pytest.fixture
def state_of(hass: HomeAssistant, entity_of: Callable[..., str]) -> StateOf:
    """Return a function that returns the state of an entity of a device."""

    def state_of(url: str, platform: str = "cover", key: str | None = None) -> State:
        state = hass.states.get(entity_of(url, platform, key))
        assert state is not None
        return state

    return state_of


async def apply(client: TahomaClient, actions: Iterable[Action]) -> str:
    """Send actions in a command slot, as the coordinator does."""
    async with client.command_slot():
        return await client.apply(actions)
