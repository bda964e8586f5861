"""What the user is told to do about a lock, in Home Assistant's repairs, or asked for anew."""

from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from .devices import LockDevice
from .replies import KEY_REFUSED, NOT_SHARED

# The step of the flow that asks for the account anew.
ACCOUNT_REFUSED: Final = "the_keys_account_refused"
PROBLEMS: Final = {NOT_SHARED: "the_keys_not_shared", KEY_REFUSED: "the_keys_key_refused"}


@callback
def async_report(hass: HomeAssistant, entry: ConfigEntry[Any], lock: LockDevice, number: int) -> None:
    """Tell that a lock cannot be used, and offer to synchronise it."""
    async_withdraw(hass, lock.identifier, but=number)
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{PROBLEMS[number]}_{lock.identifier}",
        data={"entry_id": entry.entry_id, "lock_id": lock.id},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=PROBLEMS[number],
        translation_placeholders={"name": lock.name},
    )


@callback
def async_withdraw(hass: HomeAssistant, identifier: str, *, but: int | None = None) -> None:
    """Take back what was told of a lock, but for one problem."""
    for number, problem in PROBLEMS.items():
        if number != but:
            ir.async_delete_issue(hass, DOMAIN, f"{problem}_{identifier}")


@callback
def async_withdraw_reauth(hass: HomeAssistant, entry: ConfigEntry[Any], *, account: bool) -> None:
    """Take back the question for the account, or the one for the code of a lock."""
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        if (flow.get("step_id") == ACCOUNT_REFUSED) == account:
            hass.config_entries.flow.async_abort(flow["flow_id"])
