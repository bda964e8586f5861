"""`python -m benchmarks.tahoma.traffic CONTROL SHARE`: a share of a box's devices changes each second."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random
import sys
from typing import Any

from aiohttp import ClientSession

from development.processes import run_process

from .box import BoxControl

# What a device may report, and both integrations show.
SENSED: Mapping[str, Callable[[Random], Any]] = {
    "core:ContactState": lambda chance: chance.choice(("open", "closed")),
    "core:LuminanceState": lambda chance: chance.randint(0, 60_000),
    "core:RelativeHumidityState": lambda chance: chance.randint(20, 95),
    "core:TemperatureState": lambda chance: round(chance.uniform(10, 30), 1),
}
REPORTED: Mapping[str, Callable[[Random], Any]] = {
    **SENSED,
    "core:ClosureState": lambda chance: chance.randint(0, 100),
    "core:LightIntensityState": lambda chance: chance.randint(1, 100),
}


def another(chance: Random, state: str, value: Any) -> Any:
    """Return a value of a state that is not this one."""
    while (new := REPORTED[state](chance)) == value:
        pass
    return new


@asynccontextmanager
async def traffic(control: BoxControl, share: float) -> AsyncIterator[None]:
    """Let a share of the devices change each second, by a process of its own."""
    async with run_process(sys.executable, "-m", "benchmarks.tahoma.traffic", control.url, str(share)):
        yield


async def run(url: str, share: float) -> None:
    """Go on until cancelled."""
    chance = Random(1)  # noqa: S311 - it decides on what a simulated home does
    loop = asyncio.get_running_loop()
    async with ClientSession() as session:
        control = BoxControl(session, url)
        devices = (await control.state())["devices"]
        states = {
            (device["url"], state): value
            for device in devices
            for state, value in device["states"].items()
            if state in REPORTED
        }
        due = loop.time()
        while True:
            device, state = chance.choice(list(states))
            states[device, state] = another(chance, state, states[device, state])
            await control.set_state(device, state, states[device, state])
            due += 1 / (share * len(devices))
            await asyncio.sleep(due - loop.time())


def main() -> None:
    """Let a box's devices change, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("control", help="URL of the box's control interface")
    parser.add_argument("share", type=float)
    options = parser.parse_args()
    asyncio.run(run(options.control, options.share))


if __name__ == "__main__":
    main()
