"""Covers with an estimated position."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.components.cover import CoverEntityFeature
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.gateways.tahoma.api.models import Action, Command
from simulators.tahoma import Home, TahomaBox, executions
from simulators.tahoma.failures import CommandFailedError, FailureType
from tests.conftest import Until

from .conftest import StateOf, apply

RTS = "rts:RollerShutterRTSComponent"
IO = "io:RollerShutterGenericIOComponent"


class TestCover:
    @pytest.fixture
    def home(self) -> Home:
        return Home.of(RTS, IO)

    @pytest.fixture
    def url(self, home: Home) -> str:
        return home.first(RTS).url

    @pytest.fixture
    def entry(self, entry: MockConfigEntry, hass: HomeAssistant, home: Home, url: str) -> MockConfigEntry:
        seconds = home.first(RTS).travel_time
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(
            entry, options={"travel_times": {url: {"opening": seconds, "closing": seconds}}}
        )
        return entry

    @pytest.fixture
    def move(self, hass: HomeAssistant, entity_of: Callable[..., str], url: str) -> Callable[..., Any]:
        async def move(action: str, **data: Any) -> None:
            await hass.services.async_call(
                "cover", action, {"entity_id": entity_of(url), **data}, blocking=True
            )

        return move

    @pytest.fixture
    async def closed(
        self,
        loaded: MockConfigEntry,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """Close the cover, so that its position is known."""
        await move("close_cover")
        await until(lambda: state_of(url).state == "closed")

    async def test_goes_to_a_position(
        self,
        loaded: MockConfigEntry,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The motor is stopped at its estimated position, and is there."""
        with pytest.raises(HomeAssistantError) as raised:
            await move("set_cover_position", position=40)
        assert raised.value.translation_key == "tahoma_command_failed_position_unknown"
        await move("close_cover")
        assert state_of(url).state == "closing"
        await until(lambda: state_of(url).state == "closed")
        await move("set_cover_position", position=40)
        assert state_of(url).state == "opening"
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(40, abs=4)
        assert 100 - box.position(url) == pytest.approx(40, abs=6)

    async def test_without_polling(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The position is estimated without requests, so it works with polling disabled."""
        hass.config_entries.async_update_entry(loaded, pref_disable_polling=True)
        await hass.config_entries.async_reload(loaded.entry_id)
        await move("set_cover_position", position=40)
        assert state_of(url).state == "opening"
        await until(lambda: 10 < state_of(url).attributes["current_position"] < 40)
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(40, abs=4)
        await move("close_cover")
        await until(lambda: state_of(url).state == "closed")

    async def test_new_command_cancels_the_stop(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        await move("set_cover_position", position=40)
        await move("open_cover")
        await until(lambda: state_of(url).attributes["current_position"] == 100)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "open"]

    async def test_canceled_caller(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The motor is stopped even if the caller is canceled before the box answers."""
        box.faults.slow_apply(1)
        caller = asyncio.create_task(move("set_cover_position", position=40))
        await until(lambda: len(box.sent_commands) == 2)
        caller.cancel()
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert 100 - box.position(url) == pytest.approx(40, abs=8)

    async def test_command_canceled_before_it_is_sent(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """A command that is never sent does not cancel the scheduled stop."""
        await move("set_cover_position", position=40)
        await asyncio.sleep(7)
        box.faults.delay(1.8, "/setup/gateways")
        slow = asyncio.create_task(loaded.runtime_data.client.gateways())
        await asyncio.sleep(0.1)
        caller = asyncio.create_task(move("open_cover"))
        await asyncio.sleep(0.5)
        caller.cancel()
        await until(lambda: state_of(url).state == "open")
        assert slow.done()
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    async def test_late_response(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The stop is timed from the request, but the start of the movement is unknown."""
        box.faults.slow_apply(6)
        await move("set_cover_position", position=40)
        await until(lambda: len(box.sent_commands) == 3)
        assert 100 - box.position(url) == pytest.approx(40, abs=6)
        await until(lambda: state_of(url).state == "unknown")
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).state == "unknown"

    async def test_response_after_the_movement(
        self,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A motor that stands still when the response arrives is not stopped."""
        box.faults.slow_apply(22)
        await move("set_cover_position", position=40)
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open"]

    async def test_late_start(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        box.faults.delay(6, "/exec/apply", 1)
        await move("open_cover")
        await until(lambda: state_of(url).attributes.get("current_position") == 100)
        assert box.position(url) == pytest.approx(0, abs=6)

    async def test_late_stop(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        await move("open_cover")
        box.faults.slow_apply(6)
        await move("stop_cover")
        await until(lambda: state_of(url).state == "unknown")

    async def test_command_without_movement(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """A command that does not move the motor does not cancel the stop."""
        await move("set_cover_position", position=40)
        coordinator = loaded.runtime_data
        renamed = Action(url, (Command("setName", ("Kitchen",)),))
        coordinator.commands.position_estimator.apply_action("x", coordinator.data[url], renamed)
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]

    async def test_two_positions_in_one_batch(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The last position is used, and the motor is stopped once."""
        await asyncio.gather(move("set_cover_position", position=30), move("set_cover_position", position=70))
        await until(lambda: state_of(url).state == "open")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(70, abs=4)

    async def test_stopped_by_the_user_before_the_stop(
        self,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A second stop would move the stopped motor to its "my" position."""
        await move("set_cover_position", position=80)
        await asyncio.sleep(11)
        box.faults.slow_apply(9)
        await move("stop_cover")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]

    async def test_position_is_restored(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).state == "closed"

    async def test_command_while_home_assistant_stops(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """Commands sent while Home Assistant stops are not tracked, so the position is unknown."""
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await until(lambda: not box.listeners)
        await move("open_cover")
        await hass.async_block_till_done()
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).state == "unknown"

    async def test_stop_is_retried(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """A stop that was not sent is sent again."""
        await move("set_cover_position", position=40)
        await asyncio.sleep(5)
        await box.unplug(6)
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    @pytest.mark.parametrize(
        ("fault", "reason"),
        [
            (lambda box: box.unplug(30), "not_reached"),
            (lambda box: box.faults.drop("/exec/apply"), "not_confirmed"),
            (lambda box: box.faults.bus_error("/exec/apply"), "refused"),
        ],
        ids=["not reached", "not confirmed", "refused"],
    )
    async def test_stop_that_failed(
        self,
        fault: Callable[[TahomaBox], Coroutine[Any, Any, None] | None],
        reason: str,
        hass: HomeAssistant,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """A failed stop is reported like any failed command."""
        await move("set_cover_position", position=40)
        outage_coroutine = fault(box)
        outage = hass.async_create_task(outage_coroutine) if outage_coroutine is not None else None
        await until(lambda: state_of(box.pin, "event", "command_failed").state != "unknown")
        failure = state_of(box.pin, "event", "command_failed").attributes
        label = box.home.devices[url].label
        assert (failure["event_type"], failure["device"], failure["command"]) == (reason, label, "stop")
        if outage is not None:
            await outage

    @pytest.mark.parametrize("is_scheduled", [False, True])
    async def test_lost_response_to_a_stop(
        self,
        is_scheduled: bool,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """The event comes first and is matched to the request, so one stop is sent."""
        await (move("set_cover_position", position=30) if is_scheduled else move("open_cover"))
        await asyncio.sleep(5)
        box.faults.drop("/exec/apply", executed=True)
        if not is_scheduled:
            await move("stop_cover")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).state == "open"
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    async def test_lost_response_to_a_movement(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The movement is timed from the request, not from the event, and is stopped."""
        box.faults.drop("/exec/apply", executed=True)
        await move("set_cover_position", position=40)
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=4)

    async def test_current_position_as_target(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """Nothing is sent, except to an end position."""
        await move("set_cover_position", position=40)
        await until(lambda: state_of(url).state == "open")
        await move("set_cover_position", position=state_of(url).attributes["current_position"])
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        for _ in range(2):
            await move("set_cover_position", position=0)
            await until(lambda: state_of(url).state == "closed")
        assert [sent.command for sent in box.sent_commands][3:] == ["close", "close"]

    async def test_rejected_position_is_reported(
        self, closed: None, box: TahomaBox, state_of: StateOf, move: Callable[..., Any]
    ) -> None:
        box.faults.bus_error("/exec/apply")
        with pytest.raises(HomeAssistantError):
            await move("set_cover_position", position=40)
        assert state_of(box.pin, "event", "command_failed").attributes["command"] == "setPosition"

    async def test_rejected_command_is_not_stopped(
        self,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A motor that did not start is not stopped, because it would move to its "my" position."""
        box.faults.bus_error("/exec/apply")
        with pytest.raises(HomeAssistantError):
            await move("set_cover_position", position=40)
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close"]

    async def test_closed_by_another_client(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """A command of another client cancels the scheduled stop."""
        await move("set_cover_position", position=90)
        await apply(loaded.runtime_data.client, [Action(url, (Command("close", (0,)),))])
        await until(lambda: state_of(url).state == "closed")
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "close"]

    async def test_earlier_command_of_another_client(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """An earlier command that is reported later does not cancel the stop."""
        box.requests.clear()
        await until(lambda: box.requests)
        await apply(loaded.runtime_data.client, [Action(url, (Command("close", (0,)),))])
        await move("set_cover_position", position=50)
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "close", "open", "stop"]
        assert state_of(url).state == "unknown"

    async def test_failed_command(
        self,
        closed: None,
        box: TahomaBox,
        home: Home,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The position is unknown after a failed command."""

        async def fail(command: str, parameters: list[Any]) -> Any:
            raise CommandFailedError(FailureType.ACTUATORNOANSWER)

        monkeypatch.setattr(home.devices[url].behavior, "execute", fail)
        await move("open_cover")
        await until(lambda: state_of(url).state == "unknown")
        await asyncio.sleep(25)
        assert state_of(url).state == "unknown"

    async def test_failed_command_before_a_newer_one(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        client = loaded.runtime_data.client
        previous = await apply(client, [Action(url, (Command("my", (4,)),))])
        await asyncio.sleep(3)
        await move("open_cover")
        await client.cancel(previous)
        await until(lambda: state_of(url).attributes.get("current_position") == 100)

    async def test_canceled_while_queued(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """A canceled command is not reported as failed, but the position is unknown."""
        client = loaded.runtime_data.client
        await apply(client, [Action(url, (Command("close"),))])
        await asyncio.sleep(4)
        await move("open_cover")
        (queued,) = [
            execution
            for execution in await client.executions()
            if execution.actions[0].commands[0].name == "open"
        ]
        await client.cancel(queued.id)
        await asyncio.sleep(40)
        assert state_of(url).state == "unknown"
        assert state_of(box.pin, "event", "command_failed").state == "unknown"

    @pytest.mark.parametrize(
        ("previous", "sent"), [("close", ["open", "stop"]), ("open", ["open"])], ids=["stopped", "moving"]
    )
    async def test_queued_command(
        self,
        previous: str,
        sent: list[str],
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The movement is timed from when the box sends the command; the position is unknown."""
        await asyncio.sleep(30)
        await apply(loaded.runtime_data.client, [Action(url, (Command(previous, (20,)),))])
        await asyncio.sleep(2)
        await move("set_cover_position", position=50)
        await until(lambda: state_of(url).attributes.get("current_position") is None)
        await asyncio.sleep(35)
        assert [command.command for command in box.sent_commands][2:] == sent
        if "stop" in sent:
            assert 100 - box.position(url) == pytest.approx(50, abs=8)
            assert state_of(url).state == "unknown"
        else:
            await until(lambda: state_of(url).attributes.get("current_position") == 100)

    async def test_reload_sends_the_stop(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """A scheduled stop is sent immediately, and the position is kept."""
        await move("set_cover_position", position=90)
        await asyncio.sleep(4)
        await hass.config_entries.async_reload(loaded.entry_id)
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    async def test_reload_while_the_box_hangs(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """The position is unknown if the stop was not confirmed."""
        await asyncio.sleep(15)
        await move("set_cover_position", position=90)
        box.faults.hang("/exec/apply", times=None)
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).state == "unknown"
        await asyncio.sleep(40)
        assert state_of(url).state == "unknown"
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).state == "unknown"

    async def test_reload_before_the_box_answers(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The response is awaited, and the motor is stopped."""
        box.faults.slow_apply(1)
        caller = asyncio.create_task(move("set_cover_position", position=90))
        await until(lambda: len(box.sent_commands) == 2)
        await hass.config_entries.async_reload(loaded.entry_id)
        await caller
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    async def test_removal_while_the_box_hangs(
        self,
        hass: HomeAssistant,
        hass_storage: dict[str, Any],
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A delayed save does not write positions after the entry is removed."""
        await move("set_cover_position", position=90)
        box.faults.hang("/exec/apply", times=None)
        await hass.config_entries.async_remove(loaded.entry_id)
        await asyncio.sleep(40)
        assert not [key for key in hass_storage if loaded.entry_id in key]

    async def test_reload_while_moving_to_an_end(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """The motor continues to its end position."""
        await move("open_cover")
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).attributes["current_position"] == 100

    async def test_travel_times_removed(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The motor is stopped at the target, and no position is estimated."""
        await move("set_cover_position", position=90)
        hass.config_entries.async_update_entry(loaded, options={})
        loaded.runtime_data.async_options_changed()
        await until(lambda: "current_position" not in state_of(url).attributes)
        await until(lambda: state_of(url).state == "unknown")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]

    async def test_travel_times_of_another_motor_changed(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        await move("open_cover")
        times = dict(loaded.options["travel_times"]) | {"rts://x/1": {"opening": 5, "closing": 5}}
        hass.config_entries.async_update_entry(loaded, options={"travel_times": times})
        loaded.runtime_data.async_options_changed()
        await until(lambda: state_of(url).attributes.get("current_position") == 100)

    async def test_travel_times_removed_and_restored(
        self, hass: HomeAssistant, loaded: MockConfigEntry, url: str, state_of: StateOf
    ) -> None:
        """The position can be set only while there are travel times."""

        def supports_set_position() -> bool:
            features: int = state_of(url).attributes["supported_features"]
            return bool(features & CoverEntityFeature.SET_POSITION)

        assert supports_set_position()
        times = loaded.options["travel_times"]
        changes: tuple[dict[str, Any], ...] = ({}, times)
        for options in changes:
            hass.config_entries.async_update_entry(loaded, options={"travel_times": options})
            loaded.runtime_data.async_options_changed()
            assert supports_set_position() is bool(options)

    async def test_travel_times_changed_while_moving(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The motor continues and is stopped."""
        await move("set_cover_position", position=40)
        times = {url: {"opening": 21, "closing": 20}}
        hass.config_entries.async_update_entry(loaded, options={"travel_times": times})
        loaded.runtime_data.async_options_changed()
        assert state_of(url).state == "opening"
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=6)

    async def test_unconfirmed_command(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The position is unknown after an unconfirmed command."""
        box.faults.drop("/exec/apply")
        with pytest.raises(HomeAssistantError):
            await move("open_cover")
        await until(lambda: state_of(url).state == "unknown")

    async def test_no_estimate_without_travel_times(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        hass.config_entries.async_update_entry(loaded, options={})
        loaded.runtime_data.async_options_changed()
        await move("close_cover")
        await asyncio.sleep(30)
        assert state_of(url).state == "unknown"
        assert "current_position" not in state_of(url).attributes

    async def test_return_before_the_response(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The target is sent although the motor has not yet left it."""
        await move("set_cover_position", position=40)
        await until(lambda: state_of(url).state == "open")
        box.faults.slow_apply(1)
        away = asyncio.create_task(move("set_cover_position", position=10))
        await asyncio.sleep(0.5)
        await move("set_cover_position", position=40)
        await away
        await asyncio.sleep(40)
        assert [sent.command for sent in box.sent_commands] == [
            "close",
            "open",
            "stop",
            "close",
            "open",
            "stop",
        ]
        assert state_of(url).attributes["current_position"] == pytest.approx(40, abs=4)

    async def test_stop_delayed_past_the_end(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        home: Home,
        url: str,
        entity_of: Callable[..., str],
        move: Callable[..., Any],
    ) -> None:
        """The stop is not sent once the motor has arrived, because it would move to its "my" position."""
        await move("set_cover_position", position=90)
        await asyncio.sleep(17.5)
        box.faults.slow_apply(4)
        await hass.services.async_call(
            "cover", "close_cover", {"entity_id": entity_of(home.first(IO).url)}, blocking=True
        )
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands if sent.url == url] == ["close", "open"]
        assert box.position(url) == 0

    async def test_opened_by_another_client_before_the_stop(
        self, loaded: MockConfigEntry, closed: None, box: TahomaBox, url: str, move: Callable[..., Any]
    ) -> None:
        """The stop is canceled by an event in the response that it waits for."""
        await move("set_cover_position", position=40)
        await asyncio.sleep(7)
        box.faults.delay(1.9, "/events/*/fetch")
        await asyncio.sleep(1.5)
        device = box.home.devices[url]
        box.executions.run("app", [executions.Action(device, [executions.Command("open", [0])])])
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "open"]
        assert box.position(url) == 0
