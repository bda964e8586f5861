"""Whatever goes wrong: no motor runs more often than its caller was told, and what is told is so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant import loader
from homeassistant.const import ATTR_ENTITY_ID, EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from hypothesis import HealthCheck, example, given, settings, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.gatehouse.gateways.the_keys import client_factory
from simulators.clock import Clock
from simulators.the_keys import Action, Home, Lock, Origin, Quirks, State, Style, TheKeysGateway
from tests.leaps import leap

from .conftest import CODE, DOOR, entry_of

SETTLED = 60.0
# How long what was done with a lock may be on its way: until the next look at the gateway, and at the lock.
ON_ITS_WAY = 25.0
# And where nobody could hear of it: until a lock or a gateway counts as out of reach, and a look more.
OUT_OF_HEARING = 90.0
LOOK = 0.5

NOTHING_DONE = {
    "cannot_connect",
    "the_keys_busy",
    "the_keys_code_refused",
    "the_keys_gateway_clock_wrong",
    "the_keys_key_refused",
    "the_keys_not_compatible",
    "the_keys_not_shared",
    "the_keys_out_of_range",
}
MAYBE_DONE = {"the_keys_not_confirmed", "the_keys_not_done"}

# A trouble of the command itself, or of the look at the lock after it.
paths = st.sampled_from(["/{command}", "/{command}", "/locker_status", "/lockers"])
times = st.sampled_from([1, 2, 4, 12])
refusals = st.sampled_from([1, 32, 33, 34, 35, 36, 38, 400, 500])
failures = st.sampled_from([4, 5, 37, 99])
troubles = st.one_of(
    st.tuples(st.just("code"), paths, times, refusals, st.just(value=False)),
    st.tuples(st.just("code"), paths, times, failures, st.booleans()),
    st.tuples(st.sampled_from(["drop", "reset"]), paths, times, st.booleans()),
    st.tuples(st.sampled_from(["empty", "html", "garbage", "truncated", "hang"]), paths, times),
    st.tuples(st.just("delay"), paths, times, st.sampled_from([8.0, 40.0]), st.booleans()),
)
commands = st.tuples(
    st.just("command"),
    st.sampled_from(["lock", "unlock"]),
    st.lists(troubles, max_size=2),
    st.sampled_from([None, None, None, 0.5, 2.0, 5.0, 9.0]),
)
events = st.one_of(
    st.tuples(st.just("by hand"), st.sampled_from([Action.OPEN, Action.CLOSE])),
    st.tuples(st.just("range"), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([3.0, 15.0, 70.0, 200.0])),
    st.tuples(st.just("restart")),
)


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Let the tests reach this machine."""


@pytest.mark.timeout(400)
@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    script=st.lists(st.one_of(commands, commands, events), min_size=3, max_size=8),
    style=st.sampled_from(Style),
    slow=st.booleans(),
    restless=st.booleans(),
)
@example(
    script=[("wait", 15.0), ("command", "unlock", [("code", "/{command}", 1, 500, False)], 2.0)],
    style=Style.OBSERVED,
    slow=False,
    restless=False,
)
@example(
    script=[("wait", 15.0), ("range", False), ("by hand", Action.OPEN), ("wait", 200.0)],
    style=Style.OBSERVED,
    slow=False,
    restless=False,
)
@example(
    script=[("wait", 15.0), ("restart",), ("wait", 200.0)], style=Style.OBSERVED, slow=False, restless=False
)
def test_truth(script: list[Any], style: Style, slow: bool, restless: bool) -> None:
    quirks = Quirks(style=style, waits_for_motor=slow, rejected_requests_use_timestamp=restless)
    asyncio.run(play(script, quirks))


async def play(script: list[Any], quirks: Quirks) -> None:
    """Live through a script, and compare what was told with what was so."""
    leap(asyncio.get_running_loop())
    home = Home(Lock(DOOR, "Front door", CODE), clock=Clock())
    async with TheKeysGateway(home, quirks=quirks) as gateway, running(gateway) as hass:
        witness = Witness(hass, gateway.locks[DOOR])
        for what, *how in script:
            await Actor(hass, gateway, witness).do(what, *how)
        gateway.faults.clear()
        gateway.locks[DOOR].reachable = True
        await asyncio.sleep(SETTLED)
        witness.end()
        assert witness.lies == []
        assert gateway.overlaps == 0


@asynccontextmanager
async def running(gateway: TheKeysGateway) -> AsyncIterator[HomeAssistant]:
    """Run a Home Assistant in which the gateway is set up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client_factory, "time", gateway.clock.unix_time)
        async with async_test_home_assistant() as hass:
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            entry = entry_of(gateway)
            entry.add_to_hass(hass)
            assert await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done()
            try:
                yield hass
            finally:
                await hass.config_entries.async_unload(entry.entry_id)
                await hass.async_stop(force=True)


class Witness:
    """Sees what Home Assistant says of the lock, and what the lock is."""

    def __init__(self, hass: HomeAssistant, lock: Lock) -> None:
        self.hass = hass
        self.entity_id = "lock.front_door"
        self.lock = lock
        self.lies: list[str] = []
        self._bolt = lock.state
        self._seen: list[State] = []
        self._end = hass.bus.async_listen(EVENT_STATE_CHANGED, self._heard)
        self._looking = asyncio.create_task(self._look())

    @property
    def bolt(self) -> State:
        """Where the bolt is: also where a lock that was restarted does not know it."""
        if self.lock.state is not State.UNKNOWN:
            self._bolt = self.lock.state
        return self._bolt

    async def _look(self) -> None:
        while True:
            self._seen.append(self.bolt)
            if (shown := self.hass.states.get(self.entity_id)) is not None:
                self._judge(shown.state, OUT_OF_HEARING)
            await asyncio.sleep(LOOK)

    @callback
    def _heard(self, event: Event[Any]) -> None:
        new = event.data["new_state"]
        if event.data["entity_id"] == self.entity_id and new is not None:
            self._judge(new.state, ON_ITS_WAY)

    def _judge(self, shown: str, lag: float) -> None:
        """Note where it is said that the lock is what it has not been of late.

        Looks are counted, not seconds: where this machine was busy, Home Assistant could do nothing, too.
        """
        told = {"locked": State.CLOSED, "unlocked": State.OPEN}.get(shown)
        late = [*self._seen[-int(lag / LOOK) :], self.bolt]
        if told is not None and told not in late:
            self.lies.append(f"{shown}, but it is {self.bolt.name}")

    def end(self) -> None:
        self._end()
        self._looking.cancel()


class Actor:
    """Carries out the steps of a script."""

    def __init__(self, hass: HomeAssistant, gateway: TheKeysGateway, witness: Witness) -> None:
        self.hass = hass
        self.gateway = gateway
        self.lock = gateway.locks[DOOR]
        self.witness = witness

    async def do(self, what: str, *how: Any) -> None:
        match what, *how:
            case "command", action, troubles, cancelled_after:
                for kind, path, *arguments in troubles:
                    command = {"lock": "close", "unlock": "open"}[action]
                    self.trouble(kind, path.format(command=command), arguments)
                await self.command(action, cancelled_after)
                self.gateway.faults.clear()
            case "by hand", action:
                self.lock.operate(action, Origin.HAND)
            case "range", reachable:
                self.lock.reachable = reachable
            case "wait", seconds:
                await asyncio.sleep(seconds)
            case _:
                self.lock.restart()

    def trouble(self, kind: str, path: str, arguments: list[Any]) -> None:
        faults = self.gateway.faults
        match kind, *arguments:
            case "code", times, number, executed:
                faults.code(number, path, times, executed=executed, delay=3.0)
            case "drop" | "reset", times, executed:
                getattr(faults, kind)(path, times, executed=executed)
            case "delay", times, seconds, executed:
                faults.delay(seconds, path, times, executed=executed)
            case _, times:
                getattr(faults, kind)(path, times=times)

    async def command(self, action: str, cancelled_after: float | None) -> None:
        before, wished = self.movements(), {"lock": State.CLOSED, "unlock": State.OPEN}[action]
        # A command that was lost is fulfilled where the lock says that it is as wished.
        most, least, reason = 1, int(self.lock.state is not wished), None
        call = self.hass.services.async_call(
            "lock", action, {ATTR_ENTITY_ID: self.witness.entity_id}, blocking=True
        )
        task = self.hass.async_create_task(call)
        if cancelled_after is not None:
            await asyncio.sleep(cancelled_after)
            task.cancel()
        try:
            await task
        except HomeAssistantError as error:
            reason = error.translation_key
            most, least = (0, 0) if reason in NOTHING_DONE else (1, 0)
        except asyncio.CancelledError:
            most, least = 1, 0
            await asyncio.sleep(2.0)  # until what was under way has arrived
            sent = self.sent(action)
            await asyncio.sleep(2 * SETTLED)
            assert self.sent(action) == sent, "sent when nobody waited any more"
        assert reason is None or reason in NOTHING_DONE | MAYBE_DONE
        state = self.hass.states.get(self.witness.entity_id)
        if state is not None and state.state == "unavailable":
            least = 0  # Home Assistant calls no entity that is unavailable.
        assert least <= self.movements() - before <= most, (action, self.lock.movements)

    def sent(self, action: str) -> int:
        path = {"lock": "/close", "unlock": "/open"}[action]
        return sum(asked.path == path for asked in self.gateway.requests)

    def movements(self) -> int:
        return sum(movement.origin is Origin.GATEWAY for movement in self.lock.movements)
