"""Air vents: inlets, outlets and transfer vents."""

from typing import Final

from homeassistant.components.fan.const import FanEntityFeature

from ....descriptions import FanDescription
from ..api.models import Command, Device
from .helpers import has_command, make_command, percent_state

_FEATURES: Final = FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF


def _vent(key: str, state: str, setter: str) -> FanDescription[Device, Command]:
    turn_off = make_command("off")

    def set_percentage(device: Device, percentage: int) -> Command | None:
        return (turn_off(device) if percentage == 0 else None) or make_command(setter, percentage)(device)

    return FanDescription(
        key=key,
        name=None,
        supported_fn=has_command(setter),
        features_fn=lambda _: _FEATURES,
        percentage_fn=percent_state(state),
        set_percentage_fn=set_percentage,
        turn_on_fn=make_command("on"),
        turn_off_fn=turn_off,
    )


FANS: Final[tuple[FanDescription[Device, Command], ...]] = (
    _vent("air_inlet", "core:AirInputState", "setAirInput"),
    _vent("air_outlet", "core:AirOutputState", "setAirOutput"),
    _vent("air_transfer", "core:AirTransferState", "setAirTransfer"),
)
