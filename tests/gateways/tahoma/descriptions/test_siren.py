"""Sirens."""

from typing import Any

from homeassistant.components.siren import SirenEntityFeature
from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, device, only_description


@pytest.mark.parametrize(
    ("duration", "volume", "parameters"),
    [
        (None, None, (120_000, 75, 2, "memorizedVolume")),
        (10, 0.2, (10_000, 75, 2, "standard")),
        (10, 1.0, (10_000, 75, 2, "highest")),
    ],
)
def test_siren(duration: int | None, volume: float | None, parameters: tuple[Any, ...]) -> None:
    tested_device = catalog_device("io:SomfyIndoorSimpleSirenIOComponent")
    siren = only_description(Platform.SIREN, tested_device)
    assert siren.turn_on_fn(tested_device, duration, volume) == Command(
        "ringWithSingleSimpleSequence", parameters
    )
    assert siren.turn_off_fn(tested_device) == Command("off")
    assert siren.is_on_fn(tested_device) is False
    assert siren.features_fn(tested_device) == (
        SirenEntityFeature.TURN_ON
        | SirenEntityFeature.TURN_OFF
        | SirenEntityFeature.DURATION
        | SirenEntityFeature.VOLUME_SET
    )


def test_siren_without_sequence() -> None:
    tested_device = device("Siren/x", "ring stop")
    siren = only_description(Platform.SIREN, tested_device)
    assert siren.turn_on_fn(tested_device, 10, None) == Command("ring")
    assert siren.turn_off_fn(tested_device) == Command("stop")
    assert siren.features_fn(tested_device) == SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF
