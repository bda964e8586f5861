"""What becomes of many commands at one moment."""

import asyncio
from dataclasses import astuple, dataclass
from statistics import median
from time import monotonic

from homeassistant.components.cover import ATTR_CURRENT_POSITION, ATTR_POSITION, CoverEntityFeature
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant

from benchmarks.home_assistant import home_assistant
from benchmarks.report import Row

from .box import Box
from .integrations import CORES, INTEGRATIONS, OURS, entities, running

SETTLE = 15.0
LOOK_PAUSE = 0.2
# All covers have come to rest before the next burst.
REST = 40.0
LARGEST_GROUP = 10
PATIENCE = 60.0


@dataclass(frozen=True)
class Burst:
    """How a burst went: numbers of requests, and seconds since it began."""

    applied: float
    requests: float
    sent: float
    returned: float


async def measure(box: Box, commands: int, repeat: int) -> list[Row]:
    """Measure each integration alone; the medians of some bursts count."""
    bursts: dict[str, list[Burst]] = {domain: [] for domain in INTEGRATIONS}
    for domain in INTEGRATIONS:
        async with home_assistant() as hass, running(hass, domain, box.address, SETTLE) as entry:
            for _ in range(repeat):
                bursts[domain].append(await _burst(hass, entry, box, commands))
                await asyncio.sleep(REST)
    ours, cores = (
        Burst(*(median(figures) for figures in zip(*map(astuple, bursts[domain]), strict=True)))
        for domain in (OURS, CORES)
    )
    what = f"{commands} commands at once"
    # Ten at a time is what a box can carry out at once.
    groups = float(-(-commands // LARGEST_GROUP))
    return [
        Row(f"{what}: exec/apply requests", "", ours.applied, cores.applied, groups),
        Row(f"{what}: all requests until the last caller returned", "", ours.requests, cores.requests),
        Row(f"{what}: all sent by radio", "s", ours.sent, cores.sent),
        # No goal: ours wait for what the devices say, so that a failure is raised; core's do not.
        Row(f"{what}: last caller returned", "s", ours.returned, cores.returned, None),
    ]


async def _burst(hass: HomeAssistant, entry: ConfigEntry, box: Box, count: int) -> Burst:
    covers = _covers(hass, entry)[:count]
    if len(covers) < count:
        raise RuntimeError(f"{entry.domain} has only {len(covers)} covers that take a position")
    before = await box.control.state()
    former = {execution["id"] for execution in before["executions"]}
    executions: set[str] = set()
    look = asyncio.create_task(_look(box, executions, len(before["sent_commands"]) + count))
    begin = monotonic()
    await asyncio.gather(*(_move(hass, cover) for cover in covers))
    returned = monotonic()
    requests = (await box.control.state())["requests"] - before["requests"]
    sent = await look
    # The simulator's clock is this machine's, too.
    return Burst(len(executions - former), requests, sent - begin, returned - begin)


async def _look(box: Box, executions: set[str], count: int) -> float:
    """Collect the executions until the box has sent so many commands in all; return when the last was."""
    async with asyncio.timeout(PATIENCE):
        while True:
            state = await box.control.state()
            executions.update(execution["id"] for execution in state["executions"])
            if len(state["sent_commands"]) >= count:
                last: float = state["sent_commands"][count - 1]["time"]
                return last
            await asyncio.sleep(LOOK_PAUSE)


async def _move(hass: HomeAssistant, cover: str) -> None:
    state = hass.states.get(cover)
    here = state.attributes.get(ATTR_CURRENT_POSITION) if state is not None else None
    there = 20 if here is None or here > 50 else 80  # noqa: PLR2004 - far enough to be a move
    await hass.services.async_call(
        "cover", "set_cover_position", {ATTR_ENTITY_ID: cover, ATTR_POSITION: there}, blocking=True
    )


def _covers(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return the covers that take a position and tell it, in the order of their devices."""
    covers = {
        device: entity.entity_id
        for entity, device in entities(hass, entry)
        if entity.domain == "cover"
        and (state := hass.states.get(entity.entity_id)) is not None
        and state.attributes[ATTR_SUPPORTED_FEATURES] & CoverEntityFeature.SET_POSITION
        and state.attributes.get(ATTR_CURRENT_POSITION) is not None
    }
    return [covers[device] for device in sorted(covers)]
