"""The repair issues about the connection to a TaHoma box."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ...issues import async_report_issue, async_withdraw_issues
from .const import CONF_GATEWAY_PIN

# The keys of the errors that the user can fix; their issues have the same keys.
REPAIRABLE: Final = (
    "tahoma_developer_mode_off",
    "tahoma_certificate_expired",
    "tahoma_certificate_not_yet_valid",
    "tahoma_certificate_untrusted",
    "tahoma_certificate_wrong_name",
)


@callback
def async_report(hass: HomeAssistant, entry: ConfigEntry[Any], key: str) -> None:
    """Report an error as an issue if the user can fix it, and withdraw the issues of other errors."""
    pin = entry.data[CONF_GATEWAY_PIN]
    async_withdraw_issues(hass, REPAIRABLE, pin, keep=key)
    if key in REPAIRABLE:
        async_report_issue(hass, entry, key, pin, entry.title)


@callback
def async_withdraw(hass: HomeAssistant, pin: str) -> None:
    """Withdraw all issues of a box."""
    async_withdraw_issues(hass, REPAIRABLE, pin)
