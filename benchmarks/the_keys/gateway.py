"""A simulated The Keys gateway and its cloud in a process of their own, and what can be done to them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from aiohttp import ClientSession

from benchmarks.control import Control
from development.processes import run_simulator

CLOSED, OPEN = 0x31, 0x32
STATES = {CLOSED: "locked", OPEN: "unlocked"}
FIRMWARE_WITHOUT_LOG = 56
# The name by which the-keyspy finds the share that it uses, or else makes it.
SHARE = "TheKeysPy (Remote)"


@dataclass(frozen=True)
class Lock:
    """A lock as its owner knows it."""

    identifier: str
    name: str
    code: str


@dataclass(frozen=True)
class Address:
    """What an integration has to know."""

    host: str
    port: int
    gateway: str
    user: str
    password: str
    cloud: str
    locks: tuple[Lock, ...]

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read what `json.dumps(asdict(address))` wrote."""
        return cls.of(json.loads(text))

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Address:
        """Take it from all that a simulator tells of itself."""
        known = {fact.name: facts[fact.name] for fact in fields(cls)}
        return cls(**known | {"locks": tuple(Lock(**lock) for lock in facts["locks"])})


@dataclass(frozen=True)
class Gateway:
    """A running gateway, whose time passes so many times as fast."""

    address: Address
    control: Control
    speed: float

    def now(self) -> float:
        """Return its time in seconds, in which it tells when something was: this machine's clock, faster."""
        return monotonic() * self.speed

    async def locks(self) -> dict[str, dict[str, Any]]:
        """Return what can be seen of the locks, by identifier."""
        return {lock["identifier"]: lock for lock in (await self.control.state())["locks"]}

    async def told(self) -> dict[str, str]:
        """Return what Home Assistant should say of each lock."""
        return {identifier: STATES[lock["state"]] for identifier, lock in (await self.locks()).items()}


@asynccontextmanager
async def simulated_gateway(
    locks: int, speed: float = 1.0, *, tells_log: bool = True, realistic: bool = False
) -> AsyncIterator[Gateway]:
    """Run a gateway with that many locks, of which the second is open; Gatehouse knows its cloud then."""
    options = [f"--locks={locks}", f"--speed={speed}", *(["--realistic"] if realistic else [])]
    with TemporaryDirectory() as directory:
        endpoints = Path(directory) / "endpoints.json"
        async with run_simulator("the_keys", *options) as (_, facts), ClientSession() as session:
            gateway = Gateway(Address.of(facts), Control(session, facts["control"]), speed)
            endpoints.write_text(json.dumps({"the_keys": {"cloud": gateway.address.cloud}}), encoding="utf-8")
            os.environ["GATEHOUSE_ENDPOINTS"] = str(endpoints)
            await _prepare(gateway, session, tells_log=tells_log)
            yield gateway


async def _prepare(gateway: Gateway, session: ClientSession, *, tells_log: bool) -> None:
    address, control = gateway.address, gateway.control
    for lock in address.locks[1:2]:
        await control.do("/lock", identifier=lock.identifier, state=OPEN)
    if not tells_log:
        for lock in address.locks:
            await control.do("/lock", identifier=lock.identifier, firmware=FIRMWARE_WITHOUT_LOG)
    # The-keyspy asks the cloud where the gateway is, and knows port 80 only.
    await control.do("/gateway", ip=f"{address.host}:{address.port}")
    await _name_shares(gateway, session)


async def _name_shares(gateway: Gateway, session: ClientSession) -> None:
    """Let the-keyspy find the shares that gateway and locks know already; new ones would not work yet."""
    address = gateway.address
    form = {"_username": address.user, "_password": address.password}
    async with session.post(f"{address.cloud}/api/login_check", data=form) as response:
        token = (await response.json())["access_token"]
    form = {
        "partage_accessoire[nom]": SHARE,
        "partage_accessoire[actif]": "1",
        "partage_accessoire[notification_enabled]": "1",
    }
    for share in (await gateway.control.state())["shares"]:
        url = f"{address.cloud}/fr/api/v2/partage/accessoire/update/{share['number']}"
        async with session.post(url, data=form, headers={"Authorization": f"Bearer {token}"}) as response:
            response.raise_for_status()
