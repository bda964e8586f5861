"""Tests of the repair flow that deletes a token."""

from typing import Any

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange, ConfigEntryDisabler
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.tahoma.account import async_offer_token_removal
from simulators.tahoma.cloud import TahomaCloud, Token


@pytest.fixture
async def token(hass: HomeAssistant, entry: MockConfigEntry, cloud: TahomaCloud) -> Token:
    """An unused token that was created for an entry."""
    token = Token("value", f"Gatehouse ({hass.config.location_name})", entry.data["gateway_pin"])
    cloud.tokens.append(token)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "server": cloud.account.server, "token_uuid": token.uuid}
    )
    assert await async_setup_component(hass, "repairs", {})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    async_offer_token_removal(hass, entry)
    return token


async def open_offer(hass: HomeAssistant, issue: ir.IssueEntry, choice: str) -> Any:
    """Start the repair flow of an issue and select a menu option."""
    manager = repairs_flow_manager(hass)
    assert manager is not None
    menu = await manager.async_init(DOMAIN, context={"issue_id": issue.issue_id})
    assert menu["type"] is FlowResultType.MENU
    assert menu["description_placeholders"] == issue.translation_placeholders
    return await manager.async_configure(menu["flow_id"], {"next_step_id": choice})


async def delete_by_repair(hass: HomeAssistant, issue: ir.IssueEntry, cloud: TahomaCloud) -> None:
    """Delete the token of an issue with the account."""
    form = await open_offer(hass, issue, "confirm")
    manager = repairs_flow_manager(hass)
    assert manager is not None
    typed = {CONF_USERNAME: cloud.account.user, CONF_PASSWORD: cloud.account.password}
    result: Any = await manager.async_configure(form["flow_id"], typed)
    assert result["type"] is FlowResultType.CREATE_ENTRY


def issue_of(hass: HomeAssistant, token: Token) -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue(DOMAIN, f"tahoma_token_{token.uuid}")


async def test_delete_token(hass: HomeAssistant, cloud: TahomaCloud, token: Token) -> None:
    issue = issue_of(hass, token)
    assert issue is not None
    assert issue.is_persistent
    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await open_offer(hass, issue, "confirm")
    assert result["type"] is FlowResultType.FORM
    assert not result["errors"]
    assert result["description_placeholders"] == {"name": "TaHoma", "label": "Gatehouse … (test home)"}
    for password, errors in (
        ("wrong", {CONF_PASSWORD: "tahoma_invalid_account"}),
        (cloud.account.password, None),
    ):
        assert issue_of(hass, token) is not None
        typed = {CONF_USERNAME: cloud.account.user, CONF_PASSWORD: password}
        result = await manager.async_configure(result["flow_id"], typed)
        assert result.get("errors") == errors
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert cloud.tokens == []
    assert issue_of(hass, token) is None


async def test_keep_token(hass: HomeAssistant, cloud: TahomaCloud, token: Token) -> None:
    """The issue is ignored, and the token stays."""
    issue = issue_of(hass, token)
    assert issue is not None
    result = await open_offer(hass, issue, "ignore")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "issue_ignored")
    issue = issue_of(hass, token)
    assert issue is not None
    assert issue.dismissed_version is not None
    assert cloud.tokens == [token]


async def test_keep_deleted_token(hass: HomeAssistant, token: Token) -> None:
    issue = issue_of(hass, token)
    assert issue is not None
    manager = repairs_flow_manager(hass)
    assert manager is not None
    menu = await manager.async_init(DOMAIN, context={"issue_id": issue.issue_id})
    ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
    result = await manager.async_configure(menu["flow_id"], {"next_step_id": "ignore"})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "issue_ignored")


async def test_persistence(hass: HomeAssistant, entry: MockConfigEntry, token: Token) -> None:
    """An offer is persistent only while an enabled entry loads Gatehouse after a restart."""

    def lasts() -> bool:
        issue = issue_of(hass, token)
        assert issue is not None
        return issue.is_persistent

    assert lasts()
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert not lasts()
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done()
    assert lasts()
    await hass.config_entries.async_remove(entry.entry_id)
    assert not lasts()
    other = MockConfigEntry(
        domain=DOMAIN, data=entry.data, unique_id=entry.unique_id, disabled_by=ConfigEntryDisabler.USER
    )
    await hass.config_entries.async_add(other)
    assert not lasts()
    await hass.config_entries.async_set_disabled_by(other.entry_id, None)
    assert lasts()
    await hass.config_entries.async_unload(other.entry_id)


async def test_entry_of_another_integration(hass: HomeAssistant, token: Token) -> None:
    before = issue_of(hass, token)
    other = MockConfigEntry(domain="other")
    async_dispatcher_send(hass, SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange.ADDED, other)
    assert issue_of(hass, token) is before


async def test_no_generated_token(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A token from the app is not offered for deletion."""
    async_offer_token_removal(hass, entry)
    assert not ir.async_get(hass).issues


async def test_other_issue(hass: HomeAssistant, token: Token) -> None:
    """Any other issue that can be fixed only asks to be confirmed."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        "other",
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="tahoma_token",
        translation_placeholders={"name": "", "label": ""},
    )
    manager = repairs_flow_manager(hass)
    assert manager is not None
    flow = await manager.async_create_flow(DOMAIN, context={"issue_id": "other"})
    assert type(flow).__name__ == "ConfirmRepairFlow"
