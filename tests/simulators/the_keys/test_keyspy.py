"""An independent client of the same API."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
import time
from typing import Any

import pytest
from the_keyspy import TheKeysApi, TheKeysLock

from simulators.the_keys import Action, TheKeysCloud, TheKeysGateway

from .conftest import DOOR, MakeGateway

SECOND = 1.05  # it signs with the second of the moment, and each counts once

type Blocking = Callable[[Callable[[], Any]], Awaitable[Any]]


@pytest.fixture
def blocking() -> Iterator[Blocking]:
    """Let it work in a thread of its own, for it blocks."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda ask: asyncio.get_running_loop().run_in_executor(thread, ask)


def keyspy(gateway: TheKeysGateway, cloud: TheKeysCloud, *, told_address: bool) -> TheKeysApi:
    """Make a client that is told where the gateway is, or asks the cloud.

    Nothing of it is patched: it takes another cloud, and an address may hold a port.
    """
    cloud.quirks.created_active = True  # it does not ask for an active share
    address = f"{gateway.host}:{gateway.port}"
    gateway.accessory.ip = None if told_address else address
    return TheKeysApi(
        cloud.account.username,
        cloud.account.password,
        gateway_ip=address if told_address else None,
        base_url=cloud.url,
    )


@pytest.mark.parametrize("told_address", [False, True])
async def test_discovery(told_address: bool, make_gateway: MakeGateway, blocking: Blocking) -> None:
    gateway = await make_gateway()
    async with TheKeysCloud(gateway.home) as cloud:
        api = keyspy(gateway, cloud, told_address=told_address)
        found, lock = await blocking(api.get_devices)
        status = await blocking(found.status)
        assert (status["version"], status["current_status"]) == (gateway.version, "Scanning")
        assert (lock.name, lock.id) == ("Front door", gateway.home.reports[DOOR].number)
        assert [share.name for share in gateway.home.shares.values()] == ["Home", "TheKeysPy (Remote)"]
        assert len(await blocking(api.get_devices)) == 2
        assert len(gateway.home.shares) == 2


async def test_open_and_close(make_gateway: MakeGateway, blocking: Blocking) -> None:
    gateway = await make_gateway()
    door = gateway.locks[DOOR]
    async with TheKeysCloud(gateway.home) as cloud:
        found, lock = await blocking(keyspy(gateway, cloud, told_address=False).get_devices)
        assert isinstance(lock, TheKeysLock)
        assert await blocking(found.synchronize)
        while gateway.radio.synchronizing:
            await gateway.clock.sleep(1)
        assert await blocking(lock.synchronize)
        for operate, is_locked in ((lock.open, False), (lock.close, True)):
            await blocking(lambda: time.sleep(SECOND))
            assert await blocking(operate)
            await gateway.clock.sleep(door.travel)
            await blocking(lambda: time.sleep(SECOND))
            await blocking(lock.retrieve_infos)
            assert (lock.is_locked, lock.is_unlocked) == (is_locked, not is_locked)
    assert [movement.asked for movement in door.movements] == [Action.OPEN, Action.CLOSE]
    assert gateway.overlaps == 0
