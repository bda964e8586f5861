"""Offers to delete what a set-up made in a cloud, once nothing needs it any more."""

from collections.abc import Mapping

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.setup import async_setup_component
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN

# The offers that end when Home Assistant does.
_PASSING: HassKey[set[str]] = HassKey(f"{DOMAIN}_passing_offers")


@callback
def async_offer_to_delete(
    hass: HomeAssistant,
    issue_id: str,
    translation_key: str,
    data: Mapping[str, str | int | float | None],
    placeholders: Mapping[str, str],
) -> None:
    """Offer it as a repair, which the kind's fix flow carries out.

    It outlasts a restart of Home Assistant where Gatehouse does: without an entry that is enabled it is not
    loaded then, and Home Assistant would call the repair done without having done anything.
    """
    lasts = _is_loaded_at_start(hass)
    passing = hass.data.setdefault(_PASSING, set())
    passing.discard(issue_id) if lasts else passing.add(issue_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={**data},
        is_fixable=True,
        is_persistent=lasts,
        severity=ir.IssueSeverity.WARNING,
        translation_key=translation_key,
        translation_placeholders={**placeholders},
    )
    if DOMAIN not in hass.config.components:
        # A dialog was closed before there was any entry.
        hass.async_create_task(async_setup_component(hass, DOMAIN, {}), "load Gatehouse")


@callback
def async_keep_offers_right(hass: HomeAssistant) -> None:
    """Review the offers whenever an entry comes, goes, or is disabled or enabled."""

    @callback
    def review(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            _review(hass)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, review)


@callback
def _review(hass: HomeAssistant) -> None:
    lasts = _is_loaded_at_start(hass)
    passing = hass.data.setdefault(_PASSING, set())
    for issue in tuple(ir.async_get(hass).issues.values()):
        is_offer = issue.is_persistent or issue.issue_id in passing
        if issue.domain == DOMAIN and is_offer and issue.is_persistent != lasts and issue.translation_key:
            async_offer_to_delete(
                hass,
                issue.issue_id,
                issue.translation_key,
                issue.data or {},
                issue.translation_placeholders or {},
            )


def _is_loaded_at_start(hass: HomeAssistant) -> bool:
    return DOMAIN in hass.config_entries.async_domains()
