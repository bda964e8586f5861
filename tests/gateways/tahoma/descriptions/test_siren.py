"""Sirens."""

from typing import Any

from homeassistant.components.siren import SirenEntityFeature
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import device, known, only


@pytest.mark.parametrize(
    ("duration", "volume", "parameters"),
    [
        (None, None, (120_000, 75, 2, "memorizedVolume")),
        (10, 0.2, (10_000, 75, 2, "standard")),
        (10, 1.0, (10_000, 75, 2, "highest")),
    ],
)
def test_siren(duration: int | None, volume: float | None, parameters: tuple[Any, ...]) -> None:
    of = known("io:SomfyIndoorSimpleSirenIOComponent")
    siren = only(Platform.SIREN, of)
    assert siren.turn_on_fn(of, duration, volume) == Command("ringWithSingleSimpleSequence", parameters)
    assert siren.turn_off_fn(of) == Command("off")
    assert siren.is_on_fn(of) is False
    assert siren.features_fn(of) == (
        SirenEntityFeature.TURN_ON
        | SirenEntityFeature.TURN_OFF
        | SirenEntityFeature.DURATION
        | SirenEntityFeature.VOLUME_SET
    )


def test_siren_without_sequence() -> None:
    of = device("Siren/x", "ring stop")
    siren = only(Platform.SIREN, of)
    assert siren.turn_on_fn(of, 10, None) == Command("ring")
    assert siren.turn_off_fn(of) == Command("stop")
    assert siren.features_fn(of) == SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF
