"""`python -m benchmarks.push`: what the base coordinator and entities cost, without any protocol.

The kind is the one of `tests/kinds/push.py`. Each device has five entities. The reference of a push is the
cost of writing the same states with Home Assistant alone.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
import gc
from statistics import median
from time import perf_counter, process_time
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from benchmarks.arguments import BenchmarkArgumentParser
from benchmarks.home_assistant import running_home_assistant, set_up_entry
from benchmarks.measure import Cost, frozen_gc, measure_cost
from benchmarks.report import Row, get_environment, print_report, print_row
from custom_components.gatehouse import kinds
from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from tests.kinds.push import NAME, PushDevice, PushGateway, push_kind

REFERENCE = "Home Assistant alone"
ROWS = ("setup", "push")
MAX_STALL = 100.0
MILLISECONDS, MICROSECONDS = 1_000, 1_000_000


def parse_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = BenchmarkArgumentParser(__doc__, ROWS)
    parser.add_argument("--devices", type=int, default=1000, help="number of devices")
    parser.add_argument("--pushes", type=int, default=5000, help="number of pushes")
    parser.add_argument("--repeat", type=int, default=5, help="number of set-ups, of which the median counts")
    return parser.parse_rows()


def home(size: int) -> PushGateway:
    """Return a gateway with devices that have a switch, an event and three sensors each."""
    return PushGateway(
        *(
            PushDevice(
                f"push_test-{number}",
                f"Device {number}",
                is_on=False,
                values={f"value_{index}": 0.0 for index in range(3)},
            )
            for number in range(size)
        )
    )


@contextmanager
def known_kind(gateway: PushGateway) -> Iterator[None]:
    """Add the kind of the gateway to those of Gatehouse."""
    with patch.object(kinds, "KINDS", (*kinds.KINDS, push_kind(gateway))):
        yield


async def set_up(hass: HomeAssistant) -> MockConfigEntry:
    """Set up the entry of the known kind."""
    entry = MockConfigEntry(domain=DOMAIN, title="Hub", data={CONF_KIND: NAME})
    entry.add_to_hass(hass)
    await set_up_entry(hass, entry)
    return entry


async def measure_setup(devices: int, repeat: int) -> AsyncIterator[Row]:
    """Measure the set-up, after one that imports everything.

    Garbage collection of the whole of Home Assistant is measured apart: its length depends on what else is
    in memory, and it starts with whatever allocates at the moment.
    """
    await _set_up_once(devices)
    costs = [await _set_up_once(devices) for _ in range(repeat)]
    gc.disable()
    try:
        costs_without_gc = [await _set_up_once(devices) for _ in range(repeat)]
    finally:
        gc.enable()
    name = f"set-up of {devices} devices"
    yield Row(name, "s", median(cost.wall for cost in costs), None, None)
    yield Row(f"{name}, CPU", "s", median(cost.cpu for cost in costs), None, None)
    stall = median(cost.stall for cost in costs_without_gc)
    yield Row(f"{name}, longest stall", "ms", MILLISECONDS * stall, None, MAX_STALL)
    stall = median(cost.stall for cost in costs)
    yield Row(f"{name}, longest stall with garbage collection", "ms", MILLISECONDS * stall, None, None)


async def _set_up_once(devices: int) -> Cost:
    gateway = home(devices)
    with known_kind(gateway):
        async with running_home_assistant() as hass:
            gc.collect()
            with measure_cost() as cost:
                await set_up(hass)
            return cost


async def measure_push(devices: int, pushes: int) -> AsyncIterator[Row]:
    """Measure pushes that change the state of one entity of one device each."""
    gateway = home(devices)
    with known_kind(gateway):
        async with running_home_assistant() as hass:
            entry = await set_up(hass)
            coordinator = entry.runtime_data
            device_ids = list(gateway.devices)

            def push(number: int) -> None:
                value = number // devices % 2 == 0
                device_id = device_ids[number % devices]
                coordinator.async_change({device_id: lambda device: replace(device, is_on=value)})

            switches = hass.states.async_entity_ids("switch")
            attributes = {name: hass.states.get(name).attributes for name in switches}  # type: ignore[union-attr]

            def write(number: int) -> None:
                name = switches[number % devices]
                state = "off" if number // devices % 2 == 0 else "on"
                hass.states.async_set(name, state, attributes[name])

            pushed, worst = await _cpu_of(hass, push, pushes)
            written, _ = await _cpu_of(hass, write, pushes)
    yield Row("CPU per push", "µs", MICROSECONDS * pushed, MICROSECONDS * written, None)
    yield Row("longest push", "ms", MILLISECONDS * worst, None, None)


async def _cpu_of(hass: HomeAssistant, act: Callable[[int], None], times: int) -> tuple[float, float]:
    """Return the CPU seconds of one act, and the seconds of the longest."""
    worst = 0.0
    with frozen_gc():
        cpu = process_time()
        for number in range(times):
            begin = perf_counter()
            act(number)
            worst = max(worst, perf_counter() - begin)
        await hass.async_block_till_done()
        return (process_time() - cpu) / times, worst


async def run(arguments: argparse.Namespace) -> None:
    """Measure and print the rows."""
    rows: list[Row] = []
    if "setup" in arguments.rows:
        async for row in measure_setup(arguments.devices, arguments.repeat):
            rows.append(row)
            print_row(row, REFERENCE)
    if "push" in arguments.rows:
        async for row in measure_push(arguments.devices, arguments.pushes):
            rows.append(row)
            print_row(row, REFERENCE)
    print_report({REFERENCE: rows}, get_environment(), arguments.json)


def main() -> None:
    """Run the benchmark."""
    asyncio.run(run(parse_arguments()))


if __name__ == "__main__":
    main()
