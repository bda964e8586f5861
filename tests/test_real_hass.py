"""Tests with a real Home Assistant process, of the current and the next version."""

import json
from pathlib import Path
import re
import sys
from typing import Any

from aiohttp import ClientSession
import pytest

from development import config_dir
from development.processes import REPOSITORY, free_port, run_process, run_simulator
from development.rest import ENTRIES, HomeAssistantRest

VENVS = {"2026.10": Path(sys.prefix), "2026.11": REPOSITORY / ".venv-2026.11"}
PIN = "2001-0002-0003"
TOKEN = "simulated-token"
CLOSED = 0x31  # of a lock

# Messages of Home Assistant that are unrelated to the integration.
UNRELATED_MESSAGES = (
    "[homeassistant.loader] We found a custom integration gatehouse which has not been tested",
    "[homeassistant.bootstrap] Skipping pip installation of required modules",
    # Programs and libraries that may not be installed.
    "[haffmpeg.core] FFmpeg fails",
    "[haffmpeg.tools] Error starting FFmpeg",
    "[homeassistant.components.camera.img_util] Error loading libturbojpeg",
    "[aiohttp_fast_zlib] zlib_ng and isal are not available",
)
# A warning or an error with its traceback.
PROBLEM = re.compile(r"^\S+ \S+ (?:WARNING|ERROR|CRITICAL) .*(?:\n(?!\d{4}-\d\d-\d\d ).*)*", re.MULTILINE)


@pytest.fixture(autouse=True)
def loopback_sockets(socket_enabled: None) -> None:
    """Let the tests use real sockets."""


@pytest.fixture
async def leaps() -> None:
    """Use real time, as the other processes do."""


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("version", "venv"), VENVS.items(), ids=VENVS)
async def test_works_in_a_real_hass(version: str, venv: Path, tmp_path: Path) -> None:
    config, port = tmp_path / "config", free_port()
    root = tmp_path / "root.pem"
    config_dir.prepare(config, "config:\nfrontend:\n", port, mdns=False)
    endpoints = tmp_path / "endpoints.json"
    endpoints.write_text(json.dumps({"tahoma": {"ca": root.name}}))
    command = (venv / "bin/python", "-P", "-m", "homeassistant", "--config", config, "--skip-pip")
    options = (f"--pin={PIN}", f"--token={TOKEN}", f"--root={root}", "--showcase", "--speed=10")
    async with (
        run_simulator("tahoma", *options) as (_, box),
        run_simulator("the_keys", "--locks=1", "--speed=10") as (_, gateway),
        ClientSession() as session,
    ):
        async with run_process(*command, env={"GATEHOUSE_ENDPOINTS": str(endpoints)}) as hass:
            url = f"http://127.0.0.1:{port}"
            rest = await HomeAssistantRest.sign_in(session, url, "owner", "correct horse")
            assert (await rest.get("/api/config"))["version"].startswith(f"{version}.")

            entry = await set_up(rest, box["port"])
            cover = await movable_cover(rest)
            await move(rest, cover, 40)
            assert await listeners(session, box)
            await rest.delete(f"{ENTRIES}/{entry}")
            assert not await listeners(session, box)

            entry = await set_up_lock(rest, gateway)
            assert not await use_lock(rest, session, gateway, "unlock")
            assert await use_lock(rest, session, gateway, "lock")
            await rest.delete(f"{ENTRIES}/{entry}")
        assert hass.returncode == 0

    log = (config / "home-assistant.log").read_text()
    assert "gatehouse" in log
    assert problems(log) == []


async def set_up(rest: HomeAssistantRest, port: int) -> str:
    """Set up the box with its config flow; return the entry ID."""
    result = await rest.set_up(
        "gatehouse",
        {"next_step_id": "tahoma"},
        {"next_step_id": "tahoma_local"},
        {"host": "127.0.0.1", "port": port, "token": TOKEN, "gateway_pin": PIN},
    )
    assert result["type"] == "create_entry", result
    entry: str = result["result"]["entry_id"]
    return entry


async def movable_cover(rest: HomeAssistantRest) -> str:
    """Return the ID of a cover whose position is known and not 40."""

    def find(states: Any) -> Any:
        return [
            state["entity_id"]
            for state in states
            if state["entity_id"].startswith("cover.")
            and state["attributes"].get("current_position", 40) != 40
            and not state["attributes"].get("assumed_state")
        ]

    covers = await rest.wait_until("/api/states", find)
    return str(covers[0])


async def move(rest: HomeAssistantRest, cover: str, position: int) -> None:
    """Move a cover and wait until it reports the position."""
    await rest.post("/api/services/cover/set_cover_position", {"entity_id": cover, "position": position})
    await rest.wait_until(
        f"/api/states/{cover}",
        lambda state: (
            state["attributes"]["current_position"] == position and state["state"] in {"open", "closed"}
        ),
    )


async def set_up_lock(rest: HomeAssistantRest, gateway: dict[str, Any]) -> str:
    """Set up a gateway and its lock with its config flow; return the entry ID."""
    result = await rest.set_up(
        "gatehouse",
        {"next_step_id": "the_keys"},
        {"next_step_id": "the_keys_local"},
        {"host": "127.0.0.1", "port": gateway["port"], **gateway["locks"][0]},
    )
    assert result["type"] == "create_entry", result
    entry: str = result["result"]["entry_id"]
    return entry


async def use_lock(
    rest: HomeAssistantRest, session: ClientSession, gateway: dict[str, Any], action: str
) -> bool:
    """Lock or unlock the lock and wait for the state; return whether the simulated lock is locked."""
    await rest.wait_until("/api/states/lock.front_door", lambda lock: lock["state"] in {"locked", "unlocked"})
    await rest.post(f"/api/services/lock/{action}", {"entity_id": "lock.front_door"})
    await rest.wait_until("/api/states/lock.front_door", lambda lock: lock["state"] == f"{action}ed")
    async with session.get(f"{gateway['control']}/state") as response:
        (lock,) = (await response.json())["locks"]
    return bool(lock["state"] == CLOSED)


async def listeners(session: ClientSession, box: dict[str, Any]) -> Any:
    """Return the event listeners of the box."""
    async with session.get(f"{box['control']}/state") as response:
        return (await response.json())["listeners"]


def problems(log: str) -> list[str]:
    """Return the warnings and errors that may come from the integration."""
    return [
        problem[0]
        for problem in PROBLEM.finditer(log)
        if not any(message in problem[0] for message in UNRELATED_MESSAGES)
    ]
