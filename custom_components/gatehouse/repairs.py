"""What Gatehouse can put right together with the user."""

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow
from homeassistant.core import HomeAssistant

from .kinds import KINDS


async def async_create_fix_flow(
    _hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Begin to put an issue right, by the kind that it is of."""
    flows = (kind.create_fix_flow(issue_id, data) for kind in KINDS)
    return next((flow for flow in flows if flow is not None), ConfirmRepairFlow())
