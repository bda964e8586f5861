"""Repair issues about something that does not work at the moment; `cleanup.py` has the offers to delete."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


@callback
def async_report_issue(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    key: str,
    subject: str,
    name: str,
    fix_data: Mapping[str, str | int | float | None] | None = None,
) -> None:
    """Create an issue with the text `key` about `subject`, the ID of a gateway or a device called `name`.

    The kind's fix flow gets `fix_data`; without it the issue cannot be fixed in a dialog. The issue is
    withdrawn when the entry is unloaded.
    """
    issue_id = f"{key}_{subject}"

    @callback
    def withdraw() -> None:
        if entry.state in (ConfigEntryState.NOT_LOADED, ConfigEntryState.UNLOAD_IN_PROGRESS):
            ir.async_delete_issue(hass, DOMAIN, issue_id)

    if ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None:
        # Not in async_on_unload, which also runs after each failed setup.
        entry.async_on_state_change(withdraw)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data=None if fix_data is None else {**fix_data},
        is_fixable=fix_data is not None,
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders={"name": name},
    )


@callback
def async_withdraw_issues(
    hass: HomeAssistant, keys: Iterable[str], subject: str, *, keep: str | None = None
) -> None:
    """Delete the issues about a subject, except for the one with the text `keep`."""
    for key in keys:
        if key != keep:
            ir.async_delete_issue(hass, DOMAIN, f"{key}_{subject}")
