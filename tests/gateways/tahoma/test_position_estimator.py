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
        """Close it: from then on it is known where it is."""
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
        """An estimate asks the box for nothing: it goes on, and ends, where polling is switched off."""
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

    async def test_new_command_voids_the_stop(
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

    async def test_cancelled_caller(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """Who is cancelled before the box answers leaves no motor behind that runs to its end."""
        box.faults.slow_apply(1)
        caller = asyncio.create_task(move("set_cover_position", position=40))
        await until(lambda: len(box.sent_commands) == 2)
        caller.cancel()
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert 100 - box.position(url) == pytest.approx(40, abs=8)

    async def test_cancelled_before_it_is_sent(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """What the motor was not told in the end voids no stop, and the stop is nobody's to take back."""
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

    async def test_late_answer(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The stop is counted from when the request was sent, but nobody knows whether the motor's way is."""
        box.faults.slow_apply(6)
        await move("set_cover_position", position=40)
        await until(lambda: len(box.sent_commands) == 3)
        assert 100 - box.position(url) == pytest.approx(40, abs=6)
        await until(lambda: state_of(url).state == "unknown")
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).state == "unknown"

    async def test_answer_after_the_end(
        self,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A motor that stands still by then is not stopped."""
        box.faults.slow_apply(22)
        await move("set_cover_position", position=40)
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open"]

    async def test_late_departure(
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

    async def test_harmless_command(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """What does not move a motor voids no stop."""
        await move("set_cover_position", position=40)
        coordinator = loaded.runtime_data
        renamed = Action(url, (Command("setName", ("Kitchen",)),))
        coordinator.commands.position_estimator.apply_action("x", coordinator.data[url], renamed)
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]

    async def test_two_positions_of_one_moment(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The last wish counts, and the motor is stopped once."""
        await asyncio.gather(move("set_cover_position", position=30), move("set_cover_position", position=70))
        await until(lambda: state_of(url).state == "open")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(70, abs=4)

    async def test_somebody_stops_it_meanwhile(
        self,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A second stop would send the motor, which stands still by then, to its "my" position."""
        await move("set_cover_position", position=80)
        await asyncio.sleep(11)
        box.faults.slow_apply(9)
        await move("stop_cover")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]

    async def test_position_is_remembered(
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
        """Automations run on that, too: where the motor goes by them nobody follows."""
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await until(lambda: not box.listeners)
        await move("open_cover")
        await hass.async_block_till_done()
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).state == "unknown"

    async def test_stop_that_could_not_be_sent(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """It is tried again: nothing of it was sent."""
        await move("set_cover_position", position=40)
        await asyncio.sleep(5)
        await box.unplug(6)
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    @pytest.mark.parametrize(
        ("trouble", "reason"),
        [
            (lambda box: box.unplug(30), "not_reached"),
            (lambda box: box.faults.drop("/exec/apply"), "not_confirmed"),
            (lambda box: box.faults.bus_error("/exec/apply"), "refused"),
        ],
        ids=["not reached", "not confirmed", "refused"],
    )
    async def test_stop_that_failed(
        self,
        trouble: Callable[[TahomaBox], Coroutine[Any, Any, None] | None],
        reason: str,
        hass: HomeAssistant,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """It is told like any command that failed: the motor runs to its end."""
        await move("set_cover_position", position=40)
        lasting = trouble(box)
        outage = hass.async_create_task(lasting) if lasting is not None else None
        await until(lambda: state_of(box.pin, "event", "command_failed").state != "unknown")
        failure = state_of(box.pin, "event", "command_failed").attributes
        label = box.home.devices[url].label
        assert (failure["event_type"], failure["device"], failure["command"]) == (reason, label, "stop")
        if outage is not None:
            await outage

    @pytest.mark.parametrize("ours", [False, True])
    async def test_stop_whose_answer_is_lost(
        self,
        ours: bool,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """It is heard of first, and then found to be ours: the motor was told once, and stands."""
        await (move("set_cover_position", position=30) if ours else move("open_cover"))
        await asyncio.sleep(5)
        box.faults.drop("/exec/apply", executed=True)
        if not ours:
            await move("stop_cover")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).state == "open"
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=8)

    async def test_way_whose_answer_is_lost(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """It counts from when it was sent, not from when it was heard of, and is stopped."""
        box.faults.drop("/exec/apply", executed=True)
        await move("set_cover_position", position=40)
        await until(lambda: state_of(url).state == "open")
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        assert state_of(url).attributes["current_position"] == pytest.approx(100 - box.position(url), abs=4)

    async def test_position_where_it_stands(
        self,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """Nothing is sent: the motor would jog. To an end it is sent all the same."""
        await move("set_cover_position", position=40)
        await until(lambda: state_of(url).state == "open")
        await move("set_cover_position", position=state_of(url).attributes["current_position"])
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]
        for _ in range(2):
            await move("set_cover_position", position=0)
            await until(lambda: state_of(url).state == "closed")
        assert [sent.command for sent in box.sent_commands][3:] == ["close", "close"]

    async def test_name_of_a_position_that_was_refused(
        self, closed: None, box: TahomaBox, state_of: StateOf, move: Callable[..., Any]
    ) -> None:
        box.faults.bus_error("/exec/apply")
        with pytest.raises(HomeAssistantError):
            await move("set_cover_position", position=40)
        assert state_of(box.pin, "event", "command_failed").attributes["command"] == "setPosition"

    async def test_refused_command_is_not_stopped(
        self,
        closed: None,
        box: TahomaBox,
        move: Callable[..., Any],
    ) -> None:
        """A motor that never left is not told to stop: standing still it would go to its "my" position."""
        box.faults.bus_error("/exec/apply")
        with pytest.raises(HomeAssistantError):
            await move("set_cover_position", position=40)
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close"]

    async def test_somebody_else_closes_it(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """Another client of the box voids the stop that was to come."""
        await move("set_cover_position", position=90)
        await apply(loaded.runtime_data.client, [Action(url, (Command("close", (0,)),))])
        await until(lambda: state_of(url).state == "closed")
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "close"]

    async def test_somebody_else_was_first(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """What another client told the motor before us is heard of after us: it voids nothing."""
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
        """What the box says that it failed to do is not shown as done."""

        async def fail(command: str, parameters: list[Any]) -> Any:
            raise CommandFailedError(FailureType.ACTUATORNOANSWER)

        monkeypatch.setattr(home.devices[url].behavior, "execute", fail)
        await move("open_cover")
        await until(lambda: state_of(url).state == "unknown")
        await asyncio.sleep(25)
        assert state_of(url).state == "unknown"

    async def test_failed_command_that_was_overtaken(
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
        former = await apply(client, [Action(url, (Command("my", (4,)),))])
        await asyncio.sleep(3)
        await move("open_cover")
        await client.cancel(former)
        await until(lambda: state_of(url).attributes.get("current_position") == 100)

    async def test_cancelled_while_held_back(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """What was cancelled is no failure that anybody wants to hear of, but it was not done either."""
        client = loaded.runtime_data.client
        await apply(client, [Action(url, (Command("close"),))])
        await asyncio.sleep(4)
        await move("open_cover")
        (held,) = [
            execution
            for execution in await client.executions()
            if execution.actions[0].commands[0].name == "open"
        ]
        await client.cancel(held.id)
        await asyncio.sleep(40)
        assert state_of(url).state == "unknown"
        assert state_of(box.pin, "event", "command_failed").state == "unknown"

    @pytest.mark.parametrize(
        ("meanwhile", "radio"), [("close", ["open", "stop"]), ("open", ["open"])], ids=["stands", "moves"]
    )
    async def test_held_back(
        self,
        meanwhile: str,
        radio: list[str],
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """The way counts from when the box sends the command; where the motor is by then is not known."""
        await asyncio.sleep(30)
        await apply(loaded.runtime_data.client, [Action(url, (Command(meanwhile, (20,)),))])
        await asyncio.sleep(2)
        await move("set_cover_position", position=50)
        await until(lambda: state_of(url).attributes.get("current_position") is None)
        await asyncio.sleep(35)
        assert [sent.command for sent in box.sent_commands][2:] == radio
        if "stop" in radio:
            assert 100 - box.position(url) == pytest.approx(50, abs=8)
            assert state_of(url).state == "unknown"
        else:
            await until(lambda: state_of(url).attributes.get("current_position") == 100)

    async def test_reload_on_the_way_stops_it(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """Who cannot stop a motor later stops it now, and knows where it is."""
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
        """Nobody knows where a motor is whose stop has no answer, least of all where it was before."""
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
        """What was sent a moment ago is waited for, and stopped."""
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
        """What was to be saved later is not saved when all is removed."""
        await move("set_cover_position", position=90)
        box.faults.hang("/exec/apply", times=None)
        await hass.config_entries.async_remove(loaded.entry_id)
        await asyncio.sleep(40)
        assert not [key for key in hass_storage if loaded.entry_id in key]

    async def test_reload_on_the_way_to_an_end(
        self,
        hass: HomeAssistant,
        loaded: MockConfigEntry,
        url: str,
        state_of: StateOf,
        move: Callable[..., Any],
    ) -> None:
        """The motor goes on without us, to its end."""
        await move("open_cover")
        await hass.config_entries.async_reload(loaded.entry_id)
        assert state_of(url).attributes["current_position"] == 100

    async def test_times_taken_away(
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
        """The motor is stopped where it was to be stopped; then nothing of an estimate stays."""
        await move("set_cover_position", position=90)
        hass.config_entries.async_update_entry(loaded, options={})
        loaded.runtime_data.async_options_changed()
        await until(lambda: "current_position" not in state_of(url).attributes)
        await until(lambda: state_of(url).state == "unknown")
        await asyncio.sleep(10)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "stop"]

    async def test_other_times_changed_on_the_way(
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

    async def test_times_taken_back(
        self, hass: HomeAssistant, loaded: MockConfigEntry, url: str, state_of: StateOf
    ) -> None:
        """Without an estimate there is no position to go to; with one there is, from that moment."""

        def takes_a_position() -> bool:
            features: int = state_of(url).attributes["supported_features"]
            return bool(features & CoverEntityFeature.SET_POSITION)

        assert takes_a_position()
        times = loaded.options["travel_times"]
        changes: tuple[dict[str, Any], ...] = ({}, times)
        for options in changes:
            hass.config_entries.async_update_entry(loaded, options={"travel_times": options})
            loaded.runtime_data.async_options_changed()
            assert takes_a_position() is bool(options)

    async def test_times_changed_on_the_way(
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
        """The motor goes on, and is stopped."""
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
        """What may have been carried out or not leaves the motor nobody knows where."""
        box.faults.drop("/exec/apply")
        with pytest.raises(HomeAssistantError):
            await move("open_cover")
        await until(lambda: state_of(url).state == "unknown")

    async def test_without_times_nothing_is_estimated(
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

    async def test_back_while_the_box_answers(
        self,
        loaded: MockConfigEntry,
        closed: None,
        box: TahomaBox,
        url: str,
        state_of: StateOf,
        until: Until,
        move: Callable[..., Any],
    ) -> None:
        """A motor that is where it is wanted again was told meanwhile to go away."""
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

    async def test_the_stop_has_to_wait(
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
        """By its turn the motor has arrived: it would go to its "my" position."""
        await move("set_cover_position", position=90)
        await asyncio.sleep(17.5)
        box.faults.slow_apply(4)
        await hass.services.async_call(
            "cover", "close_cover", {"entity_id": entity_of(home.first(IO).url)}, blocking=True
        )
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands if sent.url == url] == ["close", "open"]
        assert box.position(url) == 0

    async def test_opened_elsewhere_while_the_stop_waits(
        self, loaded: MockConfigEntry, closed: None, box: TahomaBox, url: str, move: Callable[..., Any]
    ) -> None:
        """What another client told the motor is heard with the answer that the stop waits for."""
        await move("set_cover_position", position=40)
        await asyncio.sleep(7)
        box.faults.delay(1.9, "/events/*/fetch")
        await asyncio.sleep(1.5)
        device = box.home.devices[url]
        box.executions.run("app", [executions.Action(device, [executions.Command("open", [0])])])
        await asyncio.sleep(30)
        assert [sent.command for sent in box.sent_commands] == ["close", "open", "open"]
        assert box.position(url) == 0
