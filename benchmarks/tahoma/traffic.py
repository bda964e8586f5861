"""`python -m benchmarks.tahoma.traffic CONTROL SHARE`: change a share of the devices of a box each second."""

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

# States that both integrations have an entity for, each with a generator of random values.
SENSOR_STATES: Mapping[str, Callable[[Random], Any]] = {
    "core:ContactState": lambda random: random.choice(("open", "closed")),
    "core:LuminanceState": lambda random: random.randint(0, 60_000),
    "core:RelativeHumidityState": lambda random: random.randint(20, 95),
    "core:TemperatureState": lambda random: round(random.uniform(10, 30), 1),
}
STATES: Mapping[str, Callable[[Random], Any]] = {
    **SENSOR_STATES,
    "core:ClosureState": lambda random: random.randint(0, 100),
    "core:LightIntensityState": lambda random: random.randint(1, 100),
}


def get_different_value(random: Random, state: str, value: Any) -> Any:
    """Return a random value of a state that differs from `value`."""
    while (new := STATES[state](random)) == value:
        pass
    return new


@asynccontextmanager
async def traffic(control: BoxControl, share: float) -> AsyncIterator[None]:
    """Change a share of the devices each second, from another process."""
    async with run_process(sys.executable, "-m", "benchmarks.tahoma.traffic", control.url, str(share)):
        yield


async def generate_traffic(url: str, share: float) -> None:
    """Change a share of the devices each second until canceled."""
    random = Random(1)  # noqa: S311 - not used for security
    loop = asyncio.get_running_loop()
    async with ClientSession() as session:
        control = BoxControl(session, url)
        devices = (await control.get_state())["devices"]
        states = {
            (device["url"], state): value
            for device in devices
            for state, value in device["states"].items()
            if state in STATES
        }
        due = loop.time()
        while True:
            device, state = random.choice(list(states))
            states[device, state] = get_different_value(random, state, states[device, state])
            await control.set_state(device, state, states[device, state])
            due += 1 / (share * len(devices))
            await asyncio.sleep(due - loop.time())


def main() -> None:
    """Generate traffic as given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("control", help="URL of the control interface of the box")
    parser.add_argument("share", type=float, help="share of the devices that change each second")
    arguments = parser.parse_args()
    asyncio.run(generate_traffic(arguments.control, arguments.share))


if __name__ == "__main__":
    main()
