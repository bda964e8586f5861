"""A simulated The Keys gateway and its cloud in another process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession

from benchmarks.simulator_control import SimulatorControl
from development.processes import run_simulator

CLOSED, OPEN = 0x31, 0x32
STATES = {CLOSED: "locked", OPEN: "unlocked"}
FIRMWARE_WITHOUT_LAST_LOG = 56
# Name of the share that the-keyspy looks for, and creates if it does not exist.
KEYSPY_SHARE_NAME = "TheKeysPy (Remote)"


@dataclass(frozen=True)
class LockConfig:
    """What an integration needs to operate a lock."""

    identifier: str
    name: str
    code: str


@dataclass(frozen=True)
class GatewayConfig:
    """What an integration needs to connect to a gateway and its cloud."""

    host: str
    port: int
    gateway: str
    user: str
    password: str
    cloud: str
    locks: tuple[LockConfig, ...]

    @classmethod
    def from_json(cls, text: str) -> GatewayConfig:
        """Create the configuration from the JSON of its fields."""
        return cls.from_dict(json.loads(text))

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> GatewayConfig:
        """Create the configuration from what a simulator prints at start, ignoring other keys."""
        known = {field.name: facts[field.name] for field in fields(cls)}
        return cls(**known | {"locks": tuple(LockConfig(**lock) for lock in facts["locks"])})


@dataclass(frozen=True)
class SimulatedGateway:
    """A running simulated gateway, whose time is `speed` times as fast as the monotonic clock."""

    config: GatewayConfig
    control: SimulatorControl
    speed: float

    async def get_locks(self) -> dict[str, dict[str, Any]]:
        """Return the states of the simulated locks by identifier."""
        return {lock["identifier"]: lock for lock in (await self.control.get_state())["locks"]}

    async def get_expected_states(self) -> dict[str, str]:
        """Return the states that Home Assistant is expected to show, by lock identifier."""
        return {identifier: STATES[lock["state"]] for identifier, lock in (await self.get_locks()).items()}


@asynccontextmanager
async def simulated_gateway(
    locks: int, speed: float = 1.0, *, last_log: bool = True, realistic: bool = False
) -> AsyncIterator[SimulatedGateway]:
    """Run a gateway with `locks` locks, of which the second is open, and make Gatehouse use its cloud."""
    options = [f"--locks={locks}", f"--speed={speed}", *(["--realistic"] if realistic else [])]
    with TemporaryDirectory() as directory:
        endpoints = Path(directory) / "endpoints.json"
        async with run_simulator("the_keys", *options) as (_, facts), ClientSession() as session:
            config = GatewayConfig.from_dict(facts)
            gateway = SimulatedGateway(config, SimulatorControl(session, facts["control"]), speed)
            endpoints.write_text(json.dumps({"the_keys": {"cloud": config.cloud}}), encoding="utf-8")
            os.environ["GATEHOUSE_ENDPOINTS"] = str(endpoints)
            await _prepare(gateway, session, last_log=last_log)
            yield gateway


async def _prepare(gateway: SimulatedGateway, session: ClientSession, *, last_log: bool) -> None:
    config, control = gateway.config, gateway.control
    for lock in config.locks[1:2]:
        await control.post("/lock", identifier=lock.identifier, state=OPEN)
    if not last_log:
        for lock in config.locks:
            await control.post("/lock", identifier=lock.identifier, firmware=FIRMWARE_WITHOUT_LAST_LOG)
    # The-keyspy gets the address of the gateway from the cloud and assumes port 80.
    await control.post("/gateway", ip=f"{config.host}:{config.port}")
    await _rename_shares(gateway, session)


async def _rename_shares(gateway: SimulatedGateway, session: ClientSession) -> None:
    """Rename the existing shares so that the-keyspy uses them: the locks do not know new shares yet."""
    config = gateway.config
    form = {"_username": config.user, "_password": config.password}
    async with session.post(f"{config.cloud}/api/login_check", data=form) as response:
        token = (await response.json())["access_token"]
    form = {
        "partage_accessoire[nom]": KEYSPY_SHARE_NAME,
        "partage_accessoire[actif]": "1",
        "partage_accessoire[notification_enabled]": "1",
    }
    for share in (await gateway.control.get_state())["shares"]:
        url = f"{config.cloud}/fr/api/v2/partage/accessoire/update/{share['number']}"
        async with session.post(url, data=form, headers={"Authorization": f"Bearer {token}"}) as response:
            response.raise_for_status()
