"""What the user is told to do about a lock, in Home Assistant's repairs, or asked for anew."""

from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from .api.responses import KEY_REFUSED, NOT_SHARED
from .const import CONF_IDENTIFIER
from .devices import LockDevice

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
def async_withdraw_reauth(
    hass: HomeAssistant, entry: ConfigEntry[Any], lock: LockDevice | None = None
) -> None:
    """Take back the question for the code of a lock, or, without one, for the account."""
    about = lock.identifier if lock is not None else None
    asked = hass.config_entries.flow.async_progress_by_init_data_type(
        dict, lambda data: data.get(CONF_IDENTIFIER) == about, include_uninitialized=True
    )
    ids = {flow["flow_id"] for flow in asked}
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        if flow["flow_id"] in ids:
            hass.config_entries.flow.async_abort(flow["flow_id"])
