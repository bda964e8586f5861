"""A simulated TaHoma box in a process of its own, and what can be done to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession

from benchmarks.control import Control
from development.processes import run_simulator


@dataclass(frozen=True)
class Address:
    """What an integration has to know of a box."""

    host: str
    port: int
    pin: str
    token: str


class BoxControl(Control):
    """The control interface of a box."""

    async def set_state(self, url: str, name: str, value: Any) -> None:
        """Let a device report a state."""
        await self.do("/state", url=url, name=name, value=value)

    async def keep_alive(self, *, keep: bool) -> None:
        """Let the box keep connections open, or end each after one answer as real ones do."""
        await self.do("/quirks", connection_close=not keep)


@dataclass(frozen=True)
class Box:
    """A running box."""

    address: Address
    control: BoxControl


@asynccontextmanager
async def simulated_box(devices: int) -> AsyncIterator[Box]:
    """Run a box with that many devices, which ends each connection; Gatehouse trusts its root meanwhile."""
    with TemporaryDirectory() as directory:
        root, endpoints = Path(directory) / "root.pem", Path(directory) / "endpoints.json"
        async with (
            run_simulator("tahoma", "--devices", str(devices), "--root", str(root)) as (_, facts),
            ClientSession() as session,
        ):
            endpoints.write_text(json.dumps({"tahoma": {"ca": facts["root"]}}), encoding="utf-8")
            os.environ["GATEHOUSE_ENDPOINTS"] = str(endpoints)
            address = Address(facts["host"], facts["port"], facts["pin"], facts["token"])
            box = Box(address, BoxControl(session, facts["control"]))
            await box.control.keep_alive(keep=False)
            yield box
