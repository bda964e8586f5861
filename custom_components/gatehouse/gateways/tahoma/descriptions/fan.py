"""Air vents: what they let in, out and through, in per cent."""

from typing import Final

from ....descriptions import FanDescription
from ..api.models import Command, Device
from .helpers import has_command, percent, send


def _vent(key: str, state: str, setter: str) -> FanDescription[Device, Command]:
    turn_off = send("off")

    def set_percentage(device: Device, percentage: int) -> Command | None:
        return (turn_off(device) if percentage == 0 else None) or send(setter, percentage)(device)

    return FanDescription(
        key=key,
        name=None,
        supported_fn=has_command(setter),
        percentage_fn=percent(state),
        set_percentage_fn=set_percentage,
        turn_on_fn=send("on"),
        turn_off_fn=turn_off,
    )


FANS: Final[tuple[FanDescription[Device, Command], ...]] = (
    _vent("air_inlet", "core:AirInputState", "setAirInput"),
    _vent("air_outlet", "core:AirOutputState", "setAirOutput"),
    _vent("air_transfer", "core:AirTransferState", "setAirTransfer"),
)
