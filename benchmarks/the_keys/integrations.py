"""Config entries of Gatehouse and of the integration with the-keyspy, and their lock entities."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
import logging
from time import monotonic

from homeassistant.config_entries import ConfigEntry, ConfigSubentryData
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from benchmarks.home_assistant import loaded_entry

from .gateway import GatewayConfig

GATEHOUSE, THE_KEYSPY = "gatehouse", "the_keys"
INTEGRATIONS = (GATEHOUSE, THE_KEYSPY)
STATE_TIMEOUT = 300.0
# Loggers that report each failed poll; failed polls are not what is measured.
NOISY_LOGGERS = (
    "homeassistant.helpers.entity",
    "homeassistant.components.lock",
    "benchmarks.the_keys.the_keyspy_integration",
)


def add_entry(hass: HomeAssistant, domain: str, config: GatewayConfig) -> ConfigEntry:
    """Add the config entry that the config flow of the integration would create, without setting it up."""
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if domain == THE_KEYSPY:
        # Imported here because the imports are part of the cost of the setup.
        import_module("benchmarks.the_keys.the_keyspy_integration").install(hass)
        entry = _create_keyspy_entry(config)
    else:
        entry = _create_gatehouse_entry(config)
    entry.add_to_hass(hass)
    return entry


class LockEntities:
    """The lock entities of a config entry, with a history of their states."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, config: GatewayConfig) -> None:
        """Start listening to the lock entities of a loaded config entry."""
        self.hass = hass
        states = [
            hass.states.get(entity.entity_id)
            for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
            if entity.domain == "lock"
        ]
        by_name = {state.name: state.entity_id for state in states if state is not None}
        self.entity_ids = {lock.identifier: by_name[lock.name] for lock in config.locks}
        self._changes: dict[str, list[tuple[float, str]]] = {entity_id: [] for entity_id in by_name.values()}
        self._changed = asyncio.Event()
        self._unsubscribe = hass.bus.async_listen(EVENT_STATE_CHANGED, self._handle_event)

    def close(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    def get_state(self, identifier: str) -> str:
        """Return the state of a lock in Home Assistant, or "missing"."""
        state = self.hass.states.get(self.entity_ids[identifier])
        return state.state if state else "missing"

    def get_changes(self, identifier: str, since: float) -> list[tuple[float, str]]:
        """Return the state changes of a lock since a monotonic time, each with its monotonic time."""
        return [change for change in self._changes[self.entity_ids[identifier]] if change[0] >= since]

    async def wait_for_states(self, states: Mapping[str, str]) -> float:
        """Wait until Home Assistant shows these states; return the monotonic time of the last change."""
        async with asyncio.timeout(STATE_TIMEOUT):
            while any(self.get_state(identifier) != state for identifier, state in states.items()):
                self._changed.clear()
                await self._changed.wait()
        changes = [self._changes[self.entity_ids[identifier]] for identifier in states]
        return max((change[-1][0] for change in changes if change), default=monotonic())

    @callback
    def _handle_event(self, event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is not None and (changes := self._changes.get(new.entity_id)) is not None:
            changes.append((monotonic(), new.state))
            self._changed.set()


@asynccontextmanager
async def loaded_integration(
    hass: HomeAssistant, domain: str, config: GatewayConfig
) -> AsyncIterator[LockEntities]:
    """Set up a gateway with an integration and remove its config entry on exit."""
    async with loaded_entry(hass, add_entry(hass, domain, config)) as entry:
        locks = LockEntities(hass, entry, config)
        try:
            yield locks
        finally:
            locks.close()


def _create_gatehouse_entry(config: GatewayConfig) -> MockConfigEntry:
    return MockConfigEntry(
        domain=GATEHOUSE,
        title="TK Gateway",
        unique_id=f"the_keys-{config.gateway}",
        data={"kind": "the_keys", "host": config.host, "port": config.port},
        subentries_data=[
            ConfigSubentryData(
                subentry_type="lock",
                title=lock.name,
                unique_id=lock.identifier,
                data={"identifier": lock.identifier, "code": lock.code},
            )
            for lock in config.locks
        ],
    )


def _create_keyspy_entry(config: GatewayConfig) -> MockConfigEntry:
    return MockConfigEntry(
        domain=THE_KEYSPY,
        title="The Keys",
        data={"username": config.user, "password": config.password, "url": config.cloud},
    )
