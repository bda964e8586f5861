"""Sirens."""

from typing import Final

from homeassistant.components.siren.const import SirenEntityFeature

from ....descriptions import SirenDescription
from ..api.models import Command, Device
from .helpers import (
    all_of,
    any_of,
    features_of_commands,
    has_command,
    has_ui_class,
    make_command,
    make_first_command,
    mapped_state,
    not_,
)

_RING: Final = "ringWithSingleSimpleSequence"
_DEFAULT_DURATION: Final = 120
_MILLISECONDS: Final = 1000
_DUTY_CYCLE: Final = 75
_REPEATS: Final = 2
_STANDARD_VOLUME: Final = 0.5

_has_ring_sequence: Final = has_command(_RING)


def _volume(level: float | None) -> str:
    if level is None:
        return "memorizedVolume"
    return "highest" if level > _STANDARD_VOLUME else "standard"


def _turn_on(device: Device, duration: int | None, volume: float | None) -> Command | None:
    milliseconds = (_DEFAULT_DURATION if duration is None else duration) * _MILLISECONDS
    sequence = make_command(_RING, milliseconds, _DUTY_CYCLE, _REPEATS, _volume(volume))(device)
    return sequence or make_command("ring")(device)


SIRENS: Final[tuple[SirenDescription[Device, Command], ...]] = (
    SirenDescription(
        key="siren",
        name=None,
        supported_fn=all_of(
            has_ui_class("Siren"),
            any_of(_has_ring_sequence, has_command("ring")),
            # Older sirens stay on until they are turned off: they are switches.
            not_(has_command("on")),
        ),
        features_fn=features_of_commands(
            SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF,
            {SirenEntityFeature.DURATION | SirenEntityFeature.VOLUME_SET: (_RING,)},
        ),
        is_on_fn=mapped_state({"on": True, "off": False}, "core:OnOffState"),
        turn_on_fn=_turn_on,
        turn_off_fn=make_first_command("off", "stop"),
    ),
)
