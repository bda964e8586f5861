"""The offers to delete the shares of locks that were removed."""

import asyncio
import json
from typing import Any

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_CODE, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.the_keys.const import CONF_SHARE
from custom_components.gatehouse.gateways.the_keys.unused_shares import offered_shares
from simulators.the_keys import Lock, TheKeysCloud, TheKeysGateway
from tests.conftest import Until

from .conftest import CODE, CODES, DOOR, GARDEN, GARDEN_CODE, entry_of, share_of

SHARES = "the_keys_unused_shares"


@pytest.fixture
def locks() -> list[Lock]:
    return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Garden gate", GARDEN_CODE)]


@pytest.fixture
def keys_entry(gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> MockConfigEntry:
    """The entry with the account."""
    return entry_of(gateway, keys_cloud)


@pytest.fixture(autouse=True)
async def repairs(hass: HomeAssistant) -> None:
    """Set up the repairs integration."""
    assert await async_setup_component(hass, "repairs", {})


def offers(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return the offers to delete shares."""
    return [issue for issue in ir.async_get(hass).issues.values() if issue.translation_key == SHARES]


def subentry_id(entry: MockConfigEntry, identifier: str) -> str:
    return next(each.subentry_id for each in entry.subentries.values() if each.unique_id == identifier)


async def remove_lock(hass: HomeAssistant, entry: MockConfigEntry, identifier: str) -> None:
    """Remove one lock, as the user does."""
    hass.config_entries.async_remove_subentry(entry, subentry_id(entry, identifier))
    await hass.async_block_till_done()


async def begin(hass: HomeAssistant, issue: ir.IssueEntry) -> Any:
    """Open the dialog of an issue, and choose to delete."""
    manager = repairs_flow_manager(hass)
    assert manager is not None
    menu = await manager.async_init(DOMAIN, context={"issue_id": issue.issue_id})
    assert menu["type"] is FlowResultType.MENU
    return await manager.async_configure(menu["flow_id"], {"next_step_id": "confirm"})


async def sign_in(hass: HomeAssistant, cloud: TheKeysCloud, form: Any, password: str | None = None) -> Any:
    """Submit a dialog with the account; return what it shows then."""
    manager = repairs_flow_manager(hass)
    assert manager is not None
    typed = {CONF_USERNAME: cloud.account.username, CONF_PASSWORD: password or cloud.account.password}
    return await manager.async_configure(form["flow_id"], typed)


async def test_entry_removed(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """One offer for all locks, without secrets."""
    other = gateway.home.new_share(DOOR, gateway.home.add_keypad(DOOR), "Cleaner", "4711")
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    assert issue.translation_placeholders == {"name": "The Keys", "locks": "Front door, Garden gate"}
    text = json.dumps(issue.to_json()) + str(issue)
    secrets = (*CODES.values(), keys_cloud.account.username, keys_cloud.account.password, gateway.host)
    assert [secret for secret in secrets if secret in text] == []
    form = await begin(hass, issue)
    assert form["type"] is FlowResultType.FORM
    assert not form["errors"]
    assert form["description_placeholders"]["locks"] == "Front door, Garden gate"
    form = await sign_in(hass, keys_cloud, form, "wrong")
    assert form["errors"] == {CONF_PASSWORD: "the_keys_invalid_account"}
    assert form["description_placeholders"]["locks"] == "Front door, Garden gate"
    assert len(gateway.home.shares) == 3
    result = await sign_in(hass, keys_cloud, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gateway.home.shares == {other.number: other}
    assert offers(hass) == []


async def test_last_entry_removed(hass: HomeAssistant, known: MockConfigEntry) -> None:
    """Without an entry, Gatehouse is not loaded after a restart and could not fix the issue."""
    await remove_lock(hass, known, DOOR)
    (former,) = offers(hass)
    assert former.is_persistent
    await hass.config_entries.async_remove(known.entry_id)
    assert [(issue.is_fixable, issue.is_persistent) for issue in offers(hass)] == [(True, False)] * 2


async def test_another_account(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """The cloud reports the shares of another account as deleted."""
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    locks = dict(gateway.home.locks)
    gateway.home.locks.clear()
    form = await sign_in(hass, keys_cloud, await begin(hass, issue))
    assert form["errors"] == {CONF_USERNAME: "the_keys_wrong_account"}
    gateway.home.locks.update(locks)
    result = await sign_in(hass, keys_cloud, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gateway.home.shares == {}


async def test_two_accounts(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """Each account deletes the shares of its locks; the issue remains until all are deleted."""
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    garden = gateway.home.locks.pop(GARDEN)
    form = await sign_in(hass, keys_cloud, await begin(hass, issue))
    assert form["errors"] == {CONF_USERNAME: "the_keys_shares_remain"}
    assert len(gateway.home.shares) == 1
    door = gateway.home.locks.pop(DOOR)
    gateway.home.locks[GARDEN] = garden
    (issue,) = offers(hass)
    result = await sign_in(hass, keys_cloud, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    gateway.home.locks[DOOR] = door
    assert gateway.home.shares == {}
    assert not offers(hass)


async def test_offer_deleted_while_the_form_is_open(
    hass: HomeAssistant, known: MockConfigEntry, keys_cloud: TheKeysCloud
) -> None:
    """Submitting the form does nothing."""
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    form = await begin(hass, issue)
    ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
    assert (await sign_in(hass, keys_cloud, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_offer_deleted_while_shares_are_deleted(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """The offer is not created again for the locks of another account."""
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    gateway.home.locks.pop(GARDEN)
    keys_cloud.faults.delay(5, "*/partage/accessoire/delete/*")
    deleting = hass.async_create_task(sign_in(hass, keys_cloud, await begin(hass, issue)))
    await asyncio.sleep(2)
    ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
    assert (await deleting)["errors"] == {CONF_USERNAME: "the_keys_shares_remain"}
    assert offers(hass) == []


def test_offer_without_data() -> None:
    """Home Assistant keeps no data of an issue that is not active."""
    assert offered_shares(None) == {}


async def test_lock_removed(
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    until: Until,
) -> None:
    """The share of the other lock is offered when that lock is removed."""
    gone, left = share_of(gateway, DOOR), share_of(gateway, GARDEN)
    await remove_lock(hass, known, DOOR)
    (issue,) = offers(hass)
    assert issue.translation_placeholders == {"name": "The Keys", "locks": "Front door"}
    result = await sign_in(hass, keys_cloud, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gone.number not in gateway.home.shares
    assert left.number in gateway.home.shares
    await until(lambda: known.state is ConfigEntryState.LOADED)
    assert hass.states.get("lock.front_door") is None
    await until(lambda: (state := hass.states.get("lock.garden_gate")) and state.state == "locked")
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    assert issue.translation_placeholders == {"name": "The Keys", "locks": "Garden gate"}


async def test_code_replaced(hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway) -> None:
    """The created share is offered after the user entered another code."""
    door = known.subentries[subentry_id(known, DOOR)]
    data = {name: value for name, value in door.data.items() if name != CONF_SHARE}
    hass.config_entries.async_update_subentry(known, door, data={**data, CONF_CODE: "another"})
    await hass.async_block_till_done()
    (issue,) = offers(hass)
    assert issue.translation_placeholders == {"name": "The Keys", "locks": "Front door"}
    assert issue.data is not None
    assert issue.data["shares"] == str(share_of(gateway, DOOR).number)


async def test_lock_removed_while_away(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, until: Until
) -> None:
    """A lock can be removed while the gateway is unreachable."""
    task = hass.async_create_task(gateway.unplug(40))
    await asyncio.sleep(1)
    await hass.config_entries.async_reload(known.entry_id)
    assert known.state is ConfigEntryState.SETUP_RETRY
    await remove_lock(hass, known, DOOR)
    assert [offer.translation_placeholders for offer in offers(hass)] == [
        {"name": "The Keys", "locks": "Front door"}
    ]
    await task
    await until(lambda: known.state is ConfigEntryState.LOADED)


async def test_share_of_the_user(
    hass: HomeAssistant, keys_entry: MockConfigEntry, clock_of_the_home: None, gateway: TheKeysGateway
) -> None:
    """A share of the user is not offered, nor is one whose lock changed its name or code."""
    keys_entry.add_to_hass(hass)
    garden = keys_entry.subentries[subentry_id(keys_entry, GARDEN)]
    typed = {name: value for name, value in garden.data.items() if name != CONF_SHARE}
    hass.config_entries.async_update_subentry(keys_entry, garden, data=typed)
    assert await hass.config_entries.async_setup(keys_entry.entry_id)
    hass.config_entries.async_update_subentry(keys_entry, garden, title="Gate")
    await hass.async_block_till_done()
    door = keys_entry.subentries[subentry_id(keys_entry, DOOR)]
    hass.config_entries.async_update_subentry(keys_entry, door, data={**door.data, CONF_CODE: "another"})
    await hass.async_block_till_done()
    await remove_lock(hass, keys_entry, GARDEN)
    assert offers(hass) == []
    await hass.config_entries.async_remove(keys_entry.entry_id)
    (issue,) = offers(hass)
    assert issue.translation_placeholders == {"name": "The Keys", "locks": "Front door"}


async def test_no_account(hass: HomeAssistant, gateway: TheKeysGateway, clock_of_the_home: None) -> None:
    entry = entry_of(gateway)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not ir.async_get(hass).issues


@pytest.mark.parametrize("gone", [[DOOR], [DOOR, GARDEN]])
async def test_deleted_already(
    gone: list[str],
    hass: HomeAssistant,
    known: MockConfigEntry,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
) -> None:
    for identifier in gone:
        gateway.home.delete_share(share_of(gateway, identifier).number)
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    result = await sign_in(hass, keys_cloud, await begin(hass, issue))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gateway.home.shares == {}
    assert offers(hass) == []


async def test_trouble_on_the_way(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """The remaining shares are deleted at the next attempt."""
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    form = await begin(hass, issue)
    keys_cloud.go_down()
    form = await sign_in(hass, keys_cloud, form)
    assert form["errors"] == {"base": "the_keys_cannot_reach_cloud"}
    await keys_cloud.come_up()
    second = share_of(gateway, GARDEN).number
    message = json.dumps({"message": {"global": ["Pas maintenant"]}})
    keys_cloud.faults.respond(message, 422, path=f"*/partage/accessoire/delete/{second}")
    form = await sign_in(hass, keys_cloud, form)
    assert form["errors"] == {"base": "the_keys_cloud_refused"}
    assert form["description_placeholders"]["message"] == "Pas maintenant"
    assert offers(hass) == [issue]
    assert list(gateway.home.shares) == [second]
    result = await sign_in(hass, keys_cloud, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert gateway.home.shares == {}


async def test_used_again(
    hass: HomeAssistant, known: MockConfigEntry, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """A share that is used again is not deleted."""
    await hass.config_entries.async_remove(known.entry_id)
    (issue,) = offers(hass)
    again = entry_of(gateway, keys_cloud)
    garden = subentry_id(again, GARDEN)
    again.add_to_hass(hass)
    hass.config_entries.async_remove_subentry(again, garden)
    assert await hass.config_entries.async_setup(again.entry_id)
    await sign_in(hass, keys_cloud, await begin(hass, issue))
    assert [share.lock for share in gateway.home.shares.values()] == [DOOR]
    assert offers(hass) == []
    await hass.config_entries.async_unload(again.entry_id)


@pytest.mark.parametrize("whole", [True, False])
async def test_issue_of_lock_goes_with_it(
    whole: bool,
    hass: HomeAssistant,
    keys_entry: MockConfigEntry,
    gateway: TheKeysGateway,
    clock_of_the_home: None,
    until: Until,
) -> None:
    gateway.signatures.codes.pop(DOOR)
    keys_entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(keys_entry.entry_id)
    registry = ir.async_get(hass)
    issue_id = f"the_keys_not_shared_{DOOR}"
    await until(lambda: registry.async_get_issue(DOMAIN, issue_id))
    if whole:
        await hass.config_entries.async_remove(keys_entry.entry_id)
    else:
        await remove_lock(hass, keys_entry, DOOR)
    assert registry.async_get_issue(DOMAIN, issue_id) is None
    await asyncio.sleep(30)
    assert [issue.translation_key for issue in registry.issues.values()] == [SHARES]
    if not whole:
        await hass.config_entries.async_unload(keys_entry.entry_id)
