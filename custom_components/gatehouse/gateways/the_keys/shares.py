"""What is left of locks that are removed: the shares that were made for them, which still open."""

from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import CONF_IDENTIFIER, CONF_SHARE, DOMAIN
from . import issues

ISSUE: Final = "the_keys_unused_shares"
ATTR_SHARES: Final = "shares"


@callback
def async_leave(hass: HomeAssistant, entry: ConfigEntry[Any], locks: Sequence[ConfigSubentry]) -> None:
    """Leave nothing of removed locks behind, and offer to delete the shares that the set-up made."""
    for lock in locks:
        issues.async_withdraw(hass, lock.data[CONF_IDENTIFIER])
    made = {str(lock.data[CONF_SHARE]): lock.title for lock in locks if CONF_SHARE in lock.data}
    if not made:
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{ISSUE}_{'_'.join(made)}",
        data={ATTR_SHARES: ",".join(made)},
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        translation_placeholders={"name": entry.title, "locks": ", ".join(made.values())},
    )


def share_numbers(data: dict[str, Any]) -> list[int]:
    """Return the numbers of the shares that an issue is about."""
    return [int(number) for number in data[ATTR_SHARES].split(",")]
