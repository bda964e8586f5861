"""Sirens."""

from typing import Final

from ...descriptions import SirenDescription
from .abilities import all_of, any_of, choice, has_command, negate, of_class, send, send_first
from .models import Command, Device

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
        supports=all_of(
            of_class("Siren"),
            any_of(_takes_sequence, has_command("ring")),
            # The older ones turn on until turned off: they are switches.
            negate(has_command("on")),
        ),
        is_on=choice({"on": True, "off": False}, "core:OnOffState"),
        turn_on=_turn_on,
        turn_off=send_first("off", "stop"),
        takes_duration=_takes_sequence,
        takes_volume=_takes_sequence,
    ),
)
