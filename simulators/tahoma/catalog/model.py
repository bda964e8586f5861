"""A device model, and the compact notation of the catalog."""

from dataclasses import dataclass, field
from functools import cached_property
import json
from typing import Any

from .values import INITIAL_VALUES

# Commands and states that nearly all two-way io devices have in common.
IO_COMMANDS = (
    "identify startIdentify stopIdentify delayedStopIdentify(p1) wink(p1) getName setName(p1) "
    "advancedRefresh(p1,*p2) addLockLevel(p1,*p2) removeLockLevel(p1) resetLockLevels"
)
IO_STATES = "NameState StatusState=available RSSILevelState=74.0 DiscreteRSSILevelState=good"
IO_ACTUATOR_STATES = "PriorityLockTimerState=0 CommandLockLevelsState=[] ManufacturerSettingsState={}"
# Declared by every device with a priority lock, but without a value until it is first locked.
LOCK_STATES = ("io:PriorityLockLevelState", "io:PriorityLockOriginatorState")

INFRASTRUCTURE = {
    "ProtocolGateway": (5, "PROTOCOL_GATEWAY"),
    "NetworkComponent": (6, "INFRASTRUCTURE_COMPONENT"),
}
OTHER_SENSORS = {"AirSensor", "RemoteController"}


@dataclass(frozen=True)
class Model:
    """A device model with its commands, states and attributes."""

    controllable: str
    ui_class: str
    widget: str
    commands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    signatures: bool = True

    @classmethod
    def of(
        cls,
        controllable: str,
        ui_class_and_widget: str,
        commands: str = "",
        states: str = "",
        attributes: str = "",
        *,
        signatures: bool = True,
    ) -> Model:
        """Return a model from the notation of the catalog.

        The formats are `uiClass/widget`, `command(p1,*p2) …` with `*` for optional parameters, and
        `State=value …`, where `=?` is a state without a value and no `=` means its default initial value.
        """
        ui_class, _, widget = ui_class_and_widget.partition("/")
        own_commands = _commands(commands)
        if controllable.startswith("io:") and ui_class not in INFRASTRUCTURE:
            if own_commands:
                own_commands = _commands(IO_COMMANDS) | own_commands
                states = f"{IO_ACTUATOR_STATES} {states}"
            states = f"{IO_STATES} {states}"
            attributes = f"Manufacturer=Somfy FirmwareRevision=5164237A10 {attributes}"
        return cls(
            controllable,
            ui_class,
            widget,
            own_commands,
            _values(states),
            _values(attributes),
            signatures,
        )

    @property
    def declared_states(self) -> tuple[str, ...]:
        """Return the names of all states that a device can have."""
        has_priority_lock = "core:PriorityLockTimerState" in self.states
        return (*self.states, *(LOCK_STATES if has_priority_lock else ()))

    @property
    def type(self) -> tuple[int, str]:
        """Return the device type as number and as name."""
        if self.ui_class in INFRASTRUCTURE:
            return INFRASTRUCTURE[self.ui_class]
        if self.ui_class.endswith("Sensor") or self.ui_class in OTHER_SENSORS:
            return 2, "SENSOR"
        return 1, "ACTUATOR"

    @cached_property
    def definition(self) -> dict[str, Any]:
        """Return the definition as in the local API."""
        return {
            "uiClass": self.ui_class,
            "widgetName": self.widget,
            "type": self.type[1],
            "commands": [self._command(*item) for item in self.commands.items()],
            "states": [{"name": name} for name in self.declared_states],
            "attributes": [{"name": name} for name in self.attributes],
        }

    def mandatory_parameters(self, command: str) -> int:
        """Return the number of mandatory parameters of a command."""
        return sum(not parameter.startswith("*") for parameter in self.commands[command])

    def _command(self, name: str, signature: tuple[str, ...]) -> dict[str, Any]:
        command: dict[str, Any] = {"commandName": name, "nparams": self.mandatory_parameters(name)}
        if signature and self.signatures:
            command["paramsSig"] = ",".join(signature)
        return command


def _commands(notation: str) -> dict[str, tuple[str, ...]]:
    commands = {}
    for word in notation.split():
        name, _, signature = word.rstrip(")").partition("(")
        commands[name] = tuple(signature.split(",")) if signature else ()
    return commands


def _values(notation: str) -> dict[str, Any]:
    values = {}
    for word in notation.split():
        name, has_value, text = word.partition("=")
        full_name = name if ":" in name else f"core:{name}"
        values[full_name] = _value(text) if has_value else INITIAL_VALUES[name]
    return values


def _value(text: str) -> Any:
    if text == "?":
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
