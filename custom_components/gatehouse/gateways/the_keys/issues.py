"""The repair issues of The Keys, and the reauthentication flows that are no longer needed."""

from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from .api.responses import KEY_REFUSED, NOT_SHARED
from .const import CONF_IDENTIFIER
from .devices import LockDevice

LOCK_ISSUES: Final = {NOT_SHARED: "the_keys_not_shared", KEY_REFUSED: "the_keys_key_refused"}
UNCONFIRMED_SHARE_ISSUE: Final = "the_keys_unconfirmed_share"


@callback
def async_create_lock_issue(
    hass: HomeAssistant, entry: ConfigEntry[Any], lock: LockDevice, number: int
) -> None:
    """Report that a lock cannot be used because of a refusal, and offer to synchronize it."""
    async_delete_lock_issues(hass, lock.identifier, except_number=number)
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{LOCK_ISSUES[number]}_{lock.identifier}",
        data={"entry_id": entry.entry_id, "lock_id": lock.id},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=LOCK_ISSUES[number],
        translation_placeholders={"name": lock.name},
    )


@callback
def async_delete_lock_issues(
    hass: HomeAssistant, identifier: str, *, except_number: int | None = None
) -> None:
    """Delete the issues of a lock, except the one of a refusal."""
    for number, issue in LOCK_ISSUES.items():
        if number != except_number:
            ir.async_delete_issue(hass, DOMAIN, f"{issue}_{identifier}")


@callback
def async_create_unconfirmed_share(hass: HomeAssistant, description: str, name: str, lock: str) -> None:
    """Report that a share with this name may have been created for a lock."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{UNCONFIRMED_SHARE_ISSUE}_{description}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=UNCONFIRMED_SHARE_ISSUE,
        translation_placeholders={"name": lock, "share": name},
    )


@callback
def async_delete_unconfirmed_share(hass: HomeAssistant, description: str) -> None:
    """Delete the issue of a share that was found."""
    ir.async_delete_issue(hass, DOMAIN, f"{UNCONFIRMED_SHARE_ISSUE}_{description}")


@callback
def async_abort_reauth(hass: HomeAssistant, entry: ConfigEntry[Any], lock: LockDevice | None = None) -> None:
    """Abort the reauthentication of a lock's code, or of the account if no lock is given."""
    identifier = lock.identifier if lock is not None else None
    flows = hass.config_entries.flow.async_progress_by_init_data_type(
        dict, lambda data: data.get(CONF_IDENTIFIER) == identifier, include_uninitialized=True
    )
    flow_ids = {flow["flow_id"] for flow in flows}
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        if flow["flow_id"] in flow_ids:
            hass.config_entries.flow.async_abort(flow["flow_id"])
