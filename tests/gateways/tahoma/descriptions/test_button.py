"""Buttons."""

from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import catalog_device, description_keys, device, find_description


@pytest.mark.parametrize(
    ("controllable", "key", "command"),
    [
        ("io:RollerShutterGenericIOComponent", "my", Command("my")),
        ("io:RollerShutterGenericIOComponent", "identify", Command("startIdentify")),
        ("io:SomfySmokeIOSystemSensor", "test", Command("checkEventTrigger", ("short",))),
        ("rtd:IndoorSirenRTDComponent", "ding_dong", Command("dingDong")),
        ("rts:DimmableLightRTSComponent", "brighter", Command("stepPositive", (5,))),
        ("rts:Generic4TRTSComponent", "cycle", Command("cycle")),
        ("io:WindowOpenerVeluxIOComponent", "ventilation_position", Command("goToAlias", ("ventilation",))),
    ],
)
def test_button(controllable: str, key: str, command: Command) -> None:
    tested_device = catalog_device(controllable)
    assert key in description_keys(Platform.BUTTON, tested_device)
    assert find_description(Platform.BUTTON, key).press_fn(tested_device) == command


@pytest.mark.parametrize(
    ("aliases", "command"),
    [
        (["favorite1"], Command("goToAlias", ("favorite1",))),
        ([{"id": "1", "name": "favorite1"}, 7, {}], Command("goToAlias", ("1",))),
        ({"1": "favorite1", "2": ["unexpected"]}, Command("goToAlias", ("1",))),
        ("favorite1", None),
        ([], None),
        (None, None),
    ],
)
def test_named_positions(aliases: Any, command: Command | None) -> None:
    tested_device = device(
        "Screen/DynamicScreen", "goToAlias open", attributes={"core:SupportedAliases": aliases}
    )
    assert find_description(Platform.BUTTON, "favorite1_position").press_fn(tested_device) == command
    assert find_description(Platform.BUTTON, "favorite1_position").supported_fn(tested_device) is (
        command is not None
    )
