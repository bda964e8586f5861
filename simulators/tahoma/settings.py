"""Everything that is set and not moved: lights, switches, locks, heating, ventilation, alarms, sirens."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .device import Afterwards, Device

SETTING_TIME = 1.0  # seconds that a product takes to do and confirm something
FULL = 100


@dataclass(frozen=True)
class Effect:
    """States that a command brings about, at once and after some seconds."""

    now: Mapping[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    later: Mapping[str, Any] = field(default_factory=dict)


type Meaning = Callable[[Device, list[Any]], Effect]

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


def always(**states: Any) -> Meaning:
    """Bring about fixed `core:` states."""
    effect = Effect({f"core:{name}State": value for name, value in states.items()})
    return lambda _device, _parameters: effect


def put(*names: str) -> Meaning:
    """Put the parameters into these states, in order."""
    return lambda _, parameters: Effect(dict(zip(names, parameters, strict=False)))


def intensity(_: Device, parameters: list[Any]) -> Effect:
    """Dim a light, with an optional time after which it goes out."""
    level = parameters[0]
    lit = {"core:LightIntensityState": level, "core:OnOffState": "on" if level else "off"}
    if parameters[1:]:
        return Effect(lit, float(parameters[1]), OFF)
    return Effect(lit)


def toggle(device: Device, _: list[Any]) -> Effect:
    """Switch on what is off, and off what is on."""
    return Effect(OFF if device.states.get("core:OnOffState") == "on" else ON)


def level(_: Device, parameters: list[Any]) -> Effect:
    """Set a heater's level, which counts from 0, full, to 100, off."""
    return Effect({"core:LevelState": parameters[0]})


def ring(_: Device, parameters: list[Any]) -> Effect:
    """Sound for the given milliseconds."""
    return Effect(ON, parameters[0] / 1000 if parameters else 30.0, OFF)


def arm(mode: str) -> Meaning:
    """Arm or disarm an alarm of either kind."""
    return lambda device, _: target_mode(device, [mode])


def target_mode(device: Device, parameters: list[Any]) -> Effect:
    """Aim at an alarm mode, reached after the alarm's delay; disarming is immediate."""
    mode = parameters[0]
    zones = {"core:ActiveZonesState": {"off": "", "total": "A,B,C"}.get(mode, "A")}
    target = {"internal:TargetAlarmModeState": mode, **zones}
    current = {"internal:CurrentAlarmModeState": mode}
    if mode == "off":
        return Effect({**target, **current})
    return Effect(target, float(device.states.get("internal:AlarmDelayState", 0)), current)


def derogation(device: Device, parameters: list[Any]) -> Effect:
    """Heat to a temperature or in a named mode, in place of the programme."""
    wanted = parameters[0]
    if isinstance(wanted, str):
        return Effect({"io:DerogationHeatingModeState": wanted})
    return Effect(
        {
            "core:TargetTemperatureState": wanted,
            "core:DerogatedTargetTemperatureState": wanted,
            "io:DerogationHeatingModeState": "manual",
            "core:OpenClosedValveState": "open"
            if wanted > device.states["core:ComfortRoomTemperatureState"]
            else "closed",
        }
    )


def end_derogation(device: Device, _: list[Any]) -> Effect:
    """Go back to the programme."""
    return Effect(
        {
            "core:TargetTemperatureState": device.states["core:ComfortRoomTemperatureState"],
            "io:DerogationHeatingModeState": "comfort",
        }
    )


MEANINGS: Mapping[str, Meaning] = {
    "on": lambda *_: Effect(ON),
    "off": lambda *_: Effect(OFF),
    "toggle": toggle,
    "setOnOff": lambda _, parameters: Effect(ON if parameters[0] == "on" else OFF),
    "onWithTimer": lambda _, parameters: Effect(ON, float(parameters[0]), OFF),
    "setIntensity": intensity,
    "setIntensityWithTimer": intensity,
    "my": lambda device, _: intensity(device, [device.states.get("core:Memorized1PositionState", FULL)]),
    "setLevel": level,
    "setRGB": put(
        "core:RedColorIntensityState", "core:GreenColorIntensityState", "core:BlueColorIntensityState"
    ),
    "lock": always(LockedUnlocked="locked"),
    "unlock": always(LockedUnlocked="unlocked"),
    "open": always(OpenClosed="open"),
    "close": always(OpenClosed="closed"),
    "setMemorizedSimpleVolume": put("io:MemorizedSimpleVolumeState"),
    "ring": ring,
    "ringWithSingleSimpleSequence": ring,
    "ringWithDoubleSimpleSequence": ring,
    "ringWithThreeSimpleSequence": ring,
    "stop": lambda *_: Effect(OFF),
    "alarmOn": arm("total"),
    "arm": arm("total"),
    "alarmPartial1": arm("partial1"),
    "alarmPartial2": arm("partial2"),
    "alarmOff": arm("off"),
    "disarm": arm("off"),
    "setTargetAlarmMode": target_mode,
    "alarmZoneOn": put("core:ActiveZonesState"),
    "setDerogation": derogation,
    "exitDerogation": end_derogation,
    "setComfortTemperature": put("core:ComfortRoomTemperatureState"),
    "setEcoTemperature": put("core:EcoRoomTemperatureState"),
    "setSetBackTemperature": put("core:SetBackRoomTemperatureState"),
    "setActiveMode": put("ovp:HeatingTemperatureInterfaceActiveModeState"),
    "setSetPointMode": put("ovp:HeatingTemperatureInterfaceSetPointModeState"),
    "setActiveAndSetPointModes": put(
        "ovp:HeatingTemperatureInterfaceActiveModeState",
        "ovp:HeatingTemperatureInterfaceSetPointModeState",
    ),
    "setOperatingMode": put("ovp:HeatingTemperatureInterfaceOperatingModeState"),
    "setPodLedOn": lambda *_: Effect({"internal:LightingLedPodModeState": 1.0}),
    "setPodLedOff": lambda *_: Effect({"internal:LightingLedPodModeState": 0.0}),
}


class Settings:
    """A product that takes on what it is told."""

    def __init__(self, device: Device) -> None:
        """Start with nothing pending."""
        self.device = device
        self._pending: asyncio.Task[None] | None = None

    async def perform(self, command: str, parameters: list[Any]) -> Afterwards:
        """Bring about what the command means; identifying, refreshing and the like change no state."""
        await self.device.air.clock.sleep(SETTING_TIME)
        effect = self._effect(command, parameters)
        if effect.now and self._pending:
            self._pending.cancel()
            self._pending = None
        self.device.change(effect.now)
        if effect.later:
            self._pending = self.device.air.tasks.start(self._follow(effect))
        return lambda: None

    def _effect(self, command: str, parameters: list[Any]) -> Effect:
        meaning = MEANINGS.get(command)
        if meaning:
            return meaning(self.device, parameters)
        if command.startswith("set") and len(parameters) == 1:
            name = f":{command.removeprefix('set')}State"
            return Effect({state: parameters[0] for state in self.device.states if state.endswith(name)})
        return Effect()

    async def _follow(self, effect: Effect) -> None:
        await self.device.air.clock.sleep(effect.delay)
        self.device.change(effect.later)
