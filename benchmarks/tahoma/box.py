"""A simulated TaHoma box in another process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession

from benchmarks.simulator_control import SimulatorControl
from development.processes import run_simulator


@dataclass(frozen=True)
class BoxConfig:
    """What an integration needs to connect to a box."""

    host: str
    port: int
    pin: str
    token: str


class BoxControl(SimulatorControl):
    """Client of the control interface of a simulated box."""

    async def set_state(self, url: str, name: str, value: Any) -> None:
        """Set a state of a device, which the box then reports as an event."""
        await self.post("/state", url=url, name=name, value=value)

    async def set_keep_alive(self, *, enabled: bool) -> None:
        """Set whether the box keeps connections open; real boxes close them after each response."""
        await self.post("/quirks", connection_close=not enabled)


@dataclass(frozen=True)
class SimulatedBox:
    """A running simulated box."""

    config: BoxConfig
    control: BoxControl


@asynccontextmanager
async def simulated_box(devices: int) -> AsyncIterator[SimulatedBox]:
    """Run a box with `devices` devices that closes each connection, and make Gatehouse trust its root."""
    with TemporaryDirectory() as directory:
        root, endpoints = Path(directory) / "root.pem", Path(directory) / "endpoints.json"
        async with (
            run_simulator("tahoma", "--devices", str(devices), "--root", str(root)) as (_, facts),
            ClientSession() as session,
        ):
            endpoints.write_text(json.dumps({"tahoma": {"ca": facts["root"]}}), encoding="utf-8")
            os.environ["GATEHOUSE_ENDPOINTS"] = str(endpoints)
            config = BoxConfig(facts["host"], facts["port"], facts["pin"], facts["token"])
            box = SimulatedBox(config, BoxControl(session, facts["control"]))
            await box.control.set_keep_alive(enabled=False)
            yield box
