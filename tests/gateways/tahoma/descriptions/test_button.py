"""Buttons."""

from typing import Any

from homeassistant.const import Platform
import pytest

from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
)

from .devices import device, keys, known, one


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
    of = known(controllable)
    assert key in keys(Platform.BUTTON, of)
    assert one(Platform.BUTTON, key).press_fn(of) == command


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
    of = device("Screen/DynamicScreen", "goToAlias open", attributes={"core:SupportedAliases": aliases})
    assert one(Platform.BUTTON, "favorite1_position").press_fn(of) == command
    assert one(Platform.BUTTON, "favorite1_position").supported_fn(of) is (command is not None)
