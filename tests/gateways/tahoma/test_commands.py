"""What the box is told, and when."""

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
    """The requests that carried commands: for each its actions."""
    return [request.body["actions"] for request in box.requests if request.path == APPLY]


async def call(hass: HomeAssistant, action: str, entity_id: str | list[str], **data: Any) -> None:
    domain, service = action.split(".")
    await hass.services.async_call(domain, service, {"entity_id": entity_id, **data}, blocking=True)


class TestMerging:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(*[SHUTTER] * 12, BLIND)

    async def test_commands_of_one_moment(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """Twelve shutters are closed by two requests, of at most ten actions, one a device."""
        shutters = [device.url for device in home.all(SHUTTER)]
        await call(hass, "cover.close_cover", [entity_of(url) for url in shutters])
        assert sorted(len(actions) for actions in applied(box)) == [2, 10]
        assert {sent.url for sent in box.sent_commands} == set(shutters)

    async def test_two_commands_to_one_device(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """The box refuses two actions on one device: they become one of two commands."""
        url = home.first(SHUTTER).url
        entity_id = entity_of(url)
        await asyncio.gather(
            call(hass, "cover.set_cover_position", entity_id, position=40),
            call(hass, "button.press", entity_of(url, "button", "my")),
        )
        ((action,),) = applied(box)
        assert [command["name"] for command in action["commands"]] == ["setClosure", "my"]

    async def test_position_and_tilt_of_one_moment(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, home: Home, entity_of: EntityOf
    ) -> None:
        """A blind would stop between the two: it gets both in one command."""
        entity_id = entity_of(home.first(BLIND).url)
        await asyncio.gather(
            call(hass, "cover.set_cover_position", entity_id, position=40),
            call(hass, "cover.set_cover_tilt_position", entity_id, tilt_position=30),
        )
        ((action,),) = applied(box)
        assert action["commands"] == [{"name": "setClosureAndOrientation", "parameters": [60, 70]}]

    async def test_tilt_on_the_way(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: EntityOf,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """A blind that is turned on its way arrives where it was going."""
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


class TestCancelled:
    """A command that nobody waits for any more is not sent."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of(*[SHUTTER] * 3)

    @pytest.fixture
    def shutters(self, loaded: MockConfigEntry, home: Home, entity_of: EntityOf) -> list[str]:
        return [entity_of(device.url) for device in home.all(SHUTTER)]

    async def test_while_others_are_gathered(
        self, hass: HomeAssistant, shutters: list[str], box: TahomaBox
    ) -> None:
        script = asyncio.create_task(call(hass, "cover.close_cover", shutters[0]))
        await asyncio.sleep(0.01)
        script.cancel()
        await asyncio.sleep(10)
        assert not applied(box)

    async def test_while_another_one_is_answered(
        self, hass: HomeAssistant, shutters: list[str], box: TahomaBox, home: Home
    ) -> None:
        """What others want of the same request, or of the same device, is sent."""
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

    async def test_all_of_a_request(self, hass: HomeAssistant, shutters: list[str], box: TahomaBox) -> None:
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
        """What waits for its turn for too long is not sent by an integration that is not there any more."""
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

    async def test_one_of_two_with_the_same_wish(
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
        """A lone optional parameter is the duration for which the next command is held back: none."""
        await call(hass, "cover.open_cover", entity_of(home.first(RTS).url))
        assert box.sent_commands[-1].parameters == [0]

    async def test_no_parameter_where_none_is_taken(
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
        """The box's own way of playing a scenario does nothing: its actions are sent."""
        scenario = box.home.scenarios[0]
        await call(hass, "scene.turn_on", entity_of(f"{box.pin}/scenario/{scenario['oid']}", "scene"))
        assert {sent.url for sent in box.sent_commands} == {
            action["deviceURL"] for action in scenario["actions"]
        }

    async def test_scenario_that_is_refused(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, entity_of: EntityOf
    ) -> None:
        scenario = box.home.scenarios[0]
        box.faults.bus_error(APPLY)
        with pytest.raises(HomeAssistantError) as raised:
            await call(hass, "scene.turn_on", entity_of(f"{box.pin}/scenario/{scenario['oid']}", "scene"))
        assert raised.value.translation_key == "tahoma_refused"

    async def test_scenario_of_two_requests(
        self, hass: HomeAssistant, loaded: MockConfigEntry, box: TahomaBox, entity_of: EntityOf
    ) -> None:
        """One of them is refused, which is told when the other has been sent."""
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
    async def test_scenario_of_unknown_devices(
        self,
        known: bool,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        entity_of: EntityOf,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """What is left of a scenario is carried out; where nothing is, it is no success."""
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
        """A box without that part of its API has no scenes, and nothing is said of it."""
        box.quirks.action_groups = False
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert not hass.states.async_entity_ids("scene")
        await hass.config_entries.async_unload(entry.entry_id)


class TestMissingDevice:
    """The box refuses all that is sent at once for a device that it does not list any more."""

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
        """One-way motors, which count as available always, are missing like others."""
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

    async def test_that_comes_back(
        self,
        loaded: MockConfigEntry,
        missing: str,
        home: Home,
        state_of: StateOf,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Nothing else is heard of one-way motors: the box is asked again soon."""
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
        """The action answers when the shutter has arrived."""
        url = home.first(SHUTTER).url
        result = await self.execute(hass, device_id=device_id, command="setClosure", parameters=[60])
        assert result == {"device_url": url, "result": "completed"}
        assert box.position(url) == 60

    async def test_without_response(self, hass: HomeAssistant, device_id: str, box: TahomaBox) -> None:
        await hass.services.async_call(
            DOMAIN, "execute_command", {"device_id": device_id, "command": "close"}, blocking=True
        )
        assert [sent.command for sent in box.sent_commands] == ["close"]

    async def test_no_end_in_sight(self, hass: HomeAssistant, device_id: str, home: Home) -> None:
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
            ({"command": "close", "device_id": "nobody"}, "unknown_device"),
        ],
    )
    async def test_invalid(
        self, data: dict[str, Any], key: str, hass: HomeAssistant, device_id: str, box: TahomaBox
    ) -> None:
        """What the device's own definition does not have is not sent."""
        with pytest.raises(ServiceValidationError) as raised:
            await self.execute(hass, **({"device_id": device_id} | data))
        assert raised.value.translation_key == key
        assert not box.sent_commands

    async def test_disabled(self, hass: HomeAssistant, device_id: str, box: TahomaBox) -> None:
        """Who disabled a device does not want it to be moved."""
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

    async def test_end_by_the_devices_own_states(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        box: TahomaBox,
        home: Home,
        entity_of: EntityOf,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """Some firmwares report no executions: a cover neither keeps opening nor keeps its caller."""
        box.quirks.execution_events = False
        url = home.first(SHUTTER).url
        loop, begin = asyncio.get_running_loop(), asyncio.get_running_loop().time()
        await call(hass, "cover.set_cover_position", entity_of(url), position=40)
        assert loop.time() - begin < 8
        await until(lambda: state_of(url).state == "closing")
        await until(lambda: state_of(url).state == "open")
        assert state_of(url).attributes["current_position"] == 40


async def test_realistic_box(hass: HomeAssistant, entry: MockConfigEntry, box: TahomaBox) -> None:
    """Loose types, doubled quotes, changing orders and closed connections make no difference."""
    for quirk in fields(Quirks):
        setattr(box.quirks, quirk.name, getattr(Quirks.realistic(), quirk.name))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.async_entity_ids("cover")
    await hass.config_entries.async_unload(entry.entry_id)
