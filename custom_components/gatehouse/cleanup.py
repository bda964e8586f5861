"""Repairs that offer to delete what setup created in a cloud and nothing uses anymore."""

from collections.abc import Mapping

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_setup_component
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

# The issue IDs of the offers that are not persistent.
_NOT_PERSISTENT: HassKey[set[str]] = HassKey(f"{DOMAIN}_not_persistent_offers")


@callback
def async_offer_to_delete(
    hass: HomeAssistant,
    issue_id: str,
    translation_key: str,
    data: Mapping[str, str | int | float | None],
    placeholders: Mapping[str, str],
) -> None:
    """Create an issue that the kind's repair flow fixes.

    The issue is persistent only while there is an enabled entry. Without one, Gatehouse is not loaded after
    a restart, and Home Assistant would mark the repair as done without calling the repair flow.
    """
    is_persistent = _is_loaded_at_start(hass)
    not_persistent = hass.data.setdefault(_NOT_PERSISTENT, set())
    not_persistent.discard(issue_id) if is_persistent else not_persistent.add(issue_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={**data},
        is_fixable=True,
        is_persistent=is_persistent,
        severity=ir.IssueSeverity.WARNING,
        translation_key=translation_key,
        translation_placeholders={**placeholders},
    )
    if DOMAIN not in hass.config.components:
        # The flow that failed was for the first entry.
        hass.async_create_task(async_setup_component(hass, DOMAIN, {}), "load Gatehouse")


@callback
def async_update_offers(hass: HomeAssistant) -> None:
    """Update whether offers are persistent when an entry is added, removed, disabled or enabled."""

    @callback
    def entry_changed(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            _update(hass)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)


@callback
def _update(hass: HomeAssistant) -> None:
    will_be_persistent = _is_loaded_at_start(hass)
    not_persistent = hass.data.setdefault(_NOT_PERSISTENT, set())
    for issue in tuple(ir.async_get(hass).issues.values()):
        is_offer = issue.is_persistent or issue.issue_id in not_persistent
        if (
            issue.domain == DOMAIN
            and is_offer
            and issue.is_persistent != will_be_persistent
            and issue.translation_key
        ):
            async_offer_to_delete(
                hass,
                issue.issue_id,
                issue.translation_key,
                issue.data or {},
                issue.translation_placeholders or {},
            )


def _is_loaded_at_start(hass: HomeAssistant) -> bool:
    return DOMAIN in hass.config_entries.async_domains()
