"""Gatehouse and the-keyspy's integration, set up in a Home Assistant."""

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

from benchmarks.home_assistant import running_entry

from .gateway import Address

OURS, PEERS = "gatehouse", "the_keys"
INTEGRATIONS = (OURS, PEERS)
# They tell of each failed poll; how many fail is not what they are run for.
NOISY = ("homeassistant.helpers.entity", "homeassistant.components.lock", "benchmarks.the_keys.peer")


def add_entry(hass: HomeAssistant, domain: str, address: Address) -> ConfigEntry:
    """Add the entry that the integration's own flow would make, not set up."""
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if domain == PEERS:
        # Not before: what it imports is part of what it costs.
        import_module("benchmarks.the_keys.peer").install(hass)
    entry = _our_entry(address) if domain == OURS else _peers_entry(address)
    entry.add_to_hass(hass)
    return entry


class Locks:
    """The lock entities of an integration, and all states that they have had since."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, address: Address) -> None:
        """Follow the entities of an entry that is set up."""
        self.hass = hass
        states = [
            hass.states.get(entity.entity_id)
            for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
            if entity.domain == "lock"
        ]
        by_name = {state.name: state.entity_id for state in states if state is not None}
        self.entity_ids = {lock.identifier: by_name[lock.name] for lock in address.locks}
        self._changes: dict[str, list[tuple[float, str]]] = {entity_id: [] for entity_id in by_name.values()}
        self._changed = asyncio.Event()
        self._end = hass.bus.async_listen(EVENT_STATE_CHANGED, self._notice)

    def close(self) -> None:
        """Follow them no more."""
        self._end()

    def state(self, identifier: str) -> str:
        """Return what Home Assistant says of a lock."""
        state = self.hass.states.get(self.entity_ids[identifier])
        return state.state if state else "missing"

    def changes(self, identifier: str, since: float) -> list[tuple[float, str]]:
        """Return the states that a lock has had since a time of this machine's clock, and since when."""
        return [change for change in self._changes[self.entity_ids[identifier]] if change[0] >= since]

    async def until(self, states: Mapping[str, str], patience: float) -> float:
        """Wait until Home Assistant says so; return since when it does, by this machine's clock."""
        async with asyncio.timeout(patience):
            while any(self.state(identifier) != state for identifier, state in states.items()):
                self._changed.clear()
                await self._changed.wait()
        latest = [self._changes[self.entity_ids[identifier]] for identifier in states]
        return max((changes[-1][0] for changes in latest if changes), default=monotonic())

    @callback
    def _notice(self, event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is not None and (changes := self._changes.get(new.entity_id)) is not None:
            changes.append((monotonic(), new.state))
            self._changed.set()


@asynccontextmanager
async def running(hass: HomeAssistant, domain: str, address: Address) -> AsyncIterator[Locks]:
    """Have a gateway set up by an integration."""
    async with running_entry(hass, add_entry(hass, domain, address)) as entry:
        locks = Locks(hass, entry, address)
        try:
            yield locks
        finally:
            locks.close()


def _our_entry(address: Address) -> MockConfigEntry:
    return MockConfigEntry(
        domain=OURS,
        title="TK Gateway",
        unique_id=f"the_keys-{address.gateway}",
        data={"kind": "the_keys", "host": address.host, "port": address.port},
        subentries_data=[
            ConfigSubentryData(
                subentry_type="lock",
                title=lock.name,
                unique_id=lock.identifier,
                data={"identifier": lock.identifier, "code": lock.code},
            )
            for lock in address.locks
        ],
    )


def _peers_entry(address: Address) -> MockConfigEntry:
    return MockConfigEntry(
        domain=PEERS,
        title="The Keys",
        data={"username": address.user, "password": address.password, "url": address.cloud},
    )
