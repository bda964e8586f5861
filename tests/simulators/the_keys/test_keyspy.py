"""Test the gateway and the cloud with an independent client, the-keyspy."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
import time
from typing import Any

import pytest
from the_keyspy import TheKeysApi, TheKeysLock

from simulators.the_keys import Action, TheKeysCloud, TheKeysGateway

from .conftest import DOOR, MakeGateway

SECOND = 1.05  # the client signs the current second, and each timestamp is valid once

type RunBlocking = Callable[[Callable[[], Any]], Awaitable[Any]]


@pytest.fixture
def run_blocking() -> Iterator[RunBlocking]:
    """Return a function that runs blocking calls in a thread."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda call: asyncio.get_running_loop().run_in_executor(thread, call)


def create_client(gateway: TheKeysGateway, cloud: TheKeysCloud, *, has_address: bool) -> TheKeysApi:
    """Return a client that has the address of the gateway, or that gets it from the cloud."""
    cloud.quirks.created_active = True  # the client omits `[actif]`
    address = f"{gateway.host}:{gateway.port}"
    gateway.accessory.ip = None if has_address else address
    return TheKeysApi(
        cloud.account.username,
        cloud.account.password,
        gateway_ip=address if has_address else None,
        base_url=cloud.url,
    )


@pytest.mark.parametrize("has_address", [False, True])
async def test_discovery(has_address: bool, make_gateway: MakeGateway, run_blocking: RunBlocking) -> None:
    gateway = await make_gateway()
    async with TheKeysCloud(gateway.home) as cloud:
        api = create_client(gateway, cloud, has_address=has_address)
        found, lock = await run_blocking(api.get_devices)
        status = await run_blocking(found.status)
        assert (status["version"], status["current_status"]) == (gateway.version, "Scanning")
        assert (lock.name, lock.id) == ("Front door", gateway.home.cloud_records[DOOR].number)
        assert [share.name for share in gateway.home.shares.values()] == ["Home", "TheKeysPy (Remote)"]
        assert len(await run_blocking(api.get_devices)) == 2
        assert len(gateway.home.shares) == 2


async def test_open_and_close(make_gateway: MakeGateway, run_blocking: RunBlocking) -> None:
    gateway = await make_gateway()
    door = gateway.locks[DOOR]
    async with TheKeysCloud(gateway.home) as cloud:
        found, lock = await run_blocking(create_client(gateway, cloud, has_address=False).get_devices)
        assert isinstance(lock, TheKeysLock)
        assert await run_blocking(found.synchronize)
        while gateway.radio.is_synchronizing:
            await gateway.clock.sleep(1)
        assert await run_blocking(lock.synchronize)
        for operate, is_locked in ((lock.open, False), (lock.close, True)):
            await run_blocking(lambda: time.sleep(SECOND))
            assert await run_blocking(operate)
            await gateway.clock.sleep(door.travel_time)
            await run_blocking(lambda: time.sleep(SECOND))
            await run_blocking(lock.retrieve_infos)
            assert (lock.is_locked, lock.is_unlocked) == (is_locked, not is_locked)
    assert [movement.action for movement in door.movements] == [Action.OPEN, Action.CLOSE]
    assert gateway.overlaps == 0
