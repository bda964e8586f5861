"""The actions of all kinds."""

from typing import Any

from homeassistant.components.cover import (
    ATTR_POSITION,
    ATTR_TILT_POSITION,
    DOMAIN as COVER,
    CoverEntityFeature,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import service
import voluptuous as vol

from .const import DOMAIN
from .kinds import KINDS

_PERCENT = vol.All(vol.Coerce(int), vol.Range(min=0, max=100))
_POSITION_AND_TILT: dict[Any, Any] = {
    vol.Required(ATTR_POSITION): _PERCENT,
    vol.Required(ATTR_TILT_POSITION): _PERCENT,
}


@callback
def async_register_services(hass: HomeAssistant) -> None:
    """Register the actions that every cover may have, and those of the kinds."""
    service.async_register_platform_entity_service(
        hass,
        DOMAIN,
        "set_cover_position_and_tilt",
        entity_domain=COVER,
        schema=_POSITION_AND_TILT,
        func="async_set_position_and_tilt",
        required_features=[CoverEntityFeature.SET_POSITION | CoverEntityFeature.SET_TILT_POSITION],
    )
    for kind in KINDS:
        kind.async_register_services(hass)
