"""Requests and time of many commands sent at once."""

import asyncio
from dataclasses import astuple, dataclass
from statistics import median
from time import monotonic

from homeassistant.components.cover import ATTR_CURRENT_POSITION, ATTR_POSITION, CoverEntityFeature
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant

from benchmarks.home_assistant import running_home_assistant
from benchmarks.report import Row

from .box import SimulatedBox
from .integrations import GATEHOUSE, INTEGRATIONS, OVERKIZ, iter_entities, loaded_integration

SETTLE_TIME = 15.0
POLL_INTERVAL = 0.2
# Long enough for all covers to stop before the next burst.
BURST_PAUSE = 40.0
MAX_ACTIONS_PER_EXECUTION = 10
SENT_TIMEOUT = 60.0


@dataclass(frozen=True)
class Burst:
    """Numbers of executions and requests, and seconds until all commands were sent and all calls returned."""

    executions: float
    requests: float
    sent: float
    returned: float


async def measure(box: SimulatedBox, commands: int, repeat: int) -> list[Row]:
    """Measure the medians of several bursts with each integration on its own."""
    bursts: dict[str, list[Burst]] = {domain: [] for domain in INTEGRATIONS}
    for domain in INTEGRATIONS:
        async with (
            running_home_assistant() as hass,
            loaded_integration(hass, domain, box.config, SETTLE_TIME) as entry,
        ):
            for _ in range(repeat):
                bursts[domain].append(await _measure_burst(hass, entry, box, commands))
                await asyncio.sleep(BURST_PAUSE)
    gatehouse, overkiz = (
        Burst(*(median(values) for values in zip(*map(astuple, bursts[domain]), strict=True)))
        for domain in (GATEHOUSE, OVERKIZ)
    )
    name = f"{commands} commands at once"
    fewest_executions = float(-(-commands // MAX_ACTIONS_PER_EXECUTION))
    return [
        Row(f"{name}: exec/apply requests", "", gatehouse.executions, overkiz.executions, fewest_executions),
        Row(f"{name}: all requests until the last call returned", "", gatehouse.requests, overkiz.requests),
        Row(f"{name}: all commands sent by radio", "s", gatehouse.sent, overkiz.sent),
        # No goal: Gatehouse waits for the result of each command to raise failures, core does not.
        Row(f"{name}: last call returned", "s", gatehouse.returned, overkiz.returned, None),
    ]


async def _measure_burst(hass: HomeAssistant, entry: ConfigEntry, box: SimulatedBox, count: int) -> Burst:
    covers = _get_positionable_covers(hass, entry)[:count]
    if len(covers) < count:
        raise RuntimeError(f"{entry.domain} has only {len(covers)} covers that support a position")
    before = await box.control.get_state()
    previous = {execution["id"] for execution in before["executions"]}
    executions: set[str] = set()
    sent = asyncio.create_task(_wait_until_sent(box, executions, len(before["sent_commands"]) + count))
    start = monotonic()
    await asyncio.gather(*(_move(hass, cover) for cover in covers))
    returned = monotonic()
    requests = (await box.control.get_state())["requests"] - before["requests"]
    # The simulator uses the same monotonic clock.
    seconds_until_sent = await sent - start
    return Burst(len(executions - previous), requests, seconds_until_sent, returned - start)


async def _wait_until_sent(box: SimulatedBox, executions: set[str], count: int) -> float:
    """Collect execution IDs until the box has sent `count` commands; return the time of the last one."""
    async with asyncio.timeout(SENT_TIMEOUT):
        while True:
            state = await box.control.get_state()
            executions.update(execution["id"] for execution in state["executions"])
            if len(state["sent_commands"]) >= count:
                last: float = state["sent_commands"][count - 1]["time"]
                return last
            await asyncio.sleep(POLL_INTERVAL)


async def _move(hass: HomeAssistant, cover: str) -> None:
    state = hass.states.get(cover)
    current = state.attributes.get(ATTR_CURRENT_POSITION) if state is not None else None
    target = 20 if current is None or current > 50 else 80  # noqa: PLR2004 - far enough to move
    await hass.services.async_call(
        "cover", "set_cover_position", {ATTR_ENTITY_ID: cover, ATTR_POSITION: target}, blocking=True
    )


def _get_positionable_covers(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return the entity IDs of covers that support and report a position, ordered by device."""
    covers = {
        device: entity.entity_id
        for entity, device in iter_entities(hass, entry)
        if entity.domain == "cover"
        and (state := hass.states.get(entity.entity_id)) is not None
        and state.attributes[ATTR_SUPPORTED_FEATURES] & CoverEntityFeature.SET_POSITION
        and state.attributes.get(ATTR_CURRENT_POSITION) is not None
    }
    return [covers[device] for device in sorted(covers)]
