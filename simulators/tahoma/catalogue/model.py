"""What a device model is, and the short notation in which the catalogue is written."""

from dataclasses import dataclass, field
from functools import cached_property
import json
from typing import Any

from .values import INITIAL

# Commands and states that nearly every two-way io product has besides its own.
IO_COMMANDS = (
    "identify startIdentify stopIdentify delayedStopIdentify(p1) wink(p1) getName setName(p1) "
    "advancedRefresh(p1,*p2) addLockLevel(p1,*p2) removeLockLevel(p1) resetLockLevels"
)
IO_STATES = "NameState StatusState=available RSSILevelState=74.0 DiscreteRSSILevelState=good"
IO_ACTUATOR_STATES = "PriorityLockTimerState=0 CommandLockLevelsState=[] ManufacturerSettingsState={}"
# Declared by every lockable product, but without a value until the first lock.
LOCK_STATES = ("io:PriorityLockLevelState", "io:PriorityLockOriginatorState")

INFRASTRUCTURE = {
    "ProtocolGateway": (5, "PROTOCOL_GATEWAY"),
    "NetworkComponent": (6, "INFRASTRUCTURE_COMPONENT"),
}
NO_SENSORS = {"AirSensor", "RemoteController"}


@dataclass(frozen=True)
class Model:
    """One controllable: what its devices are, can do and tell."""

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
        kind: str,
        commands: str = "",
        states: str = "",
        attributes: str = "",
        *,
        signatures: bool = True,
    ) -> Model:
        """Read `uiClass/widget`, `command(p1,*p2) …`, `State=value …` (`=?`: a state without value)."""
        ui_class, _, widget = kind.partition("/")
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
        """Return the names of all states that a device may ever tell."""
        lockable = "core:PriorityLockTimerState" in self.states
        return (*self.states, *(LOCK_STATES if lockable else ()))

    @property
    def type(self) -> tuple[int, str]:
        """Return the device type, as number and as the definition names it."""
        if self.ui_class in INFRASTRUCTURE:
            return INFRASTRUCTURE[self.ui_class]
        if self.ui_class.endswith("Sensor") or self.ui_class in NO_SENSORS:
            return 2, "SENSOR"
        return 1, "ACTUATOR"

    @cached_property
    def definition(self) -> dict[str, Any]:
        """Return the definition as the box tells it."""
        return {
            "uiClass": self.ui_class,
            "widgetName": self.widget,
            "type": self.type[1],
            "commands": [self._command(*item) for item in self.commands.items()],
            "states": [{"name": name} for name in self.declared_states],
            "attributes": [{"name": name} for name in self.attributes],
        }

    def mandatory(self, command: str) -> int:
        """Return how many parameters a command needs at least."""
        return sum(not parameter.startswith("*") for parameter in self.commands[command])

    def _command(self, name: str, signature: tuple[str, ...]) -> dict[str, Any]:
        described: dict[str, Any] = {"commandName": name, "nparams": self.mandatory(name)}
        if signature and self.signatures:
            described["paramsSig"] = ",".join(signature)
        return described


def _commands(notation: str) -> dict[str, tuple[str, ...]]:
    commands = {}
    for word in notation.split():
        name, _, signature = word.rstrip(")").partition("(")
        commands[name] = tuple(signature.split(",")) if signature else ()
    return commands


def _values(notation: str) -> dict[str, Any]:
    values = {}
    for word in notation.split():
        name, given, text = word.partition("=")
        full_name = name if ":" in name else f"core:{name}"
        values[full_name] = _value(text) if given else INITIAL[name]
    return values


def _value(text: str) -> Any:
    if text == "?":
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
