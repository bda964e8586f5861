"""Home Assistant discovers a simulated box by mDNS, each in its own network namespace.

Run by `test_discovery.py` in the namespace of Home Assistant. Arguments: the working directory, and the
namespace of the box.
"""

import asyncio
from asyncio.subprocess import PIPE
import json
from pathlib import Path
import sys
from typing import Any

from aiohttp import ClientSession

from development import config_dir
from development.processes import run_process
from development.rest import FLOWS, HomeAssistantRest

PORT = 8123
URL = f"http://127.0.0.1:{PORT}"
FIRST, SECOND = "10.99.0.2", "10.99.0.3"
PIN, TOKEN = "2001-0002-0009", "simulated-token"
SHUTTER = "io:RollerShutterGenericIOComponent"


async def main(directory: Path, box_namespace: str) -> None:
    """Discover the box, set it up, and move it to another address."""
    in_box_namespace = ("ip", "netns", "exec", box_namespace, sys.executable)
    root, endpoints = directory / "root.pem", directory / "endpoints.json"
    endpoints.write_text(json.dumps({"tahoma": {"ca": root.name}}))
    config_dir.prepare(directory / "config", "config:\nfrontend:\nzeroconf:\n", PORT)
    box = (
        *(
            *in_box_namespace,
            "-m",
            "simulators",
            "tahoma",
            f"--host={FIRST}",
            f"--pin={PIN}",
            f"--token={TOKEN}",
        ),
        *(f"--root={root}", "--devices=5", "--mdns", f"--interface={FIRST}", "--instance-name=PIN"),
    )
    hass = (sys.executable, "-P", "-m", "homeassistant", "--config", directory / "config", "--skip-pip")
    async with (
        run_process(*box, stdout=PIPE) as simulator,
        run_process(*hass, env={"GATEHOUSE_ENDPOINTS": str(endpoints)}),
        ClientSession() as session,
        asyncio.timeout(150),
    ):
        assert simulator.stdout is not None
        facts = json.loads(await simulator.stdout.readline())
        rest = await HomeAssistantRest.sign_in(session, URL, "owner", "correct horse")
        flow = await wait_for_flow(session, rest)
        result = await rest.post(f"{FLOWS}/{flow}", {"token": TOKEN})
        assert result["type"] == "create_entry", result
        cover = await rest.wait_until("/api/states", find_movable_cover)

        await move(in_box_namespace, facts["control"])
        # Commands fail until the box is discovered at the new address.
        while not await command_succeeds(rest, cover):
            await asyncio.sleep(0.2)
        await rest.wait_until(
            f"/api/states/{cover}", lambda state: state["attributes"].get("current_position") == 40
        )


async def wait_for_flow(session: ClientSession, rest: HomeAssistantRest) -> str:
    """Wait for the flow that the mDNS announcement starts; return its ID."""
    async with session.ws_connect(f"{URL}/api/websocket") as socket:
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": rest.access_token})
        await socket.receive_json()
        for number in range(1, 1000):
            await socket.send_json({"id": number, "type": "config_entries/flow/progress"})
            flows = (await socket.receive_json())["result"]
            for flow in flows:
                if (flow["handler"], flow["step_id"]) == ("gatehouse", "tahoma_confirm"):
                    return str(flow["flow_id"])
            await asyncio.sleep(0.1)
    raise RuntimeError("the box was not discovered")


async def command_succeeds(rest: HomeAssistantRest, cover: str) -> bool:
    """Return whether a command to a cover reached the box."""
    try:
        await rest.post("/api/services/cover/set_cover_position", {"entity_id": cover, "position": 40})
    except RuntimeError:
        return False
    return True


def find_movable_cover(states: Any) -> Any:
    """Return the ID of a cover whose position is known and not 40."""
    return next(
        (
            state["entity_id"]
            for state in states
            if state["entity_id"].startswith("cover.")
            and state["attributes"].get("current_position", 40) != 40
        ),
        None,
    )


async def move(in_box_namespace: tuple[str, ...], control: str) -> None:
    """Move the box to another address."""
    request = f"urllib.request.Request('{control}/address', b'{json.dumps({'host': SECOND})}')"
    code = f"import urllib.request; urllib.request.urlopen({request})"
    process = await asyncio.create_subprocess_exec(*in_box_namespace, "-c", code)
    assert await process.wait() == 0


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
