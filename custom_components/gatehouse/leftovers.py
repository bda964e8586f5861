"""Offers to delete what a set-up made in a cloud, once nothing needs it any more."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .const import DOMAIN


@callback
def async_offer_to_delete(
    hass: HomeAssistant,
    issue_id: str,
    translation_key: str,
    data: Mapping[str, str | int | float | None],
    placeholders: Mapping[str, str],
) -> None:
    """Offer it as a repair, which the kind's fix flow carries out.

    It outlasts a restart of Home Assistant where Gatehouse does: without an entry it is not loaded then, and
    Home Assistant would call the repair done without having done anything.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={**data},
        is_fixable=True,
        is_persistent=DOMAIN in hass.config_entries.async_domains(),
        severity=ir.IssueSeverity.WARNING,
        translation_key=translation_key,
        translation_placeholders={**placeholders},
    )
    if DOMAIN not in hass.config.components:
        # A dialog was closed before there was any entry.
        hass.async_create_task(async_setup_component(hass, DOMAIN, {}), "load Gatehouse")


@callback
def async_review_offers(hass: HomeAssistant) -> None:
    """Let no offer outlast a restart if there is no entry any more."""
    if DOMAIN in hass.config_entries.async_domains():
        return
    for issue in tuple(ir.async_get(hass).issues.values()):
        if issue.domain == DOMAIN and issue.is_persistent and issue.translation_key is not None:
            async_offer_to_delete(
                hass,
                issue.issue_id,
                issue.translation_key,
                issue.data or {},
                issue.translation_placeholders or {},
            )
