"""Home Assistant on port 8123, with a simulated home, until it is interrupted."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import AsyncExitStack
import json
import signal
import sys
from typing import Any

from aiohttp import ClientSession

from . import config_dir
from .home import (
    CONFIG_DIR,
    CONFIGURATION,
    ENDPOINTS,
    ENDPOINTS_FILE,
    GATEWAYS,
    OWNER,
    PASSWORD,
    PORT,
    SimulatedGateway,
)
from .processes import REPOSITORY, busy_ports, running, simulator
from .rest import HomeAssistantRest

RESTART_EXIT_CODE = 100
OF_A_CLOUD = {"user", "password", "cloud"}
URL = f"http://127.0.0.1:{PORT}"


def tell(text: str) -> None:
    """Write to the terminal."""
    print(text, flush=True)  # noqa: T201 - this is what the terminal is for


async def main() -> int:
    """Run until a signal comes, or until something ends by itself."""
    stop_on_signals()
    if busy := busy_ports([PORT, *(port for gateway in GATEWAYS for port in gateway.ports.values())]):
        tell(f"In use already: {', '.join(f'port {port}' for port in busy)}. Is this running elsewhere?")
        return 1
    tell("Starting the simulators and Home Assistant …")
    config_dir.prepare(CONFIG_DIR, CONFIGURATION, PORT)
    ENDPOINTS_FILE.write_text(json.dumps(ENDPOINTS, indent=2), encoding="utf-8")
    try:
        async with AsyncExitStack() as stack:
            simulators = [
                await stack.enter_async_context(simulator(gateway.kind, *gateway.command_line))
                for gateway in GATEWAYS
            ]
            processes = [process for process, _ in simulators]
            facts = [fact for _, fact in simulators]
            while (code := await run_home_assistant(processes, facts)) == RESTART_EXIT_CODE:
                pass
            return code
    except asyncio.CancelledError:
        tell("Stopped.")
        return 0


def stop_on_signals() -> None:
    """Let the first signal end the running task; what comes while it ends is ignored."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - this runs in one
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop() -> None:
        for number in signals:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in signals:
        loop.add_signal_handler(number, stop)


async def run_home_assistant(simulators: Sequence[Process], facts: Sequence[dict[str, Any]]) -> int:
    """Run Home Assistant until it, or a simulator, ends; return its exit code."""
    command = (sys.executable, "-P", REPOSITORY / "development/loopback_hass.py")
    options = ("--config", str(CONFIG_DIR), "--skip-pip")
    async with (
        running(*command, *options, env={"GATEHOUSE_ENDPOINTS": str(ENDPOINTS_FILE)}) as hass,
        asyncio.TaskGroup() as tasks,
    ):
        set_up = tasks.create_task(set_up_home(facts))
        ends = [tasks.create_task(process.wait()) for process in (hass, *simulators)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        code = hass.returncode
        for task in (set_up, *ends):
            task.cancel()
    if code is None:
        tell("A simulator ended by itself.")
        return 1
    return code


async def set_up_home(facts: Sequence[dict[str, Any]]) -> None:
    """Set up the gateways that are to be set up, and tell all that one needs to know."""
    async with ClientSession() as session:
        rest = await HomeAssistantRest.sign_in(session, URL, OWNER, PASSWORD)
        for gateway in GATEWAYS:
            if gateway.answers:
                await set_up_gateway(rest, gateway)
    tell(f"\nHome Assistant: {URL}  (a browser here is signed in; else: {OWNER} / {PASSWORD})")
    for gateway, fact in zip(GATEWAYS, facts, strict=True):
        state = "set up" if gateway.answers else "to be discovered, unless you have added it"
        tell(f"\n{gateway.kind}, {state}:")
        for name, value in worth_telling(gateway, fact).items():
            for part in value if isinstance(value, list) else [value]:
                tell(f"  {name:8} {', '.join(part.values()) if isinstance(part, dict) else part}")
    tell("\nWhat is to be discovered waits under Settings → Devices & services.")
    tell("Somebody lives in this home: now and then something moves by itself, or is out of reach.")
    tell("What is set up can be set up again once it is deleted.")
    tell("At the address after `control`, the simulator tells what can be done to it.")
    tell("It begins anew with each start: it forgets the tokens and shares that were made meanwhile.")
    tell("\nCtrl-C stops everything.\n")


def worth_telling(gateway: SimulatedGateway, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts but for a cloud, and an account of it, that Home Assistant does not ask."""
    is_asked = facts["cloud"] == ENDPOINTS[gateway.kind]["cloud"]
    return {name: value for name, value in facts.items() if is_asked or name not in OF_A_CLOUD}


async def set_up_gateway(rest: HomeAssistantRest, gateway: SimulatedGateway) -> None:
    """Set up a gateway that is not set up yet."""
    result = await rest.set_up("gatehouse", *gateway.answers)
    if result["type"] != "create_entry" and result.get("reason") != "already_configured":
        raise RuntimeError(f"the {gateway.kind} gateway cannot be set up: {result}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
