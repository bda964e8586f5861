"""Tests of the commands that are sent to a box."""

import asyncio
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceNotSupported, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.tahoma import coordinator
from custom_components.gatehouse.gateways.tahoma.api.models import Action, ActionGroup, Command
from simulators.tahoma import Home, Quirks, TahomaBox
from tests.conftest import Until

from .conftest import StateOf

SHUTTER = "io:RollerShutterGenericIOComponent"
BLIND = "io:ExteriorVenetianBlindIOComponent"
RTS = "rts:RollerShutterRTSComponent"
APPLY = "/exec/apply"

type EntityOf = Callable[..., str]


def applied(box: TahomaBox) -> list[list[Any]]:
    """Return the actions of each request with commands."""
    return [request.body["actions"] for request in box.requests if request.path == APPLY]


async def call(hass: HomeAssistant, action: str, entity_id: str | list[str], **data: Any) -> None:
    domain, service = action.split(".")
    await hass.services.async_call(domain, service, {"entity_id": entity_id, **data}, blocking=True)


class TestMerging:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(*[SHUTTER] * 12, BLIND)

    async def test_batches(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """Twelve shutters are closed by two requests of at most ten actions, one per device."""
        shutters = [device.url for device in home.all(SHUTTER)]
        await call(hass, "cover.close_cover", [entity_of(url) for url in shutters])
        assert sorted(len(actions) for actions in applied(box)) == [2, 10]
        assert {sent.url for sent in box.sent_commands} == set(shutters)

    async def test_two_commands_to_one_device(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """Two commands are merged, because the box rejects two actions for one device."""
        url = home.first(SHUTTER).url
        entity_id = entity_of(url)
        await asyncio.gather(
            call(hass, "cover.set_cover_position", entity_id, position=40),
            call(hass, "button.press", entity_of(url, "button", "my")),
        )
        ((action,),) = applied(box)
        assert [command["name"] for command in action["commands"]] == ["setClosure", "my"]

    async def test_position_and_tilt_in_one_batch(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """Both are sent in one command, because a blind would stop between two."""
        entity_id = entity_of(home.first(BLIND).url)
        await asyncio.gather(
            call(hass, "cover.set_cover_position", entity_id, position=40),
            call(hass, "cover.set_cover_tilt_position", entity_id, tilt_position=30),
        )
        ((action,),) = applied(box)
        assert action["commands"] == [{"name": "setClosureAndOrientation", "parameters": [60, 70]}]

    async def test_tilt_while_moving(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: EntityOf,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """A blind that is tilted while moving still reaches its target position."""
        url = home.first(BLIND).url
        begin = state_of(url).attributes["current_position"]
        target = 80 if begin < 50 else 20
        await call(hass, "cover.set_cover_position", entity_of(url), position=target)
        await call(hass, "cover.set_cover_tilt_position", entity_of(url), tilt_position=30)
        await until(
            lambda: (
                (
                    state_of(url).attributes["current_position"],
                    state_of(url).attributes["current_tilt_position"],
                    state_of(url).state,
                )
                == (target, 30, "open")
            )
        )

    async def test_position_and_tilt_action(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        await call(
            hass,
            "gatehouse.set_cover_position_and_tilt",
            entity_of(home.first(BLIND).url),
            position=40,
            tilt_position=30,
        )
        ((action,),) = applied(box)
        assert action["commands"] == [{"name": "setClosureAndOrientation", "parameters": [60, 70]}]

    async def test_position_and_tilt_action_needs_slats(
        self, hass: HomeAssistant, loaded: MockConfigEntry, home: Home, entity_of: EntityOf
    ) -> None:
        with pytest.raises(ServiceNotSupported):
            await call(
                hass,
                "gatehouse.set_cover_position_and_tilt",
                entity_of(home.first(SHUTTER).url),
                position=40,
                tilt_position=30,
            )


class TestCanceled:
    """A command whose caller was canceled is not sent."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of(*[SHUTTER] * 3)

    @pytest.fixture
    def shutters(self, loaded: MockConfigEntry, home: Home, entity_of: EntityOf) -> list[str]:
        return [entity_of(device.url) for device in home.all(SHUTTER)]

    async def test_before_the_batch_is_sent(
        self, hass: HomeAssistant, shutters: list[str], box: TahomaBox
    ) -> None:
        script = asyncio.create_task(call(hass, "cover.close_cover", shutters[0]))
        await asyncio.sleep(0.01)
        script.cancel()
        await asyncio.sleep(10)
        assert not applied(box)

    async def test_during_another_request(
        self, hass: HomeAssistant, shutters: list[str], box: TahomaBox, home: Home
    ) -> None:
        """The other commands of the request or the device are sent."""
        first, _, third = (device.url for device in home.all(SHUTTER))
        box.faults.slow_apply(4)
        earlier = asyncio.create_task(call(hass, "cover.close_cover", shutters[0]))
        await asyncio.sleep(1)
        scripts = [
            asyncio.create_task(call(hass, "cover.close_cover", shutters[1])),
            asyncio.create_task(call(hass, "cover.set_cover_position", shutters[2], position=40)),
        ]
        others = [
            asyncio.create_task(call(hass, "cover.close_cover", shutters[0])),
            asyncio.create_task(call(hass, "cover.stop_cover", shutters[2])),
        ]
        await asyncio.sleep(1)
        for script in scripts:
            script.cancel()
        await asyncio.gather(earlier, *others)
        assert [
            [
                (action["deviceURL"], *(command["name"] for command in action["commands"]))
                for action in actions
            ]
            for actions in applied(box)
        ] == [[(first, "close")], [(third, "stop"), (first, "close")]]

    async def test_all_commands_of_a_request(
        self, hass: HomeAssistant, shutters: list[str], box: TahomaBox
    ) -> None:
        box.faults.slow_apply(4)
        earlier = asyncio.create_task(call(hass, "cover.close_cover", shutters[0]))
        await asyncio.sleep(1)
        script = asyncio.create_task(call(hass, "cover.close_cover", shutters))
        await asyncio.sleep(1)
        script.cancel()
        await earlier
        await asyncio.sleep(10)
        assert len(applied(box)) == 1

    async def test_unloaded(
        self, hass: HomeAssistant, loaded: MockConfigEntry, shutters: list[str], box: TahomaBox
    ) -> None:
        """Commands that still wait are not sent after the entry is unloaded."""
        box.faults.slow_apply(30, times=None)
        scripts = []
        for shutter in shutters:
            scripts.append(hass.async_create_task(call(hass, "cover.close_cover", shutter)))
            await asyncio.sleep(0.2)
        await hass.config_entries.async_unload(loaded.entry_id)
        results = await asyncio.gather(*scripts, return_exceptions=True)
        await asyncio.sleep(60)
        assert [isinstance(result, HomeAssistantError) for result in results] == [False, True, True]
        assert len(applied(box)) == 1

    async def test_one_of_two_equal_commands(
        self, hass: HomeAssistant, shutters: list[str], box: TahomaBox
    ) -> None:
        script, other = (asyncio.create_task(call(hass, "cover.close_cover", shutters[0])) for _ in range(2))
        await asyncio.sleep(0.01)
        script.cancel()
        await other
        assert [sent.command for sent in box.sent_commands] == ["close"]


class TestOneWayMotors:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(RTS, "rts:LightRTSComponent")

    async def test_duration_is_filled_in(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """The only, optional parameter is the duration for which the next command is queued: 0."""
        await call(hass, "cover.open_cover", entity_of(home.first(RTS).url))
        assert box.sent_commands[-1].parameters == [0]

    async def test_command_without_parameters(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        await call(hass, "light.turn_on", entity_of(home.first("rts:LightRTSComponent").url, "light"))
        assert (box.sent_commands[-1].command, box.sent_commands[-1].parameters) == ("on", [])


class TestScenarios:
    @pytest.fixture
    def home(self) -> Home:
        return Home.generate(devices=30, seed=1)

    async def test_scenario_is_replayed(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, entity_of: EntityOf
    ) -> None:
        """The actions of a scenario are sent, because the box cannot run it."""
        scenario = box.home.scenarios[0]
        await call(hass, "scene.turn_on", entity_of(f"{box.pin}/scenario/{scenario['oid']}", "scene"))
        assert {sent.url for sent in box.sent_commands} == {
            action["deviceURL"] for action in scenario["actions"]
        }

    async def test_rejected_scenario(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, entity_of: EntityOf
    ) -> None:
        scenario = box.home.scenarios[0]
        box.faults.bus_error(APPLY)
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, "scene.turn_on", entity_of(f"{box.pin}/scenario/{scenario['oid']}", "scene"))
        assert raised.value.translation_key == "tahoma_refused"

    async def test_scenario_with_two_requests(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, entity_of: EntityOf
    ) -> None:
        """A rejected request is reported after the other one was sent."""
        scenario = box.home.scenarios[0]
        shutters = list(box.home.devices)[:11]
        scenario["actions"] = [
            {"deviceURL": url, "commands": [{"name": "identify", "parameters": []}]} for url in shutters
        ]
        await loaded.runtime_data.async_request_refresh()
        box.faults.bus_error(APPLY)
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, "scene.turn_on", entity_of(f"{box.pin}/scenario/{scenario['oid']}", "scene"))
        assert raised.value.translation_key == "tahoma_refused"
        assert len(applied(box)) == 2

    @pytest.mark.parametrize("known", [True, False])
    async def test_scenario_with_unknown_devices(
        self,
        known: bool,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        entity_of: EntityOf,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """The remaining actions are executed; without any, an error is raised."""
        scenario = box.home.scenarios[0]
        unknown = {**scenario["actions"][0], "deviceURL": f"io://{box.pin}/99"}
        kept = scenario["actions"][:1] if known else []
        scenario["actions"] = [*kept, unknown]
        await loaded.runtime_data.async_request_refresh()
        scene = call(hass, "scene.turn_on", entity_of(f"{box.pin}/scenario/{scenario['oid']}", "scene"))
        if known:
            await scene
        else:
            with pytest.raises(HomeAssistantError) as raised:
                await scene
            assert raised.value.translation_key == "tahoma_command_failed_unknown_devices"
        assert [sent.url for sent in box.sent_commands] == [action["deviceURL"] for action in kept]
        assert f"{scenario['label']}: unknown devices: io://…/99" in caplog.text

    async def test_no_scenarios(self, hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox) -> None:
        """A box without this endpoint has no scenes and logs no errors."""
        box.quirks.action_groups = False
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert not hass.states.async_entity_ids("scene")
        await hass.config_entries.async_unload(entry.entry_id)


class TestMissingDevice:
    """The box rejects a whole request that contains a device it no longer lists."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of(RTS, RTS, SHUTTER)

    @pytest.fixture
    async def missing(self, loaded: MockConfigEntry, home: Home) -> str:
        url = home.first(RTS).url
        home.remove(url)
        await loaded.runtime_data.async_refresh()
        return url

    async def test_group(
        self,
        hass: HomeAssistant,
        missing: str,
        box: TahomaBox,
        home: Home,
        entity_of: EntityOf,
        state_of: StateOf,
    ) -> None:
        """One-way motors are otherwise always available, but can be missing, too."""
        assert state_of(missing).state == STATE_UNAVAILABLE
        others = {device.url for device in home.devices.values()}
        await call(hass, "cover.close_cover", [entity_of(url) for url in (missing, *others)])
        assert {sent.url for sent in box.sent_commands} == others

    async def test_scenario(self, loaded: MockConfigEntry, missing: str, box: TahomaBox, home: Home) -> None:
        actions = tuple(Action(url, (Command("close"),)) for url in (missing, *home.devices))
        await loaded.runtime_data.commands.async_play(ActionGroup("1", "Night", actions))
        assert {sent.url for sent in box.sent_commands} == set(home.devices)

    async def test_single_command(self, loaded: MockConfigEntry, missing: str, box: TahomaBox) -> None:
        with pytest.raises(HomeAssistantError) as raised:
            await loaded.runtime_data.async_execute(missing, Command("close"))
        assert raised.value.translation_key == "tahoma_command_failed_offline"
        assert not applied(box)

    async def test_device_returns(
        self,
        loaded: MockConfigEntry,
        missing: str,
        home: Home,
        state_of: StateOf,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """All devices are read again soon, because one-way motors send no events."""
        assert coordinator.REREAD_WHILE_MISSING <= 5 * 60
        monkeypatch.setattr(coordinator, "REREAD_WHILE_MISSING", 20)
        await loaded.runtime_data.async_refresh()
        home.devices[missing] = replace(home.first(RTS), url=missing)
        home.refresh_labels()
        await asyncio.sleep(25)
        assert state_of(missing).state != STATE_UNAVAILABLE


class TestExecuteCommand:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(SHUTTER, RTS, "io:HeatingValveIOComponent")

    @pytest.fixture
    def device_id(self, hass: HomeAssistant, loaded: MockConfigEntry, home: Home) -> str:
        device = dr.async_get(hass).async_get_device_by_identifier(
            (DOMAIN, home.first(SHUTTER).url), loaded.entry_id
        )
        assert device is not None
        return device.id

    async def execute(self, hass: HomeAssistant, **data: Any) -> Any:
        return await hass.services.async_call(
            DOMAIN, "execute_command", data, blocking=True, return_response=True
        )

    async def test_result(self, hass: HomeAssistant, device_id: str, box: TahomaBox, home: Home) -> None:
        """The action returns when the shutter has arrived."""
        url = home.first(SHUTTER).url
        result = await self.execute(hass, device_id=device_id, command="setClosure", parameters=[60])
        assert result == {"device_url": url, "result": "completed"}
        assert box.position(url) == 60

    async def test_without_response(self, hass: HomeAssistant, device_id: str, box: TahomaBox) -> None:
        await hass.services.async_call(
            DOMAIN, "execute_command", {"device_id": device_id, "command": "close"}, blocking=True
        )
        assert [sent.command for sent in box.sent_commands] == ["close"]

    async def test_still_in_progress(self, hass: HomeAssistant, device_id: str, home: Home) -> None:
        home.first(SHUTTER).travel_time = 100
        result = await self.execute(hass, device_id=device_id, command="setClosure", parameters=[100])
        assert result["result"] == "in_progress"

    async def test_failure(self, hass: HomeAssistant, device_id: str, home: Home) -> None:
        home.first(SHUTTER).silent = True
        with pytest.raises(HomeAssistantError) as raised:
            await self.execute(hass, device_id=device_id, command="close")
        assert raised.value.translation_key == "tahoma_command_failed_no_answer"

    @pytest.mark.parametrize(
        ("data", "key"),
        [
            ({"command": "fly"}, "tahoma_unknown_command"),
            ({"command": "setClosure"}, "tahoma_wrong_parameters"),
            ({"command": "setClosure", "parameters": [1, 2]}, "tahoma_wrong_parameters"),
            ({"command": "close", "device_id": "unknown"}, "unknown_device"),
        ],
    )
    async def test_invalid(
        self, data: dict[str, Any], key: str, hass: HomeAssistant, device_id: str, box: TahomaBox
    ) -> None:
        """A command that does not match the definition of the device is not sent."""
        with pytest.raises(ServiceValidationError) as raised:
            await self.execute(hass, **({"device_id": device_id} | data))
        assert raised.value.translation_key == key
        assert not box.sent_commands

    async def test_disabled(self, hass: HomeAssistant, device_id: str, box: TahomaBox) -> None:
        """A disabled device is not controlled."""
        dr.async_get(hass).async_update_device(device_id, disabled_by=dr.DeviceEntryDisabler.USER)
        before = len(box.sent_commands)
        with pytest.raises(ServiceValidationError) as raised:
            await self.execute(hass, device_id=device_id, command="close")
        assert raised.value.translation_key == "disabled_device"
        assert len(box.sent_commands) == before

    async def test_box_not_loaded(self, hass: HomeAssistant, device_id: str, loaded: MockConfigEntry) -> None:
        await hass.config_entries.async_unload(loaded.entry_id)
        with pytest.raises(ServiceValidationError) as raised:
            await self.execute(hass, device_id=device_id, command="close")
        assert raised.value.translation_key == "not_loaded"


class TestFirmwareWithoutExecutionEvents:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(SHUTTER)

    async def test_end_by_device_states(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: EntityOf,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """Some firmware versions report no executions; a cover still stops opening and its caller returns."""
        box.quirks.execution_events = False
        url = home.first(SHUTTER).url
        loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        await call(hass, "cover.set_cover_position", entity_of(url), position=40)
        assert loop.time() - begin < 8
        await until(lambda: state_of(url).state == "closing")
        await until(lambda: state_of(url).state == "open")
        assert state_of(url).attributes["current_position"] == 40


async def test_realistic_box(hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox) -> None:
    """Loose types, double quotes, varying order and closed connections are handled."""
    for quirk in fields(Quirks):
        setattr(box.quirks, quirk.name, getattr(Quirks.realistic(), quirk.name))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.async_entity_ids("cover")
    await hass.config_entries.async_unload(entry.entry_id)
