"""What the user is told to do about a box, in Home Assistant's repairs."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from .const import CONF_GATEWAY_PIN

REPAIRABLE: Final = (
    "developer_mode_off",
    "certificate_expired",
    "certificate_not_yet_valid",
    "certificate_untrusted",
    "certificate_wrong_name",
)


@callback
def async_report(hass: HomeAssistant, entry: ConfigEntry[Any], problem: str) -> None:
    """Tell what to do about a problem, where there is something to do, and about no other.

    It is taken back when the entry is unloaded, too.
    """
    pin = entry.data[CONF_GATEWAY_PIN]
    async_withdraw(hass, pin, but=problem)
    if problem not in REPAIRABLE:
        return

    @callback
    def withdraw() -> None:
        if entry.state in (ConfigEntryState.NOT_LOADED, ConfigEntryState.UNLOAD_IN_PROGRESS):
            async_withdraw(hass, pin)

    issue_id = f"tahoma_{problem}_{pin}"
    if ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None:
        # Not when the coordinator closes: it does so after each set-up that fails.
        entry.async_on_state_change(withdraw)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=f"tahoma_{problem}",
        translation_placeholders={"name": entry.title},
    )


@callback
def async_withdraw(hass: HomeAssistant, pin: str, *, but: str | None = None) -> None:
    """Take back what was told of a box, but for one problem."""
    for problem in REPAIRABLE:
        if problem != but:
            ir.async_delete_issue(hass, DOMAIN, f"tahoma_{problem}_{pin}")
