"""Child processes that are terminated with their parent."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
import json
import os
from pathlib import Path
import socket
import sys
from typing import Any

REPOSITORY = Path(__file__).parents[1]
TIMEOUT = 60.0  # seconds


@asynccontextmanager
async def run_process(
    *command: str | Path, env: Mapping[str, str] | None = None, stdout: int | None = None
) -> AsyncIterator[Process]:
    """Run a command, and terminate it when the context exits.

    The process runs in its own session, so that it does not receive Ctrl+C from the terminal.
    """
    process = await asyncio.create_subprocess_exec(
        *command, cwd=REPOSITORY, env={**os.environ, **(env or {})}, stdout=stdout, start_new_session=True
    )
    try:
        yield process
    finally:
        await _terminate(process)


@asynccontextmanager
async def run_simulator(kind: str, *arguments: str) -> AsyncIterator[tuple[Process, dict[str, Any]]]:
    """Run a simulator; yield its process and the facts that it prints when it is ready."""
    async with run_process(sys.executable, "-m", "simulators", kind, *arguments, stdout=PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - always so with PIPE
        line = await asyncio.wait_for(process.stdout.readline(), TIMEOUT)
        if not line:
            raise RuntimeError(f"The {kind} simulator failed to start")
        yield process, json.loads(line)


async def _terminate(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), TIMEOUT)
    except TimeoutError:
        process.kill()
        await process.wait()


def used_ports(ports: Iterable[int]) -> list[int]:
    """Return the ports that are in use on the loopback interface."""
    return [port for port in ports if _is_used(port)]


def _is_used(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
