"""Repairs platform of Gatehouse."""

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant

from .kinds import KINDS


async def async_create_fix_flow(
    _hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Create the repair flow of an issue, by its kind."""
    flows = (kind.create_fix_flow(issue_id, data) for kind in KINDS)
    return next((flow for flow in flows if flow is not None), ConfirmRepairFlow())
