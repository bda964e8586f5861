"""Sirens."""

from typing import Final

from ....descriptions import SirenDescription
from ..api.models import Command, Device
from .helpers import all_of, any_of, choice, has_command, negate, of_class, send, send_first

_RING: Final = "ringWithSingleSimpleSequence"
_DURATION: Final = 120
_MILLISECONDS: Final = 1000
_DUTY: Final = 75
_REPEATS: Final = 2
_LOUD: Final = 0.5

_takes_sequence: Final = has_command(_RING)


def _volume(level: float | None) -> str:
    if level is None:
        return "memorizedVolume"
    return "highest" if level > _LOUD else "standard"


def _turn_on(device: Device, duration: int | None, volume: float | None) -> Command | None:
    milliseconds = (_DURATION if duration is None else duration) * _MILLISECONDS
    sequence = send(_RING, milliseconds, _DUTY, _REPEATS, _volume(volume))(device)
    return sequence or send("ring")(device)


SIRENS: Final[tuple[SirenDescription[Device, Command], ...]] = (
    SirenDescription(
        key="siren",
        name=None,
        supported_fn=all_of(
            of_class("Siren"),
            any_of(_takes_sequence, has_command("ring")),
            # The older ones turn on until turned off: they are switches.
            negate(has_command("on")),
        ),
        is_on_fn=choice({"on": True, "off": False}, "core:OnOffState"),
        turn_on_fn=_turn_on,
        turn_off_fn=send_first("off", "stop"),
        takes_duration_fn=_takes_sequence,
        takes_volume_fn=_takes_sequence,
    ),
)
