"""The subentry flow that adds a lock or changes its code."""

import asyncio
from collections.abc import Callable
import logging
from typing import Any, cast

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntryState,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.the_keys.const import CONF_IDENTIFIER
from simulators.the_keys import Lock, TheKeysGateway
from tests.conftest import Until
from tests.flows import suggested

from ..conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf

FIVE_MINUTES = 300.0

type Fault = Callable[[TheKeysGateway], object]


@pytest.fixture(autouse=True)
def debug(caplog: pytest.LogCaptureFixture) -> None:
    """Log all that can be logged."""
    caplog.set_level(logging.DEBUG)


@pytest.fixture
async def garden(gateway: TheKeysGateway, keys_loaded: MockConfigEntry) -> Lock:
    """One more lock, which is not set up yet."""
    gateway.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
    return gateway.locks[GARDEN]


def typed(**changes: str) -> dict[str, str]:
    return {CONF_NAME: "Garden gate", CONF_IDENTIFIER: GARDEN, CONF_CODE: GARDEN_CODE} | changes


async def begin(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "lock"), context={"source": SOURCE_USER}
    )


async def submit(hass: HomeAssistant, result: SubentryFlowResult, user_input: Any) -> SubentryFlowResult:
    return await hass.config_entries.subentries.async_configure(result["flow_id"], user_input)


def lock_of(entry: MockConfigEntry, identifier: str) -> ConfigSubentry:
    (lock,) = (lock for lock in entry.subentries.values() if lock.unique_id == identifier)
    return lock


class TestAdd:
    """Add another lock with its code."""

    async def test_success(
        self,
        hass: HomeAssistant,
        keys_loaded: MockConfigEntry,
        garden: Lock,
        gateway: TheKeysGateway,
        state_of: StateOf,
        until: Until,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        result = await submit(hass, await begin(hass, keys_loaded), typed())
        assert result["type"] is FlowResultType.CREATE_ENTRY
        lock = lock_of(keys_loaded, GARDEN)
        assert lock.title == "Garden gate"
        assert lock.data == {CONF_IDENTIFIER: GARDEN, CONF_CODE: GARDEN_CODE}
        await hass.async_block_till_done()
        await until(lambda: state_of("lock", "lock", f"the_keys-{GARDEN}").state == "locked")
        await until(lambda: state_of("lock", "lock").state == "locked")
        assert gateway.overlaps == 0
        assert not garden.movements
        assert GARDEN_CODE not in caplog.text

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({CONF_IDENTIFIER: "gate"}, {CONF_IDENTIFIER: "the_keys_invalid_identifier"}),
            ({CONF_IDENTIFIER: DOOR}, {CONF_IDENTIFIER: "the_keys_lock_already_configured"}),
            ({CONF_IDENTIFIER: "46009"}, {CONF_IDENTIFIER: "the_keys_lock_not_found"}),
            ({CONF_CODE: CODE}, {CONF_CODE: "the_keys_code_refused"}),
            ({CONF_CODE: " "}, {CONF_CODE: "the_keys_code_missing"}),
            ({CONF_NAME: " "}, {CONF_NAME: "the_keys_name_missing"}),
        ],
    )
    async def test_what_was_typed_is_wrong(
        self,
        hass: HomeAssistant,
        keys_loaded: MockConfigEntry,
        garden: Lock,
        changes: dict[str, str],
        errors: dict[str, str],
    ) -> None:
        result = await submit(hass, await begin(hass, keys_loaded), typed(**changes))
        assert result["errors"] == errors
        assert suggested(result) == typed(**changes)
        result = await submit(hass, result, typed())
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()

    @pytest.mark.parametrize(
        ("fault", "errors"),
        [
            (lambda box: box.faults.html(times=None), {"base": "the_keys_invalid_response"}),
            (lambda box: box.faults.busy("/lockers", times=None), {"base": "the_keys_busy"}),
            (lambda box: box.faults.busy("/locker_status", times=None), {"base": "the_keys_busy"}),
            (
                lambda box: box.faults.code(38, "/locker_status", None),
                {"base": "the_keys_gateway_clock_wrong"},
            ),
            (lambda box: box.faults.hang("/status", None), {"base": "the_keys_no_answer"}),
            (
                lambda box: box.faults.code(34, "/locker_status", None),
                {CONF_IDENTIFIER: "the_keys_out_of_range"},
            ),
            (
                lambda box: box.faults.failed("/locker_status", None),
                {CONF_IDENTIFIER: "the_keys_out_of_range"},
            ),
        ],
    )
    async def test_the_gateway_has_a_problem(
        self,
        hass: HomeAssistant,
        keys_loaded: MockConfigEntry,
        garden: Lock,
        gateway: TheKeysGateway,
        fault: Fault,
        errors: dict[str, str],
    ) -> None:
        result = await begin(hass, keys_loaded)
        fault(gateway)
        result = await submit(hass, result, typed())
        assert result["errors"] == errors
        assert suggested(result) == typed()
        gateway.faults.clear()
        result = await submit(hass, result, typed())
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()

    async def test_while_the_gateway_is_away(
        self,
        hass: HomeAssistant,
        keys_entry: MockConfigEntry,
        gateway: TheKeysGateway,
        clock_of_the_home: None,
        until: Until,
    ) -> None:
        """The entry is not loaded then, and the flow works when the gateway is back."""
        gateway.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
        keys_entry.add_to_hass(hass)
        off = hass.async_create_task(gateway.unplug(10))
        assert not await hass.config_entries.async_setup(keys_entry.entry_id)
        result = await submit(hass, await begin(hass, keys_entry), typed())
        assert result["errors"] == {"base": "the_keys_cannot_connect"}
        await off
        result = await submit(hass, result, typed())
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await until(lambda: keys_entry.state is ConfigEntryState.LOADED)
        await hass.config_entries.async_unload(keys_entry.entry_id)

    async def test_two_flows_at_once(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, garden: Lock
    ) -> None:
        """The second of two flows that add the same lock shows an error."""
        first, second = [await begin(hass, keys_loaded) for _ in range(2)]
        first = await submit(hass, first, typed())
        second = await submit(hass, second, typed())
        assert first["type"] is FlowResultType.CREATE_ENTRY
        assert second["errors"] == {CONF_IDENTIFIER: "the_keys_lock_already_configured"}
        await hass.async_block_till_done()

    async def test_two_at_the_same_moment(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, garden: Lock
    ) -> None:
        """Also where both ask the gateway at the same time."""
        flows = [await begin(hass, keys_loaded) for _ in range(2)]
        tasks = [hass.async_create_task(submit(hass, result, typed())) for result in flows]
        results = [await task for task in tasks]
        assert results[0]["type"] is FlowResultType.CREATE_ENTRY
        assert results[1]["errors"] == {CONF_IDENTIFIER: "the_keys_lock_already_configured"}
        assert len(keys_loaded.subentries) == 2
        await hass.async_block_till_done()


class TestUnsynchronized:
    """The share is not synchronized yet: the user can wait, or synchronize later."""

    @pytest.fixture(params=["gateway", "lock"])
    def lacks(self, request: pytest.FixtureRequest, gateway: TheKeysGateway, garden: Lock) -> str:
        """Remove the share from the gateway or the lock."""
        if request.param == "gateway":
            del gateway.signatures.codes[GARDEN]
        else:
            garden.accepted_codes.clear()
        return str(request.param)

    async def begin(self, hass: HomeAssistant, entry: MockConfigEntry, code: str = GARDEN_CODE) -> Any:
        result = await submit(hass, await begin(hass, entry), typed(code=code))
        assert result["type"] is FlowResultType.MENU
        assert result["step_id"] == "unsynchronized"
        assert result["description_placeholders"] == {CONF_NAME: "Garden gate"}
        return result

    async def choose(self, hass: HomeAssistant, result: SubentryFlowResult, step: str) -> SubentryFlowResult:
        return await submit(hass, result, {"next_step_id": step})

    async def after_progress(self, hass: HomeAssistant, result: SubentryFlowResult) -> SubentryFlowResult:
        """Wait until the progress step has finished, and continue as the frontend does."""
        assert result["type"] is FlowResultType.SHOW_PROGRESS
        flows = hass.config_entries.subentries
        async with asyncio.timeout(FIVE_MINUTES + 60):
            while flows.async_get(result["flow_id"])["step_id"] == result["step_id"]:
                await asyncio.sleep(0.1)
        return await submit(hass, result, None)

    async def test_wait(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, lacks: str, state_of: StateOf, until: Until
    ) -> None:
        result = await self.choose(hass, await self.begin(hass, keys_loaded), "synchronize")
        result = await self.after_progress(hass, result)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()
        await until(lambda: state_of("lock", "lock", f"the_keys-{GARDEN}").state == "locked")

    async def test_later(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, lacks: str, until: Until
    ) -> None:
        """The repairs offer to synchronize it then."""
        result = await self.choose(hass, await self.begin(hass, keys_loaded), "finish")
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()
        issue = f"the_keys_{'not_shared' if lacks == 'gateway' else 'key_refused'}_{GARDEN}"
        await until(lambda: ir.async_get(hass).async_get_issue(DOMAIN, issue))

    async def test_timeout(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, garden: Lock, gateway: TheKeysGateway
    ) -> None:
        """After five minutes the user may wait again."""
        garden.accepted_codes.clear()
        gateway.home.cloud_is_up = False
        result = await self.choose(hass, await self.begin(hass, keys_loaded), "synchronize")
        result = await self.after_progress(hass, result)
        assert result["step_id"] == "unsynchronized"
        gateway.home.cloud_is_up = True
        result = await self.after_progress(hass, await self.choose(hass, result, "synchronize"))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()

    async def test_the_code_is_wrong(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, garden: Lock, gateway: TheKeysGateway
    ) -> None:
        """A wrong code is detected as soon as the gateway knows the share; the form keeps the input."""
        del gateway.signatures.codes[GARDEN]
        result = await self.choose(hass, await self.begin(hass, keys_loaded, "wrong"), "synchronize")
        result = await self.after_progress(hass, result)
        assert result["step_id"] == "user"
        assert result["errors"] == {CONF_CODE: "the_keys_code_refused"}
        assert suggested(result) == typed(code="wrong")
        result = await submit(hass, result, typed())
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()

    async def test_closed(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, garden: Lock, gateway: TheKeysGateway
    ) -> None:
        """Nothing is synchronized after the flow was closed."""
        garden.accepted_codes.clear()
        gateway.home.cloud_is_up = False
        result = await self.choose(hass, await self.begin(hass, keys_loaded), "synchronize")
        await asyncio.sleep(20)
        hass.config_entries.subentries.async_abort(result["flow_id"])
        await asyncio.sleep(10)
        sent = [asked.path for asked in gateway.requests].count("/locker/synchronize")
        assert sent
        await asyncio.sleep(120)
        assert [asked.path for asked in gateway.requests].count("/locker/synchronize") == sent

    async def test_another_flow_is_faster(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, lacks: str
    ) -> None:
        slow, fast = [await self.begin(hass, keys_loaded) for _ in range(2)]
        assert (await self.choose(hass, fast, "finish"))["type"] is FlowResultType.CREATE_ENTRY
        result = await self.choose(hass, slow, "finish")
        assert (result["type"], result["reason"]) == (
            FlowResultType.ABORT,
            "the_keys_lock_already_configured",
        )
        await hass.async_block_till_done()


class TestReconfigure:
    """The code of a lock is changed."""

    @pytest.fixture
    def new_code(self, gateway: TheKeysGateway, keys_loaded: MockConfigEntry) -> str:
        share = gateway.home.new_share(DOOR, gateway.accessory, "New")
        gateway.signatures.codes[DOOR] = {share.code}
        gateway.locks[DOOR].accepted_codes = {share.code}
        return share.code

    async def begin(self, hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
        result: Any = await entry.start_subentry_reconfigure_flow(hass, lock_of(entry, DOOR).subentry_id)
        assert result["step_id"] == "reconfigure"
        assert result["description_placeholders"] == {CONF_NAME: "Front door"}
        return cast("SubentryFlowResult", result)

    async def test_success(
        self,
        hass: HomeAssistant,
        keys_loaded: MockConfigEntry,
        new_code: str,
        state_of: StateOf,
        until: Until,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        result = await submit(hass, await self.begin(hass, keys_loaded), {CONF_CODE: new_code})
        assert result["reason"] == "reconfigure_successful"
        assert lock_of(keys_loaded, DOOR).data == {CONF_IDENTIFIER: DOOR, CONF_CODE: new_code}
        await hass.async_block_till_done()
        await until(lambda: state_of("lock", "lock").state == "locked")
        assert new_code not in caplog.text

    async def test_errors(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, new_code: str, gateway: TheKeysGateway
    ) -> None:
        result = await self.begin(hass, keys_loaded)
        for code, error in (("", "the_keys_code_missing"), ("wrong", "the_keys_code_refused")):
            result = await submit(hass, result, {CONF_CODE: code})
            assert result["errors"] == {CONF_CODE: error}
            assert suggested(result) == {CONF_CODE: code}
        gateway.locks[DOOR].reachable = False
        result = await submit(hass, result, {CONF_CODE: new_code})
        assert result["errors"] == {"base": "the_keys_no_lock_in_range"}
        gateway.locks[DOOR].reachable = True
        result = await submit(hass, result, {CONF_CODE: new_code})
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()

    async def test_share_number_is_removed(
        self, hass: HomeAssistant, keys_loaded: MockConfigEntry, new_code: str
    ) -> None:
        """The number of the share that another code belongs to is unknown."""
        lock = lock_of(keys_loaded, DOOR)
        hass.config_entries.async_update_subentry(keys_loaded, lock, data={**lock.data, "share": 8})
        await hass.async_block_till_done()
        await submit(hass, await self.begin(hass, keys_loaded), {CONF_CODE: new_code})
        data = lock_of(keys_loaded, DOOR).data
        assert data == {CONF_IDENTIFIER: DOOR, CONF_CODE: new_code}
        await hass.async_block_till_done()
