"""Processes that are started here and end with us."""

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
PATIENCE = 60.0


@asynccontextmanager
async def running(
    *command: str | Path, env: Mapping[str, str] | None = None, stdout: int | None = None
) -> AsyncIterator[Process]:
    """Run a command until the context ends.

    It is in a session of its own: what is typed at the terminal reaches it only through us.
    """
    process = await asyncio.create_subprocess_exec(
        *command, cwd=REPOSITORY, env={**os.environ, **(env or {})}, stdout=stdout, start_new_session=True
    )
    try:
        yield process
    finally:
        await _end(process)


@asynccontextmanager
async def simulator(kind: str, *arguments: str) -> AsyncIterator[tuple[Process, dict[str, Any]]]:
    """Run a simulator; gives what it tells of itself once it is ready."""
    async with running(sys.executable, "-m", "simulators", kind, *arguments, stdout=PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        if not line:
            raise RuntimeError(f"the {kind} simulator does not start")
        yield process, json.loads(line)


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        process.kill()
        await process.wait()


def busy_ports(ports: Iterable[int]) -> list[int]:
    """Return those of the loopback interface's ports that something listens on."""
    return [port for port in ports if _is_busy(port)]


def _is_busy(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
