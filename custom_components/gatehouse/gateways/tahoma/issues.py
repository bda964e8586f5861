"""What the user is told to do about a box, in Home Assistant's repairs."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN

REPAIRABLE: Final = (
    "developer_mode_off",
    "certificate_expired",
    "certificate_not_yet_valid",
    "certificate_untrusted",
    "certificate_wrong_name",
)


@callback
def async_report(hass: HomeAssistant, pin: str, name: str, problem: str) -> None:
    """Tell what to do about a problem, where there is something to do, and about no other."""
    async_withdraw(hass, pin, but=problem)
    if problem in REPAIRABLE:
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"tahoma_{problem}_{pin}",
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=f"tahoma_{problem}",
            translation_placeholders={"name": name},
        )


@callback
def async_withdraw(hass: HomeAssistant, pin: str, *, but: str | None = None) -> None:
    """Take back what was told of a box, but for one problem."""
    for problem in REPAIRABLE:
        if problem != but:
            ir.async_delete_issue(hass, DOMAIN, f"tahoma_{problem}_{pin}")
