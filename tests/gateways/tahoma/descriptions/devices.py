"""Devices of the catalog and others, and access to their descriptions."""

from dataclasses import replace
from typing import Any

from homeassistant.const import Platform

from custom_components.gatehouse.descriptions import CoverDescription
from custom_components.gatehouse.gateways.tahoma.api.models import (
    Command,
    Device,
)
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS
from simulators.tahoma.catalog import CATALOG

CLOSURE = "core:ClosureState"

MOVING = "core:MovingState"

TARGET = "core:TargetClosureState"

ORIENTATION = "core:SlateOrientationState"


def device(
    kind: str,
    commands: str = "",
    states: dict[str, Any] | None = None,
    running: tuple[Command, ...] = (),
    protocol: str = "io",
    attributes: dict[str, Any] | None = None,
) -> Device:
    """Parse a device of the UI class and widget in `kind`, in the format of the local API."""
    ui_class, _, widget = kind.partition("/")
    raw = {
        "deviceURL": f"{protocol}://1234-5678-9012/1#1",
        "label": "Kitchen",
        "controllableName": f"{protocol}:Something",
        "available": True,
        "definition": {
            "uiClass": ui_class,
            "widgetName": widget,
            "commands": [{"commandName": name, "nparams": 0} for name in commands.split()],
        },
        "states": [{"name": name, "type": 3, "value": value} for name, value in (states or {}).items()],
        "attributes": [{"name": name, "value": value} for name, value in (attributes or {}).items()],
    }
    return replace(Device.parse(raw), running=running)


def catalog_device(controllable: str, states: dict[str, Any] | None = None) -> Device:
    """Return a device of the catalog with other state values."""
    model = CATALOG[controllable]
    raw = {
        "deviceURL": f"{controllable.partition(':')[0]}://1234-5678-9012/1#1",
        "label": "Kitchen",
        "controllableName": controllable,
        "definition": model.definition,
        "states": [
            {"name": name} if value is None else {"name": name, "value": value}
            for name, value in {**model.states, **(states or {})}.items()
        ],
        "attributes": [{"name": name, "value": value} for name, value in model.attributes.items()],
    }
    return Device.parse(raw)


def description_keys(platform: Platform, device: Device) -> list[str]:
    return [description.key for description in DESCRIPTIONS[platform] if description.supported_fn(device)]


def only_description(platform: Platform, device: Device) -> Any:
    """Return the only description of a platform that a device supports."""
    (description,) = (candidate for candidate in DESCRIPTIONS[platform] if candidate.supported_fn(device))
    return description


def find_description(platform: Platform, key: str) -> Any:
    (description,) = (candidate for candidate in DESCRIPTIONS[platform] if candidate.key == key)
    return description


def cover_description(device: Device) -> CoverDescription[Device, Command]:
    description: CoverDescription[Device, Command] = only_description(Platform.COVER, device)
    return description


SHUTTER = "RollerShutter/PositionableRollerShutter"

SHUTTER_COMMANDS = "open close stop my setClosure setPosition setMemorized1Position"

VENETIAN = "ExteriorVenetianBlind/DynamicExteriorVenetianBlind"

VENETIAN_COMMANDS = "open close stop my setClosure setOrientation setClosureAndOrientation tiltUp tiltDown"

RTS_COMMANDS = "open close up down stop my"

COVERS_WITH_MY = (
    "io:DiscreteSwingingShutterSomfyIOComponent",
    "io:DynamicExteriorVenetianBlindIOComponent",
    "io:HorizontalAwningIOComponent",
    "io:PergolaRailGuidedAwningIOComponent",
    "io:PositionableSlidingWindowComponent",
    "io:ProjectionRollerShutterIOComponent",
    "io:RollerShutterGenericIOComponent",
    "io:RollerShutterVeluxIOComponent",
    "io:RollerShutterWithLowSpeedManagementIOComponent",
    "io:SwingingShutterSomfyIOComponent",
    "io:VenetianBlindIOComponent",
    "io:VerticalExteriorAwningIOComponent",
    "io:VerticalInteriorBlindGenericIOComponent",
    "io:VerticalInteriorBlindVeluxIOComponent",
)
PLAIN_COVERS = (
    "io:AdjustableSlatsRollerShutterIOComponent",
    "io:DiscreteGarageOpenerIOComponent",
    "io:DynamicAwningIOComponent",
    "io:GarageOpenerIOComponent",
    "io:HorizontalAwningUnoIOComponent",
    "io:RollerShutterUnoIOComponent",
    "io:RollingDoorOpenerIOComponent",
    "io:SimpleBioclimaticPergolaIOComponent",
    "io:TiltOnlyVenetianBlindIOComponent",
    "io:VerticalExteriorAwningVeluxIOComponent",
    "io:WindowOpenerGenericIOComponent",
    "io:WindowOpenerVeluxIOComponent",
    "rts:BioclimaticPergolaRTSComponent",
    "rts:BlindRTSComponent",
    "rts:CurtainRTSComponent",
    "rts:DualCurtainRTSComponent",
    "rts:ExteriorBlindRTSComponent",
    "rts:ExteriorVenetianBlindRTSComponent",
    "rts:GarageDoor4TRTSComponent",
    "rts:GarageDoorRTSComponent",
    "rts:GateOpenerRTS4TComponent",
    "rts:GateOpenerRTSComponent",
    "rts:GateOpenerWithPedestrianPositionRTSComponent",
    "rts:GenericRTSComponent",
    "rts:HorizontalAwningRTSComponent",
    "rts:RollerShutterRTSComponent",
    "rts:SlidingGarageDoorWithPedestrianPositionRTSComponent",
    "rts:SwingingShutterRTSComponent",
    "rts:VenetianBlindRTSComponent",
    "rts:WindowsOpenerRTSComponent",
    "rts:ZebraBlindRTSComponent",
)
