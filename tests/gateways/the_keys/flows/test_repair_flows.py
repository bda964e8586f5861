"""The repair flow that synchronizes a lock."""

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
from custom_components.gatehouse.gateways.the_keys.flows.repair_flows import create_fix_flow
from simulators.the_keys import Lock, Quirks, TheKeysGateway
from tests.conftest import Until

from ..conftest import DOOR, StateOf


@pytest.fixture(params=["not_shared", "key_refused"])
async def issue(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_entry: MockConfigEntry,
    clock_of_the_home: None,
    until: Until,
) -> AsyncIterator[ir.IssueEntry]:
    """Return the issue of a lock whose share is not synchronized with it or the gateway."""
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
    """The issue is deleted and the state of the lock is read."""
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
    """One that is slow, and resets the first connection after it has synchronized."""
    gateway.quirks.__dict__.update(vars(Quirks.realistic()))
    result = await after_progress(hass, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert issues(hass) == []


async def test_out_of_reach(hass: HomeAssistant, issue: ir.IssueEntry, door: Lock, state_of: StateOf) -> None:
    """The flow is aborted; the issue remains and can be fixed later."""
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
    """A missing share is not synchronized."""
    for number in list(gateway.home.shares):
        gateway.home.delete_share(number)
    result = await after_progress(hass, await begin(hass, issue))
    assert result["reason"] == "the_keys_not_synchronized"
    assert issues(hass)


async def test_closed(hass: HomeAssistant, issue: ir.IssueEntry, gateway: TheKeysGateway) -> None:
    """Nothing is synchronized after the flow was closed."""
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


async def test_fixed_while_the_form_is_open(
    hass: HomeAssistant, issue: ir.IssueEntry, gateway: TheKeysGateway, until: Until
) -> None:
    """The form can still be submitted after the issue was resolved on its own."""
    result = await manager_of(hass).async_init(DOMAIN, context={"issue_id": issue.issue_id})
    gateway.start_synchronization()
    await asyncio.sleep(6)
    await gateway.radio.synchronize_lock(gateway.locks[DOOR])
    await until(lambda: not issues(hass))
    result = await manager_of(hass).async_configure(result["flow_id"], {})
    result = await after_progress(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_reloaded_while_synchronizing(
    hass: HomeAssistant, issue: ir.IssueEntry, keys_entry: MockConfigEntry, gateway: TheKeysGateway
) -> None:
    """The flow continues with the client of the reloaded entry."""
    gateway.home.cloud_is_up = False
    result = await begin(hass, issue)
    await asyncio.sleep(20)
    await hass.config_entries.async_reload(keys_entry.entry_id)
    gateway.home.cloud_is_up = True
    begun = asyncio.get_running_loop().time()
    result = await after_progress(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert asyncio.get_running_loop().time() - begun < 120


async def test_unloaded_while_synchronizing(
    hass: HomeAssistant, issue: ir.IssueEntry, keys_entry: MockConfigEntry, gateway: TheKeysGateway
) -> None:
    """The flow waits for a reload of the entry, but not forever."""
    gateway.home.cloud_is_up = False
    result = await begin(hass, issue)
    await asyncio.sleep(20)
    await hass.config_entries.async_unload(keys_entry.entry_id)
    result = await after_progress(hass, result)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "the_keys_not_synchronized")
    await hass.config_entries.async_setup(keys_entry.entry_id)


def test_issue_without_data() -> None:
    assert create_fix_flow("the_keys_unused_shares_1", None) is None


async def test_not_loaded(
    hass: HomeAssistant, issue: ir.IssueEntry, keys_entry: MockConfigEntry, gateway: TheKeysGateway
) -> None:
    """The flow is aborted while the entry is not loaded."""
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
    """The flow is aborted if the lock was removed while the form was open."""
    result = await manager_of(hass).async_init(DOMAIN, context={"issue_id": issue.issue_id})
    hass.config_entries.async_remove_subentry(keys_entry, next(iter(keys_entry.subentries)))
    await hass.async_block_till_done()
    result = await manager_of(hass).async_configure(result["flow_id"], {})
    assert result["reason"] == "the_keys_not_loaded"
    assert "Traceback" not in caplog.text
