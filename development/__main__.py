"""Run Home Assistant on port 8123 with a simulated home until interrupted."""

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
from .processes import REPOSITORY, run_process, run_simulator, used_ports
from .rest import HomeAssistantRest

RESTART_EXIT_CODE = 100
CLOUD_FACTS = {"user", "password", "cloud"}
URL = f"http://127.0.0.1:{PORT}"


def output(text: str) -> None:
    """Print a line to the terminal."""
    print(text, flush=True)  # noqa: T201 - command-line output


async def main() -> int:
    """Run until a signal is received, or until a process exits; return the exit code."""
    stop_on_signals()
    if used := used_ports([PORT, *(port for gateway in GATEWAYS for port in gateway.ports.values())]):
        ports = ", ".join(str(port) for port in used)
        output(f"Already in use: port {ports}. Check whether scripts/develop is already running.")
        return 1
    output("Starting the simulators and Home Assistant...")
    config_dir.prepare(CONFIG_DIR, CONFIGURATION, PORT)
    ENDPOINTS_FILE.write_text(json.dumps(ENDPOINTS, indent=2), encoding="utf-8")
    try:
        async with AsyncExitStack() as stack:
            simulators = [
                await stack.enter_async_context(run_simulator(gateway.kind, *gateway.command_line))
                for gateway in GATEWAYS
            ]
            processes = [process for process, _ in simulators]
            all_facts = [facts for _, facts in simulators]
            while (exit_code := await run_home_assistant(processes, all_facts)) == RESTART_EXIT_CODE:
                pass
            return exit_code
    except asyncio.CancelledError:
        output("Stopped.")
        return 0


def stop_on_signals() -> None:
    """Cancel the current task at the first signal, and ignore further signals."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - always called in a task
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop() -> None:
        for number in signals:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in signals:
        loop.add_signal_handler(number, stop)


async def run_home_assistant(simulators: Sequence[Process], all_facts: Sequence[dict[str, Any]]) -> int:
    """Run Home Assistant until it or a simulator exits; return the exit code."""
    command = (sys.executable, "-P", REPOSITORY / "development/loopback_hass.py")
    options = ("--config", str(CONFIG_DIR), "--skip-pip")
    async with (
        run_process(*command, *options, env={"GATEHOUSE_ENDPOINTS": str(ENDPOINTS_FILE)}) as hass,
        asyncio.TaskGroup() as tasks,
    ):
        set_up_task = tasks.create_task(set_up_home(all_facts))
        wait_tasks = [tasks.create_task(process.wait()) for process in (hass, *simulators)]
        await asyncio.wait(wait_tasks, return_when=asyncio.FIRST_COMPLETED)
        exit_code = hass.returncode
        for task in (set_up_task, *wait_tasks):
            task.cancel()
    if exit_code is None:
        output("A simulator exited unexpectedly.")
        return 1
    return exit_code


async def set_up_home(all_facts: Sequence[dict[str, Any]]) -> None:
    """Set up the gateways that have flow inputs, and print all addresses and credentials."""
    async with ClientSession() as session:
        rest = await HomeAssistantRest.sign_in(session, URL, OWNER, PASSWORD)
        for gateway in GATEWAYS:
            if gateway.flow_inputs:
                await set_up_gateway(rest, gateway)
    output(f"\nHome Assistant: {URL}")
    output(f"  Browsers on this machine are signed in automatically. Otherwise: {OWNER} / {PASSWORD}")
    for gateway, facts in zip(GATEWAYS, all_facts, strict=True):
        state = "set up" if gateway.flow_inputs else "discovered, unless you have already added it"
        output(f"\n{gateway.kind}, {state}:")
        for name, value in facts_to_print(gateway, facts).items():
            for part in value if isinstance(value, list) else [value]:
                output(f"  {name:8} {', '.join(part.values()) if isinstance(part, dict) else part}")
    output("\nTo add a discovered gateway, go to Settings > Devices & services.")
    output("Open a `control` address for the ways to manipulate a simulator.")
    output("Devices are operated at random, and are sometimes unavailable.")
    output("The simulators start from scratch: tokens and shares created in an earlier run are lost.")
    output("If you delete a gateway that was set up, it is set up again at the next start.")
    output("\nPress Ctrl+C to stop.\n")


def facts_to_print(gateway: SimulatedGateway, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts, without those of a cloud that is not in the endpoints of Home Assistant."""
    is_cloud_used = facts["cloud"] == ENDPOINTS[gateway.kind]["cloud"]
    return {name: value for name, value in facts.items() if is_cloud_used or name not in CLOUD_FACTS}


async def set_up_gateway(rest: HomeAssistantRest, gateway: SimulatedGateway) -> None:
    """Set up a gateway unless it is already configured."""
    result = await rest.set_up("gatehouse", *gateway.flow_inputs)
    if result["type"] != "create_entry" and result.get("reason") != "already_configured":
        raise RuntimeError(f"Failed to set up the {gateway.kind} gateway: {result}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
