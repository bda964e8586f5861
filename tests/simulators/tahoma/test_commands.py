"""Test how devices execute commands and report their states."""

from typing import Any

import pytest

from simulators.tahoma import PriorityLock, Quirks

from .conftest import (
    OLD_SHUTTER,
    SHUTTER,
    Connect,
    MakeBox,
    execution_ended,
    executions,
    stopped_moving,
    values,
)

AWNING = "io:HorizontalAwningIOComponent"
UNO = "io:RollerShutterUnoIOComponent"
BLIND = "io:DynamicExteriorVenetianBlindIOComponent"


async def test_events_of_a_movement(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(speed=50)
    url = box.home.first(SHUTTER).url
    client = connect(box)
    await client.listen()
    execution = await client.apply(url, "setClosure", 60)
    events = await client.events_until(stopped_moving)

    registered = events[0]
    assert registered["name"] == "ExecutionRegisteredEvent"
    action = registered["actions"][0]
    assert (action["deviceURL"], action["command"], action["parameters"]) == (url, "setClosure", [60])
    assert executions(events) == [
        (execution, "TRANSMITTED"),
        (execution, "IN_PROGRESS"),
        (execution, "COMPLETED"),
    ]
    names = [
        event["deviceStates"][0]["name"] if "deviceStates" in event else event["newState"]
        for event in events[1:]
    ]
    expected = ["core:TargetClosureState", "core:MovingState", "core:ManufacturerSettingsState"]
    assert names[2:5] == expected
    closures = values(events, "core:ClosureState")
    assert len(closures) >= 4
    assert closures == sorted(closures)
    assert closures[-1] == 60
    assert names[-3:] == ["core:ClosureState", "COMPLETED", "core:MovingState"]
    assert [sent[1:] for sent in box.sent_commands] == [(url, "setClosure", [60])]


async def test_open_closed_state(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    url = box.home.first(SHUTTER).url
    await client.apply(url, "close")
    events = await client.events_until(stopped_moving)
    assert values(events, "core:OpenClosedState") == ["closed"]
    assert (await client.states(url))["core:ClosureState"] == 100


async def test_stop_while_moving(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(speed=50)
    client = connect(box)
    await client.listen()
    url = box.home.first(SHUTTER).url
    move = await client.apply(url, "close")
    await box.clock.sleep(8)
    stop = await client.apply(url, "stop")
    events = await client.events_until(stopped_moving)
    assert executions(events)[-2:] == [(move, "FAILED"), (stop, "COMPLETED")]
    failed = next(e for e in events if e.get("failureType") and "newState" in e and "oldState" in e)
    assert (failed["failureType"], failed["failureTypeCode"]) == ("CMDCANCELLED", 106)
    assert failed["timeToNextState"] == -1
    states = await client.states(url)
    assert 20 < states["core:ClosureState"] < 70
    assert states["core:TargetClosureState"] == states["core:ClosureState"]


async def test_new_target_while_moving(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(speed=50)
    client = connect(box)
    await client.listen()
    url = box.home.first(SHUTTER).url
    first = await client.apply(url, "close")
    await box.clock.sleep(8)
    second = await client.apply(url, "setClosure", 10)
    events = await client.events_until(stopped_moving)
    assert [e for e in executions(events) if e[1] in {"FAILED", "COMPLETED"}] == [
        (first, "FAILED"),
        (second, "COMPLETED"),
    ]
    assert values(events, "core:TargetClosureState") == [100, 10]
    assert values(events, "core:MovingState") == [True, False]


async def test_cancel_execution(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(speed=50)
    client = connect(box)
    await client.listen()
    url = box.home.first(SHUTTER).url
    execution = await client.apply(url, "close")
    await box.clock.sleep(8)
    assert await client.call("DELETE", f"/exec/current/setup/{execution}") == (200, {})
    events = await client.events_until(execution_ended(execution, "FAILED"))
    assert [e["failureTypeCode"] for e in events if e.get("newState") == "FAILED"] == [106, 106]
    assert values(events, "core:MovingState") == [True, False]
    position = box.position(url)
    await box.clock.sleep(5)
    assert box.position(url) == position
    assert await client.get("/exec/current") == []


async def test_wall_switch_creates_no_execution(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    box.use_remote(box.home.first(SHUTTER).url, 40)
    events = await client.events_until(stopped_moving)
    assert values(events, "core:ClosureState")[-1] == 40
    assert {event["name"] for event in events} == {"DeviceStateChangedEvent"}
    assert not box.sent_commands


@pytest.mark.parametrize(
    ("lock", "reason", "code"),
    [
        (PriorityLock.wind, "PRIORITY_LOCK__WIND", 176),
        (PriorityLock.rain, "PRIORITY_LOCK__RAIN", 169),
        (PriorityLock.user, "PRIORITY_LOCK__USER", 168),
    ],
)
async def test_priority_lock(
    make_box: MakeBox, connect: Connect, lock: PriorityLock, reason: str, code: int
) -> None:
    box = await make_box(AWNING)
    client = connect(box)
    await client.listen()
    url = box.home.first(AWNING).url
    box.set_priority_lock(url, lock)
    execution = await client.apply(url, "deploy")
    events = await client.events_until(execution_ended(execution, "FAILED"))
    failed = next(e for e in events if e.get("oldState") and e["newState"] == "FAILED")
    assert (failed["failureType"], failed["failureTypeCode"]) == (reason, code)
    assert failed["failedCommands"] == [{"deviceURL": url, "rank": 0, "failureType": reason}]
    assert values(events, "io:PriorityLockOriginatorState") == [lock.name]
    assert (await client.states(url))["core:DeploymentState"] == 0
    box.set_priority_lock(url, None)
    await client.events_until(execution_ended(await client.apply(url, "deploy")))


async def test_silent_device(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    device = box.home.first(SHUTTER)
    device.silent = True
    execution = await client.apply(device.url, "close")
    events = await client.events_until(execution_ended(execution, "FAILED"))
    assert {e["failureTypeCode"] for e in events if "failureTypeCode" in e} == {102}
    assert len(box.sent_commands) == 1


async def test_obstacle(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box()
    client = connect(box)
    await client.listen()
    device = box.home.first(SHUTTER)
    device.obstacle = 50
    execution = await client.apply(device.url, "close")
    events = await client.events_until(execution_ended(execution, "FAILED"))
    assert {e["failureTypeCode"] for e in events if "failureTypeCode" in e} == {153}
    assert values(events, "core:MovingState") == [True, False]
    assert (await client.states(device.url))["core:ClosureState"] in range(49, 70)


async def test_without_execution_events(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(quirks=Quirks(execution_events=False))
    client = connect(box)
    await client.listen()
    await client.apply(box.home.first(SHUTTER).url, "close")
    events = await client.events_until(stopped_moving)
    assert {event["name"] for event in events} == {"DeviceStateChangedEvent"}


async def test_uno_reports_final_position_only(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(UNO)
    client = connect(box)
    await client.listen()
    url = box.home.first(UNO).url
    states = await client.states(url)
    assert states["core:ClosureState"] == 124
    assert states["core:Memorized1PositionState"] == 105
    assert "core:MovingState" not in states
    events = await client.events_until(execution_ended(await client.apply(url, "close")))
    assert values(events, "core:ClosureState") == [100]
    move = await client.apply(url, "open")
    await box.clock.sleep(8)
    await client.apply(url, "stop")
    events = await client.events_until(execution_ended(move, "FAILED"))
    await box.clock.sleep(2)
    assert (await client.states(url))["core:ClosureState"] == 124


async def test_my_position_is_reported_as_108(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(BLIND)
    client = connect(box)
    await client.listen()
    url = box.home.first(BLIND).url
    await client.events_until(execution_ended(await client.apply(url, "open")))
    assert (await client.states(url))["core:ClosureState"] == 0
    await client.events_until(execution_ended(await client.apply(url, "my")))
    assert (await client.states(url))["core:ClosureState"] == 108
    assert round(box.position(url)) == 86


async def test_one_way_commands_are_queued_unless_duration_is_zero(
    make_box: MakeBox, connect: Connect
) -> None:
    box = await make_box(OLD_SHUTTER)
    client = connect(box)
    await client.listen()
    url = box.home.first(OLD_SHUTTER).url
    assert (await client.device(url))["states"] == []
    started = box.clock.now()
    await client.apply(url, "close")
    stop = await client.apply(url, "stop")
    events = await client.events_until(lambda events: (stop, "TRANSMITTED") in executions(events))
    assert (stop, "QUEUED_GATEWAY_SIDE") in executions(events)
    assert not values(events, "core:ClosureState")
    assert [sent.command for sent in box.sent_commands] == ["close", "stop"]
    assert box.sent_commands[1].time - started >= 30
    await client.events_until(execution_ended(stop), seconds=60)

    started = box.clock.now()
    await client.apply(url, "open", 0)
    await box.clock.sleep(5)
    await client.events_until(execution_ended(await client.apply(url, "stop", 0)))
    assert box.sent_commands[-1].time - started < 15
    assert 0 < box.position(url) < 100


@pytest.mark.parametrize(
    ("controllable", "command", "parameters", "expected"),
    [
        (AWNING, "setDeployment", [30], {"core:DeploymentState": 30, "core:OpenClosedState": "open"}),
        (
            "io:VerticalExteriorAwningIOComponent",
            "setClosure",
            [14],
            {"core:ClosureState": 14, "core:DeploymentState": 14},
        ),
        (
            BLIND,
            "setClosureAndOrientation",
            [20, 70],
            {"core:ClosureState": 20, "core:SlateOrientationState": 70},
        ),
        (
            "io:SimpleBioclimaticPergolaIOComponent",
            "openSlats",
            [],
            {"core:SlateOrientationState": 0, "core:SlatsOpenClosedState": "open"},
        ),
        (
            "io:DualRollerShutterIOComponent",
            "setUpperClosure",
            [100],
            {"core:UpperClosureState": 100, "core:LowerClosureState": 0},
        ),
        ("io:GarageOpenerIOComponent", "open", [], {"core:OpenClosedUnknownState": "open"}),
        (
            "io:SlidingDiscreteGateOpenerIOComponent",
            "setPedestrianPosition",
            [],
            {"core:OpenClosedPedestrianState": "pedestrian"},
        ),
        ("io:DoorLockIOComponent", "unlock", [], {"core:LockedUnlockedState": "unlocked"}),
        (
            "io:DimmableLightIOComponent",
            "setIntensity",
            [40],
            {"core:LightIntensityState": 40, "core:OnOffState": "on"},
        ),
        (
            "io:DimmableRGBLightIOComponent",
            "setRGB",
            [1, 2, 3],
            {"core:RedColorIntensityState": 1, "core:BlueColorIntensityState": 3},
        ),
        (
            "io:DimmableColorTemperatureLightIOComponent",
            "setColorTemperature",
            [2700],
            {"core:ColorTemperatureState": 2700},
        ),
        ("io:OnOffIOComponent", "on", [], {"core:OnOffState": "on"}),
        (
            "io:HeatingValveIOComponent",
            "setDerogation",
            [22.5, "further_notice"],
            {"core:TargetTemperatureState": 22.5, "io:DerogationHeatingModeState": "manual"},
        ),
        (
            "io:HeatingTemperatureInterfaceIOComponent",
            "setComfortTemperature",
            [21.5],
            {"core:ComfortRoomTemperatureState": 21.5},
        ),
        ("io:VentilationPointIOComponent", "setAirInput", [60], {"core:AirInputState": 60}),
        ("io:ExteriorHeatingIOComponent", "on", [], {"core:LevelState": 0}),
        ("io:AlarmIOComponent", "alarmZoneOn", ["A,B"], {"core:ActiveZonesState": "A,B"}),
        (
            "internal:TSKAlarmComponent",
            "setTargetAlarmMode",
            ["partial1"],
            {"internal:TargetAlarmModeState": "partial1", "internal:CurrentAlarmModeState": "off"},
        ),
        ("internal:PodV3Component", "setPodLedOff", [], {"internal:LightingLedPodModeState": 0.0}),
    ],
)
async def test_commands_change_states(
    make_box: MakeBox,
    connect: Connect,
    controllable: str,
    command: str,
    parameters: list[Any],
    expected: dict[str, Any],
) -> None:
    box = await make_box(controllable)
    client = connect(box)
    await client.listen()
    url = box.home.first(controllable).url
    await client.events_until(execution_ended(await client.apply(url, command, *parameters)))
    states = await client.states(url)
    assert {name: states[name] for name in expected} == expected


async def test_delayed_states(make_box: MakeBox, connect: Connect) -> None:
    siren, alarm = "io:SomfyIndoorSimpleSirenIOComponent", "internal:TSKAlarmComponent"
    box = await make_box(siren, alarm, speed=50)
    client = connect(box)
    await client.listen()
    ring = (10_000, 75, 1, "memorizedVolume")
    await client.apply(box.home.first(siren).url, "ringWithSingleSimpleSequence", *ring)
    await client.apply(box.home.first(alarm).url, "alarmPartial2")
    mode = "internal:CurrentAlarmModeState"
    events = await client.events_until(lambda events: values(events, mode) == ["partial2"])
    assert values(events, "core:OnOffState") == ["on", "off"]


async def test_several_devices_in_one_execution(make_box: MakeBox, connect: Connect) -> None:
    box = await make_box(SHUTTER, SHUTTER)
    client = connect(box)
    await client.listen()
    first, second = box.home.all(SHUTTER)
    second.silent = True
    group = {
        "actions": [{"deviceURL": device.url, "commands": [{"name": "close"}]} for device in (first, second)]
    }
    execution = (await client.call("POST", "/exec/apply", group))[1]["execId"]
    events = await client.events_until(execution_ended(execution, "FAILED"))
    assert [e["failedCommands"] for e in events if "failedCommands" in e] == [
        [{"deviceURL": second.url, "rank": 0, "failureType": "ACTUATORNOANSWER"}]
    ]
    assert (await client.states(first.url))["core:ClosureState"] == 100


async def test_low_speed_takes_longer(make_box: MakeBox, connect: Connect) -> None:
    shutter = "io:RollerShutterWithLowSpeedManagementIOComponent"
    box = await make_box(shutter)
    client = connect(box)
    await client.listen()
    started = box.clock.now()
    execution = await client.apply(box.home.first(shutter).url, "setClosureAndLinearSpeed", 100, "lowspeed")
    await client.events_until(execution_ended(execution))
    assert box.clock.now() - started > 50
