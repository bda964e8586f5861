"""What is put right about a lock together with the user."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from simulators.the_keys import Lock, Quirks, TheKeysGateway
from tests.conftest import Until

from ..conftest import DOOR, StateOf

# Home Assistant's own web server stands on keys that aiohttp would rather have otherwise.


@pytest.fixture(params=["not_shared", "key_refused"])
async def issue(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_entry: MockConfigEntry,
    clock_of_the_home: None,
    until: Until,
) -> AsyncIterator[ir.IssueEntry]:
    """What the user is told of a lock that has not heard of its share, or whose gateway has not."""
    if request.param == "not_shared":
        gateway.signatures.codes.clear()
    else:
        gateway.locks[DOOR].accepted_codes.clear()
    assert await async_setup_component(hass, "repairs", {})
    keys_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(keys_entry.entry_id)
    issue_id = f"the_keys_{request.param}_{DOOR}"
    yield await until(lambda: ir.async_get(hass).async_get_issue(DOMAIN, issue_id))
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(keys_entry.entry_id)


@pytest.fixture
def door(gateway: TheKeysGateway) -> Lock:
    return gateway.locks[DOOR]


def manager_of(hass: HomeAssistant) -> Any:
    manager = repairs_flow_manager(hass)
    assert manager is not None
    return manager


async def begin(hass: HomeAssistant, issue: ir.IssueEntry) -> Any:
    """Open the issue, and confirm."""
    result = await manager_of(hass).async_init(DOMAIN, context={"issue_id": issue.issue_id})
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {"name": "Front door"}
    return await manager_of(hass).async_configure(result["flow_id"], {})


async def after_progress(hass: HomeAssistant, result: Any) -> Any:
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    manager = manager_of(hass)
    async with asyncio.timeout(360):
        while manager.async_get(result["flow_id"])["step_id"] == result["step_id"]:
            await asyncio.sleep(0.1)
    return await manager.async_configure(result["flow_id"])


def issues(hass: HomeAssistant) -> list[str]:
    return [issue for domain, issue in ir.async_get(hass).issues if domain == DOMAIN]


async def test_synchronize(
    hass: HomeAssistant, issue: ir.IssueEntry, door: Lock, gateway: TheKeysGateway, state_of: StateOf
) -> None:
    """When it has succeeded the issue is gone, and the lock is known at once."""
    assert state_of("lock", "lock").state == "unknown"
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert issues(hass) == []
    assert state_of("lock", "lock").state == "locked"
    assert gateway.overlaps == 0
    assert not door.movements


async def test_a_gateway_as_they_are(
    hass: HomeAssistant, issue: ir.IssueEntry, gateway: TheKeysGateway
) -> None:
    """One that is slow, and resets the first reading after it has synchronised."""
    gateway.quirks.__dict__.update(vars(Quirks.realistic()))
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert issues(hass) == []


async def test_out_of_reach(hass: HomeAssistant, issue: ir.IssueEntry, door: Lock, state_of: StateOf) -> None:
    """It is told that it did not help; the issue stays, and can be tried again."""
    door.reachable = False
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "the_keys_not_synchronized"
    assert issues(hass) == [issue.issue_id]
    door.reachable = True
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert state_of("lock", "lock").state == "locked"


async def test_for_five_minutes(hass: HomeAssistant, issue: ir.IssueEntry, gateway: TheKeysGateway) -> None:
    """A share that is missing stays missing."""
    for number in list(gateway.home.shares):
        gateway.home.delete_share(number)
    result = await after_progress(hass, await begin(hass, issue))
    assert result["reason"] == "the_keys_not_synchronized"
    assert issues(hass)


async def test_left(hass: HomeAssistant, issue: ir.IssueEntry, gateway: TheKeysGateway) -> None:
    """When the user leaves, it is not gone on with."""
    gateway.home.cloud_is_up = False
    result = await begin(hass, issue)
    await asyncio.sleep(20)
    manager_of(hass).async_abort(result["flow_id"])
    await asyncio.sleep(25)
    asked = len(gateway.requests)
    await asyncio.sleep(100)
    assert not [sent for sent in list(gateway.requests)[asked:] if "synchronize" in sent.path]
    gateway.home.cloud_is_up = True
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_put_right_meanwhile(
    hass: HomeAssistant, issue: ir.IssueEntry, gateway: TheKeysGateway, until: Until
) -> None:
    """Where the lock obeys by itself at last, the form that is still open does no harm."""
    result = await manager_of(hass).async_init(DOMAIN, context={"issue_id": issue.issue_id})
    gateway.start_synchronization()
    await asyncio.sleep(6)
    await gateway.radio.synchronize_lock(gateway.locks[DOOR])
    await until(lambda: not issues(hass))
    result = await manager_of(hass).async_configure(result["flow_id"], {})
    result = await after_progress(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_begun_anew_meanwhile(
    hass: HomeAssistant, issue: ir.IssueEntry, keys_entry: MockConfigEntry, gateway: TheKeysGateway
) -> None:
    """It goes on with the gateway as it is set up then."""
    gateway.home.cloud_is_up = False
    result = await begin(hass, issue)
    await asyncio.sleep(20)
    await hass.config_entries.async_reload(keys_entry.entry_id)
    gateway.home.cloud_is_up = True
    begun = asyncio.get_running_loop().time()
    result = await after_progress(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert asyncio.get_running_loop().time() - begun < 120


async def test_not_loaded(
    hass: HomeAssistant, issue: ir.IssueEntry, keys_entry: MockConfigEntry, gateway: TheKeysGateway
) -> None:
    """While the gateway is not set up the user is told so."""
    await hass.config_entries.async_unload(keys_entry.entry_id)
    result = await begin(hass, issue)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "the_keys_not_loaded"
    await hass.config_entries.async_setup(keys_entry.entry_id)
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_lock_is_gone(
    hass: HomeAssistant, issue: ir.IssueEntry, keys_entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a lock that was removed while the form was open, it is told that it is not set up."""
    result = await manager_of(hass).async_init(DOMAIN, context={"issue_id": issue.issue_id})
    hass.config_entries.async_remove_subentry(keys_entry, next(iter(keys_entry.subentries)))
    await hass.async_block_till_done()
    result = await manager_of(hass).async_configure(result["flow_id"], {})
    assert result["reason"] == "the_keys_not_loaded"
    assert "Traceback" not in caplog.text
