"""Devices whose commands set states: lights, switches, locks, heating, ventilation, alarms, sirens."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .device import CompletionCallback, Device

EXECUTION_TIME = 1.0  # seconds that a device takes to execute and confirm a command
FULL = 100


@dataclass(frozen=True)
class StateChanges:
    """The states that a command sets immediately, and those that it sets after a delay in seconds."""

    immediate: Mapping[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    delayed: Mapping[str, Any] = field(default_factory=dict)


type StateChangesFn = Callable[[Device, list[Any]], StateChanges]

ON = {
    "core:OnOffState": "on",
    "core:LightIntensityState": 100,
    "core:LevelState": 0,
    "core:AirInputState": 100,
    "core:AirOutputState": 100,
    "core:AirTransferState": 100,
}
OFF = {
    "core:OnOffState": "off",
    "core:LightIntensityState": 0,
    "core:LevelState": 100,
    "core:AirInputState": 0,
    "core:AirOutputState": 0,
    "core:AirTransferState": 0,
}


def set_fixed(**states: Any) -> StateChangesFn:
    """Set `core:` states to fixed values."""
    changes = StateChanges({f"core:{name}State": value for name, value in states.items()})
    return lambda _device, _parameters: changes


def set_parameters(*names: str) -> StateChangesFn:
    """Set states to the parameters, in order."""
    return lambda _, parameters: StateChanges(dict(zip(names, parameters, strict=False)))


def set_intensity(_: Device, parameters: list[Any]) -> StateChanges:
    """Set the brightness of a light, optionally for a number of seconds."""
    intensity = parameters[0]
    states = {"core:LightIntensityState": intensity, "core:OnOffState": "on" if intensity else "off"}
    if parameters[1:]:
        return StateChanges(states, float(parameters[1]), OFF)
    return StateChanges(states)


def toggle(device: Device, _: list[Any]) -> StateChanges:
    """Toggle a device."""
    return StateChanges(OFF if device.states.get("core:OnOffState") == "on" else ON)


def set_level(_: Device, parameters: list[Any]) -> StateChanges:
    """Set the level of a heater, from 0 (full power) to 100 (off)."""
    return StateChanges({"core:LevelState": parameters[0]})


def ring(_: Device, parameters: list[Any]) -> StateChanges:
    """Sound a siren for a number of milliseconds."""
    return StateChanges(ON, parameters[0] / 1000 if parameters else 30.0, OFF)


def set_fixed_alarm_mode(mode: str) -> StateChangesFn:
    """Set a fixed alarm mode."""
    return lambda device, _: set_alarm_mode(device, [mode])


def set_alarm_mode(device: Device, parameters: list[Any]) -> StateChanges:
    """Set an alarm mode, which becomes active after the arming delay; disarming is immediate."""
    mode = parameters[0]
    zones = {"core:ActiveZonesState": {"off": "", "total": "A,B,C"}.get(mode, "A")}
    target = {"internal:TargetAlarmModeState": mode, **zones}
    current = {"internal:CurrentAlarmModeState": mode}
    if mode == "off":
        return StateChanges({**target, **current})
    return StateChanges(target, float(device.states.get("internal:AlarmDelayState", 0)), current)


def set_derogation(device: Device, parameters: list[Any]) -> StateChanges:
    """Override the heating schedule by a temperature or a named mode."""
    derogation = parameters[0]
    if isinstance(derogation, str):
        return StateChanges({"io:DerogationHeatingModeState": derogation})
    return StateChanges(
        {
            "core:TargetTemperatureState": derogation,
            "core:DerogatedTargetTemperatureState": derogation,
            "io:DerogationHeatingModeState": "manual",
            "core:OpenClosedValveState": "open"
            if derogation > device.states["core:ComfortRoomTemperatureState"]
            else "closed",
        }
    )


def exit_derogation(device: Device, _: list[Any]) -> StateChanges:
    """Resume the heating schedule."""
    return StateChanges(
        {
            "core:TargetTemperatureState": device.states["core:ComfortRoomTemperatureState"],
            "io:DerogationHeatingModeState": "comfort",
        }
    )


COMMANDS: Mapping[str, StateChangesFn] = {
    "on": lambda *_: StateChanges(ON),
    "off": lambda *_: StateChanges(OFF),
    "toggle": toggle,
    "setOnOff": lambda _, parameters: StateChanges(ON if parameters[0] == "on" else OFF),
    "onWithTimer": lambda _, parameters: StateChanges(ON, float(parameters[0]), OFF),
    "setIntensity": set_intensity,
    "setIntensityWithTimer": set_intensity,
    "my": lambda device, _: set_intensity(device, [device.states.get("core:Memorized1PositionState", FULL)]),
    "setLevel": set_level,
    "setRGB": set_parameters(
        "core:RedColorIntensityState", "core:GreenColorIntensityState", "core:BlueColorIntensityState"
    ),
    "lock": set_fixed(LockedUnlocked="locked"),
    "unlock": set_fixed(LockedUnlocked="unlocked"),
    "open": set_fixed(OpenClosed="open"),
    "close": set_fixed(OpenClosed="closed"),
    "setMemorizedSimpleVolume": set_parameters("io:MemorizedSimpleVolumeState"),
    "ring": ring,
    "ringWithSingleSimpleSequence": ring,
    "ringWithDoubleSimpleSequence": ring,
    "ringWithThreeSimpleSequence": ring,
    "stop": lambda *_: StateChanges(OFF),
    "alarmOn": set_fixed_alarm_mode("total"),
    "arm": set_fixed_alarm_mode("total"),
    "alarmPartial1": set_fixed_alarm_mode("partial1"),
    "alarmPartial2": set_fixed_alarm_mode("partial2"),
    "alarmOff": set_fixed_alarm_mode("off"),
    "disarm": set_fixed_alarm_mode("off"),
    "setTargetAlarmMode": set_alarm_mode,
    "alarmZoneOn": set_parameters("core:ActiveZonesState"),
    "setDerogation": set_derogation,
    "exitDerogation": exit_derogation,
    "setComfortTemperature": set_parameters("core:ComfortRoomTemperatureState"),
    "setEcoTemperature": set_parameters("core:EcoRoomTemperatureState"),
    "setSetBackTemperature": set_parameters("core:SetBackRoomTemperatureState"),
    "setActiveMode": set_parameters("ovp:HeatingTemperatureInterfaceActiveModeState"),
    "setSetPointMode": set_parameters("ovp:HeatingTemperatureInterfaceSetPointModeState"),
    "setActiveAndSetPointModes": set_parameters(
        "ovp:HeatingTemperatureInterfaceActiveModeState",
        "ovp:HeatingTemperatureInterfaceSetPointModeState",
    ),
    "setOperatingMode": set_parameters("ovp:HeatingTemperatureInterfaceOperatingModeState"),
    "setPodLedOn": lambda *_: StateChanges({"internal:LightingLedPodModeState": 1.0}),
    "setPodLedOff": lambda *_: StateChanges({"internal:LightingLedPodModeState": 0.0}),
}


class StateBehavior:
    """Executes the commands of a device by setting its states."""

    def __init__(self, device: Device) -> None:
        """Initialize the behavior."""
        self.device = device
        self._delayed_task: asyncio.Task[None] | None = None

    async def execute(self, command: str, parameters: list[Any]) -> CompletionCallback:
        """Set the states for a command; commands such as `identify` or `refresh…` set none."""
        await self.device.environment.clock.sleep(EXECUTION_TIME)
        changes = self._state_changes(command, parameters)
        if changes.immediate and self._delayed_task:
            self._delayed_task.cancel()
            self._delayed_task = None
        self.device.change(changes.immediate)
        if changes.delayed:
            self._delayed_task = self.device.environment.tasks.start(self._apply_delayed(changes))
        return lambda: None

    def _state_changes(self, command: str, parameters: list[Any]) -> StateChanges:
        if changes_fn := COMMANDS.get(command):
            return changes_fn(self.device, parameters)
        if command.startswith("set") and len(parameters) == 1:
            name = f":{command.removeprefix('set')}State"
            return StateChanges(
                {state: parameters[0] for state in self.device.states if state.endswith(name)}
            )
        return StateChanges()

    async def _apply_delayed(self, changes: StateChanges) -> None:
        await self.device.environment.clock.sleep(changes.delay)
        self.device.change(changes.delayed)
