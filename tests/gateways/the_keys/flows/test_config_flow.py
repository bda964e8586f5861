"""The config flow: setup, reauthentication and reconfiguration of a gateway."""

import asyncio
from collections.abc import Callable
from functools import partial
import logging
from typing import Any

from aiohttp import web
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_CODE, CONF_HOST, CONF_NAME, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.gateways.the_keys import client_factory
from custom_components.gatehouse.gateways.the_keys.const import CONF_GATEWAY, CONF_IDENTIFIER
from custom_components.gatehouse.gateways.the_keys.flows import config_flow, validation
from simulators.clock import Clock
from simulators.the_keys import AccessoryType, Home, Lock, Quirks, TheKeysCloud, TheKeysGateway
from simulators.the_keys.cloud import ROOT
from tests.cloud import write_endpoints
from tests.conftest import Until
from tests.flows import begin, offered, submit, suggested

from ..conftest import CODE, DOOR, GARDEN, GARDEN_CODE, StateOf
from ..flow_helpers import FIVE_MINUTES, account, address, after_progress, chosen, finished, sign_in

type Fault = Callable[[TheKeysGateway], object]


pytestmark = pytest.mark.usefixtures("unload")


@pytest.fixture(autouse=True)
def no_default_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no gateway answer at the default host name."""
    monkeypatch.setattr(validation, "DEFAULT_HOST", "127.0.0.1")
    monkeypatch.setattr(validation, "DEFAULT_PORT", 1)


@pytest.fixture(autouse=True)
def debug(caplog: pytest.LogCaptureFixture) -> None:
    """Log all that can be logged."""
    caplog.set_level(logging.DEBUG)


async def begin_local(hass: HomeAssistant) -> ConfigFlowResult:
    return await begin(hass, "the_keys", "the_keys_local")


def local(gateway: TheKeysGateway, **changes: Any) -> dict[str, Any]:
    """Return the input of the form for a code that the user enters."""
    return {
        CONF_HOST: gateway.host,
        CONF_PORT: gateway.port,
        CONF_NAME: "Front door",
        CONF_IDENTIFIER: DOOR,
        CONF_CODE: CODE,
    } | changes


async def either(hass: HomeAssistant, *flows: ConfigFlowResult) -> None:
    """Wait until exactly one of several flows has set up a gateway and none is in progress."""

    async def finish(result: ConfigFlowResult) -> str:
        try:
            return str((await after_progress(hass, result))["type"])
        except UnknownFlow:
            return "removed"

    ends = await asyncio.gather(*map(finish, flows))
    assert ends.count("create_entry") == 1
    assert set(ends) <= {"create_entry", "abort", "removed"}
    assert not hass.config_entries.flow.async_progress()
    async with asyncio.timeout(60):  # the other flow may have kept the gateway busy
        while the_entry(hass).state is not ConfigEntryState.LOADED:
            await asyncio.sleep(1)


def placeholders(result: ConfigFlowResult) -> dict[str, str]:
    """Return the placeholders of a form."""
    return dict(result["description_placeholders"] or {})


def the_entry(hass: HomeAssistant) -> Any:
    """Return the only entry."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return entry


def shares_of(cloud: TheKeysCloud, name: str = "Home Assistant") -> list[str]:
    """Return the locks that have a share of this name."""
    return sorted(share.lock for share in cloud.home.shares.values() if share.name == name)


async def redirect(request: web.Request, _handler: Any) -> web.Response:
    return web.Response(status=302, headers={"Location": str(request.url.with_path("/lockers"))})


class TestLocal:
    """The user enters the code of a share."""

    async def test_success(
        self, hass: HomeAssistant, gateway: TheKeysGateway, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The lock is read, and not moved; the entry is loaded, and no code gets into the log."""
        result = await submit(hass, await begin_local(hass), local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["title"] == "The Keys"
        entry = result["result"]
        assert entry.data == {CONF_KIND: "the_keys", **address(gateway)}
        assert entry.unique_id is None
        (lock,) = entry.subentries.values()
        assert (lock.title, lock.unique_id, lock.subentry_type) == ("Front door", DOOR, "lock")
        assert lock.data == {CONF_IDENTIFIER: DOOR, CONF_CODE: CODE}
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        assert gateway.locks[DOOR].reads
        assert not gateway.locks[DOOR].movements
        assert CODE not in caplog.text

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({CONF_HOST: "not a host"}, {CONF_HOST: "invalid_host"}),
            ({CONF_HOST: ""}, {CONF_HOST: "invalid_host"}),
            ({CONF_PORT: 1}, {CONF_HOST: "the_keys_cannot_connect"}),
            ({CONF_IDENTIFIER: ""}, {CONF_IDENTIFIER: "the_keys_invalid_identifier"}),
            ({CONF_IDENTIFIER: "A17"}, {CONF_IDENTIFIER: "the_keys_invalid_identifier"}),
            ({CONF_IDENTIFIER: "46009"}, {CONF_IDENTIFIER: "the_keys_lock_not_found"}),
            ({CONF_CODE: "1ge3uGsPVYwVxLZM"}, {CONF_CODE: "the_keys_code_refused"}),
            ({CONF_CODE: "33"}, {CONF_CODE: "the_keys_code_refused"}),
            ({CONF_CODE: "schlüssel"}, {CONF_CODE: "the_keys_code_refused"}),
            ({CONF_CODE: " "}, {CONF_CODE: "the_keys_code_missing"}),
        ],
    )
    async def test_what_was_typed_is_wrong(
        self, hass: HomeAssistant, gateway: TheKeysGateway, changes: dict[str, Any], errors: dict[str, str]
    ) -> None:
        """Each error is shown at its field, the input is kept, and the form can be submitted again."""
        typed = local(gateway, **changes)
        result = await submit(hass, await begin_local(hass), typed)
        assert result["errors"] == errors
        assert suggested(result) == typed
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize(
        ("fault", "errors"),
        [
            (lambda box: box.faults.html("/status"), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.respond("[]", path="/status"), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.respond('{"version": 1}'), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.empty("/status"), {CONF_HOST: "the_keys_invalid_response"}),
            (
                lambda box: box.faults.respond('{"code": 404, "message": "Not Found"}', 404),
                {CONF_HOST: "the_keys_invalid_response"},
            ),
            (lambda box: box.faults.add(redirect, times=1), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.html("/lockers"), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.huge("/status"), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.hang("/status"), {CONF_HOST: "the_keys_no_answer"}),
            (lambda box: box.faults.drop("/status", None), {CONF_HOST: "the_keys_no_answer"}),
            (lambda box: box.faults.busy("/status"), {CONF_HOST: "the_keys_busy"}),
            (lambda box: box.faults.busy("/lockers"), {CONF_HOST: "the_keys_busy"}),
            (lambda box: box.faults.code(400, "/locker_status", None), {CONF_HOST: "the_keys_busy"}),
            (
                lambda box: box.faults.code(38, "/locker_status", None),
                {CONF_HOST: "the_keys_gateway_clock_wrong"},
            ),
            (lambda box: box.faults.code(34, "/locker_status"), {CONF_IDENTIFIER: "the_keys_out_of_range"}),
            (lambda box: box.faults.failed("/locker_status"), {CONF_IDENTIFIER: "the_keys_out_of_range"}),
            (lambda box: box.faults.code(3), {"base": "the_keys_refused"}),
            (
                lambda box: box.faults.code(35, "/locker_status"),
                {CONF_IDENTIFIER: "the_keys_not_compatible"},
            ),
            (lambda box: box.faults.code(33, "/locker_status", None), {CONF_CODE: "the_keys_code_refused"}),
            (lambda box: box.faults.code(3, "/lockers"), {"base": "the_keys_refused"}),
        ],
    )
    async def test_the_gateway_has_a_problem(
        self, hass: HomeAssistant, gateway: TheKeysGateway, fault: Fault, errors: dict[str, str]
    ) -> None:
        result = await begin_local(hass)
        fault(gateway)
        result = await submit(hass, result, local(gateway))
        assert result["errors"] == errors
        assert suggested(result) == local(gateway)
        gateway.faults.clear()
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_refused_without_a_word(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        """The message of a refusal is never empty."""
        result = await begin_local(hass)
        gateway.faults.respond('{"status": "ko", "code": 3}', path="/lockers")
        result = await submit(hass, result, local(gateway))
        assert result["errors"] == {"base": "the_keys_refused"}
        assert placeholders(result)["message"]
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_out_of_reach(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        """The error lists the locks that are in range."""
        gateway.add(Lock(GARDEN, "Garden gate"))
        gateway.locks[DOOR].reachable = False
        result = await submit(hass, await begin_local(hass), local(gateway))
        assert result["errors"] == {CONF_IDENTIFIER: "the_keys_lock_not_found"}
        assert placeholders(result)["seen"] == GARDEN
        gateway.locks[DOOR].reachable = True
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_clock_of_home_assistant_is_wrong(
        self, hass: HomeAssistant, gateway: TheKeysGateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        result = await begin_local(hass)
        with monkeypatch.context() as wrong:
            wrong.setattr(client_factory, "time", lambda: 1_000_000.0)
            result = await submit(hass, result, local(gateway))
        assert result["errors"] == {"base": "the_keys_clock_wrong"}
        assert not gateway.locks[DOOR].ble_connections
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_unexpected(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        result = await begin_local(hass)
        with monkeypatch.context() as broken:
            broken.setattr(config_flow, "async_verify_lock", None)
            result = await submit(hass, result, local(gateway))
        assert result["errors"] == {"base": "unknown"}
        assert "the_keys_local" in caplog.text
        assert CODE not in caplog.text
        caplog.clear()
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_same_gateway_twice(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_loaded: MockConfigEntry
    ) -> None:
        gateway.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
        typed = local(gateway, identifier=GARDEN, code=GARDEN_CODE)
        result = await submit(hass, await begin_local(hass), typed)
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "already_configured"

    async def test_same_lock_at_another_gateway(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_home: Home, keys_loaded: MockConfigEntry
    ) -> None:
        async with TheKeysGateway(keys_home) as other:
            other.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
            result = await submit(hass, await begin_local(hass), local(other))
            assert result["errors"] == {CONF_IDENTIFIER: "the_keys_lock_already_configured"}
            result = await submit(hass, result, local(other, identifier=GARDEN, name="  "))
            assert result["errors"] == {CONF_NAME: "the_keys_name_missing"}
            typed = local(other, identifier=GARDEN, code=GARDEN_CODE, name="Garden gate")
            result = await submit(hass, result, typed)
            assert result["type"] is FlowResultType.CREATE_ENTRY
            await hass.async_block_till_done()
            await hass.config_entries.async_unload(result["result"].entry_id)

    async def test_names(self, hass: HomeAssistant, gateway: TheKeysGateway, keys_home: Home) -> None:
        """The title of a second gateway contains the name of its first lock."""
        result = await submit(hass, await begin_local(hass), local(gateway))
        assert result["title"] == "The Keys"
        async with TheKeysGateway(keys_home) as other:
            other.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
            typed = local(other, identifier=GARDEN, code=GARDEN_CODE, name="Garden gate")
            result = await submit(hass, await begin_local(hass), typed)
            assert result["title"] == "The Keys (Garden gate)"
            await hass.async_block_till_done()
            await hass.config_entries.async_unload(result["result"].entry_id)

    async def test_beside_an_ignored_discovery(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        """The entry of an ignored discovery has no kind."""
        ignored = MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE, unique_id="tahoma-1234-1234-1234")
        ignored.add_to_hass(hass)
        result = await submit(hass, await begin_local(hass), local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert ignored.supported_subentry_types == {}
        assert result["result"].supported_subentry_types == {"lock": {"supports_reconfigure": True}}


class TestAddress:
    """A gateway at the default host name is suggested."""

    @pytest.fixture
    def here(self, gateway: TheKeysGateway, no_default_host: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the gateway answer at the default host name."""
        monkeypatch.setattr(validation, "DEFAULT_PORT", gateway.port)

    async def test_found(self, hass: HomeAssistant, gateway: TheKeysGateway, here: None) -> None:
        result = await begin_local(hass)
        assert suggested(result) == {CONF_HOST: gateway.host, CONF_PORT: 80}

    @pytest.mark.parametrize(
        "fault", [lambda box: box.faults.html(), lambda box: box.faults.reset(times=None)]
    )
    async def test_something_else_is_there(
        self, hass: HomeAssistant, gateway: TheKeysGateway, here: None, fault: Fault
    ) -> None:
        fault(gateway)
        result = await begin_local(hass)
        assert suggested(result) == {}
        assert result["errors"] == {}

    async def test_nobody_answers(self, hass: HomeAssistant, gateway: TheKeysGateway, here: None) -> None:
        """The form is shown after two seconds, and the request ends on its own."""
        gateway.faults.hang(times=None)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        result = await begin_local(hass)
        assert 2 <= loop.time() - begun < 5
        assert suggested(result) == {}
        await asyncio.sleep(10)
        assert not [task for task in asyncio.all_tasks() if "TheKeysClient" in repr(task)]

    async def test_set_up_already(
        self, hass: HomeAssistant, gateway: TheKeysGateway, here: None, keys_loaded: MockConfigEntry
    ) -> None:
        """A gateway that is set up is not offered again."""
        asked = gateway.request_count
        assert suggested(await begin_local(hass)) == {}
        assert gateway.request_count == asked

    async def test_not_here(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        result = await begin_local(hass)
        assert suggested(result) == {}


class TestNotSynchronized:
    """The share is not synchronized with the gateway or the lock yet."""

    @pytest.fixture(params=["gateway", "lock"])
    def unsynchronized(self, request: pytest.FixtureRequest, gateway: TheKeysGateway) -> None:
        if request.param == "gateway":
            gateway.signatures.codes.clear()
        else:
            gateway.locks[DOOR].accepted_codes.clear()

    async def begin(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        choice: str = "the_keys_synchronize",
        **changes: Any,
    ) -> ConfigFlowResult:
        result = await submit(hass, await begin_local(hass), local(gateway, **changes))
        assert result["type"] is FlowResultType.MENU
        assert result["menu_options"] == ["the_keys_synchronize", "the_keys_finish"]
        assert result["description_placeholders"] == {"names": "Front door"}
        return await submit(hass, result, {"next_step_id": choice})

    async def test_synchronize(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        unsynchronized: None,
        state_of: StateOf,
        until: Until,
    ) -> None:
        result = await self.begin(hass, gateway)
        await finished(hass, result)
        assert the_entry(hass).state is ConfigEntryState.LOADED
        await until(lambda: state_of("lock", "lock").state == "locked")

    async def test_a_gateway_as_they_are(
        self, hass: HomeAssistant, gateway: TheKeysGateway, unsynchronized: None
    ) -> None:
        """One that is slow, and resets the first connection after it has synchronized."""
        gateway.quirks.__dict__.update(vars(Quirks.realistic()))
        result = await self.begin(hass, gateway)
        await finished(hass, result)
        assert the_entry(hass)

    async def test_gateway_is_busy(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        """The request to synchronize is sent again."""
        gateway.signatures.codes.clear()
        result = await self.begin(hass, gateway)
        gateway.faults.busy("/synchronize", times=4)
        await finished(hass, result)
        assert the_entry(hass)

    async def test_add_now(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        unsynchronized: None,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """The lock is unknown until it is synchronized."""
        result = await self.begin(hass, gateway, "the_keys_finish")
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()
        assert state_of("lock", "lock").state == "unknown"

    async def test_resumed(self, hass: HomeAssistant, gateway: TheKeysGateway, unsynchronized: None) -> None:
        """Showing the step again does not start a second synchronization."""
        result = await self.begin(hass, gateway)
        for _ in range(3):
            await asyncio.sleep(2)
            result = await submit(hass, result, None)
            assert result["type"] is FlowResultType.SHOW_PROGRESS
        await finished(hass, result)
        assert [asked.path for asked in gateway.requests].count("/synchronize") == 1

    async def test_closed(self, hass: HomeAssistant, gateway: TheKeysGateway, unsynchronized: None) -> None:
        """No more requests are sent after the flow was closed, and a new flow can be started."""
        gateway.home.cloud_is_up = False
        result = await self.begin(hass, gateway)
        await asyncio.sleep(20)
        hass.config_entries.flow.async_abort(result["flow_id"])
        await asyncio.sleep(10)
        sent = gateway.request_count
        await asyncio.sleep(60)
        assert gateway.request_count == sent
        gateway.home.cloud_is_up = True
        result = await self.begin(hass, gateway)
        await finished(hass, result)
        assert the_entry(hass)

    async def test_closed_while_the_gateway_does_not_answer(
        self, hass: HomeAssistant, gateway: TheKeysGateway, unsynchronized: None
    ) -> None:
        """The pending request ends on its own."""
        result = await self.begin(hass, gateway)
        gateway.faults.hang(times=None)
        await asyncio.sleep(5)
        hass.config_entries.flow.async_abort(result["flow_id"])
        await asyncio.sleep(25)
        assert not [task for task in asyncio.all_tasks() if "TheKeysClient" in repr(task)]

    async def test_lock_is_added_by_another_flow(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_home: Home, keys_entry: MockConfigEntry
    ) -> None:
        """The flow is aborted if the lock was set up with another gateway before it finishes."""
        async with TheKeysGateway(keys_home) as other:
            other.signatures.codes.clear()
            result = await submit(hass, await begin_local(hass), local(other))
            assert result["step_id"] == "the_keys_unsynchronized"
            keys_entry.add_to_hass(hass)
            result = await submit(hass, result, {"next_step_id": "the_keys_finish"})
        assert (result["type"], result["reason"]) == (
            FlowResultType.ABORT,
            "the_keys_lock_already_configured",
        )

    async def test_for_five_minutes(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        """Then the user may wait again."""
        gateway.signatures.codes.clear()
        gateway.home.cloud_is_up = False
        loop = asyncio.get_running_loop()
        begun = loop.time()
        result = await self.begin(hass, gateway)
        shown = await after_progress(hass, result)
        assert FIVE_MINUTES <= loop.time() - begun < FIVE_MINUTES + 30
        assert shown["step_id"] == "the_keys_unsynchronized"
        gateway.home.cloud_is_up = True
        result = await submit(hass, shown, {"next_step_id": "the_keys_synchronize"})
        await finished(hass, result)
        assert the_entry(hass)

    async def test_the_code_is_wrong(self, hass: HomeAssistant, gateway: TheKeysGateway) -> None:
        """A wrong code is detected as soon as the gateway knows the share."""
        gateway.signatures.codes.clear()
        result = await self.begin(hass, gateway, code="wrong")
        result = await after_progress(hass, result)
        assert result["step_id"] == "the_keys_local"
        assert result["errors"] == {CONF_CODE: "the_keys_code_refused"}
        assert suggested(result) == local(gateway, code="wrong")
        result = await submit(hass, result, local(gateway))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_out_of_range_while_synchronizing(
        self, hass: HomeAssistant, gateway: TheKeysGateway, unsynchronized: None
    ) -> None:
        result = await self.begin(hass, gateway)
        gateway.locks[DOOR].reachable = False
        result = await after_progress(hass, result)
        assert result["errors"] == {CONF_IDENTIFIER: "the_keys_out_of_range"}
        assert suggested(result) == local(gateway)
        gateway.locks[DOOR].reachable = True
        result = await submit(hass, result, local(gateway))
        if result["type"] is FlowResultType.MENU:
            result = await submit(hass, result, {"next_step_id": "the_keys_synchronize"})
            await finished(hass, result)
        assert the_entry(hass)

    async def test_two_flows_at_once(
        self, hass: HomeAssistant, gateway: TheKeysGateway, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Of two flows with different locks of one gateway, one sets it up and the other one is aborted."""
        gateway.add(Lock(GARDEN, "Garden gate", GARDEN_CODE))
        gateway.signatures.codes.clear()
        gateway.locks[GARDEN].accepted_codes.clear()
        first = await self.begin(hass, gateway)
        typed = local(gateway, identifier=GARDEN, code=GARDEN_CODE)
        second = await submit(hass, await begin_local(hass), typed)
        second = await submit(hass, second, {"next_step_id": "the_keys_synchronize"})
        await either(hass, first, second)
        assert not hass.config_entries.flow.async_progress()
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


class TestAccount:
    """The account creates the shares."""

    @pytest.fixture
    def locks(self) -> list[Lock]:
        return [Lock(DOOR, "Front door"), Lock(GARDEN, "Garden gate")]

    @pytest.fixture(autouse=True)
    def running(self, keys_cloud: TheKeysCloud) -> None:
        """Let the cloud run."""

    @pytest.mark.parametrize("shared_with_others", [False, True])
    async def test_success(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        caplog: pytest.LogCaptureFixture,
        state_of: StateOf,
        until: Until,
        shared_with_others: bool,
    ) -> None:
        """Each lock gets a separate share and accepts its code after the flow; the account is not stored."""
        if shared_with_others:
            for lock in gateway.locks.values():
                share = gateway.home.new_share(lock.identifier, gateway.accessory, "Homebridge")
                gateway.signatures.codes[lock.identifier] = {share.code}
                lock.accepted_codes = {share.code}

        def is_locked(entity: str) -> bool:
            return state_of("lock", "lock", entity).state == "locked"

        result = await sign_in(hass, keys_cloud)
        assert result["step_id"] == "the_keys_locks"
        assert offered(result, "locks") == [DOOR, GARDEN]
        assert suggested(result) == address(gateway)
        typed = {"locks": [DOOR, GARDEN], "share_name": "My home", **suggested(result)}
        result = await submit(hass, result, typed)
        entry = await finished(hass, result)
        identifier = gateway.accessory.identifier
        assert entry.data == {CONF_KIND: "the_keys", CONF_GATEWAY: identifier, **address(gateway)}
        assert entry.unique_id == f"the_keys-{gateway.accessory.identifier}"
        assert entry.title == "The Keys"
        assert shares_of(keys_cloud, "My home") == [DOOR, GARDEN]
        for lock in entry.subentries.values():
            share = keys_cloud.home.shares[lock.data["share"]]
            assert share.active
            assert share.accessory is gateway.accessory
            assert lock.data[CONF_CODE] == share.code
            assert share.code in gateway.locks[share.lock].accepted_codes
            assert lock.title == gateway.locks[share.lock].name
            assert share.code not in caplog.text
            await until(partial(is_locked, f"the_keys-{share.lock}"))
        assert keys_cloud.account.password not in caplog.text
        assert keys_cloud.account.username not in caplog.text
        assert not [lock for lock in gateway.locks.values() if lock.movements]

    async def test_a_gateway_as_they_are(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """One that is slow, and resets the first connection after it has synchronized."""
        gateway.quirks.__dict__.update(vars(Quirks.realistic()))
        result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN))
        assert await finished(hass, result)

    async def test_cloud_returns_an_invalid_address(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        gateway.accessory.ip = "not a host"
        result = await sign_in(hass, keys_cloud)
        assert suggested(result) == {CONF_HOST: "not a host"}
        assert await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))

    async def test_account_is_kept(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """The account is stored if selected, with the phone number in E.164 format."""
        result = await sign_in(hass, keys_cloud, username="06 39 98 00 01", keep_account=True)
        entry = await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))
        assert entry.data == {
            CONF_KIND: "the_keys",
            CONF_GATEWAY: gateway.accessory.identifier,
            **address(gateway),
            CONF_USERNAME: keys_cloud.account.username,
            CONF_PASSWORD: keys_cloud.account.password,
        }

    async def test_share_is_there(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A share of that name is used and enabled; one with dates is not used."""
        home = keys_cloud.home
        there = home.new_share(DOOR, gateway.accessory, "Home Assistant")
        there.active = False
        limited = home.new_share(GARDEN, gateway.accessory, "Home Assistant")
        limited.start_date, limited.end_date = "2026-01-01", "2026-01-02"
        result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN))
        entry = await finished(hass, result)
        door, garden = entry.subentries.values()
        assert door.data["share"] == there.number
        assert there.active
        assert garden.data["share"] != limited.number

    async def test_account_is_refused(
        self, hass: HomeAssistant, keys_cloud: TheKeysCloud, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A wrong password is reported as such."""
        result = await begin(hass, "the_keys", "the_keys_account")
        for changes in ({CONF_PASSWORD: "s3cret wrong"}, {CONF_USERNAME: "+33639980002"}):
            typed = account(keys_cloud, **changes)
            result = await submit(hass, result, typed)
            assert result["errors"] == {CONF_PASSWORD: "the_keys_invalid_account"}
            assert suggested(result) == typed
        assert "s3cret" not in caplog.text
        result = await submit(hass, result, account(keys_cloud))
        assert result["step_id"] == "the_keys_locks"

    @pytest.mark.parametrize("path", ["/api/login_check", f"{ROOT}/utilisateur/*"])
    @pytest.mark.parametrize(
        ("body", "status", "error"),
        [
            ("<html></html>", 200, "the_keys_invalid_cloud_response"),
            ("", 200, "the_keys_invalid_cloud_response"),
            ("[]", 200, "the_keys_invalid_cloud_response"),
            ("7", 200, "the_keys_invalid_cloud_response"),
            ('{"status": 200, "data": [], "access_token": []}', 200, "the_keys_invalid_cloud_response"),
            ('{"status": 200, "data": "no", "access_token": 1}', 200, "the_keys_invalid_cloud_response"),
            ('{"data": {"serrures": {"a": 1}}, "token": {"a": 1}}', 200, "the_keys_invalid_cloud_response"),
            ("<html></html>", 502, "the_keys_invalid_cloud_response"),
            ("", 302, "the_keys_invalid_cloud_response"),
            ('{"message": {"global": [[], null]}}', 400, "the_keys_invalid_cloud_response"),
            ('{"message": {"global": ["no"]}}', 400, "the_keys_cloud_refused"),
        ],
    )
    async def test_hostile_cloud(
        self, hass: HomeAssistant, keys_cloud: TheKeysCloud, path: str, body: str, status: int, error: str
    ) -> None:
        """Each invalid response is shown as an error, and the flow continues when the cloud recovers."""
        result = await begin(hass, "the_keys", "the_keys_account")
        keys_cloud.faults.respond(body, status, path=path)
        result = await submit(hass, result, account(keys_cloud))
        assert result["errors"] == {"base": error}
        if error == "the_keys_cloud_refused":
            assert placeholders(result)["message"]
        result = await submit(hass, result, account(keys_cloud))
        assert result["step_id"] == "the_keys_locks"

    async def test_cloud_without_data(self, hass: HomeAssistant, keys_cloud: TheKeysCloud) -> None:
        """The cloud omits what it does not find, or returns null."""
        result = await begin(hass, "the_keys", "the_keys_account")
        for body, error in (
            ('{"status": 200}', "the_keys_invalid_cloud_response"),
            ('{"status": 200, "data": null}', "the_keys_not_in_cloud"),
        ):
            keys_cloud.faults.respond(body, path=f"{ROOT}/utilisateur/*")
            result = await submit(hass, result, account(keys_cloud))
            assert result["errors"] == {"base": error}
        result = await submit(hass, result, account(keys_cloud))
        assert result["step_id"] == "the_keys_locks"

    @pytest.mark.parametrize(
        "said",
        [
            "no: {password} of {username}",
            "no: correct+horse+%26+battery of %2B33639980001",
            "no: correct horse &amp; battery of 06 39 98 00 01 or 0639980001",
        ],
    )
    async def test_cloud_repeats_the_password(
        self,
        hass: HomeAssistant,
        keys_cloud: TheKeysCloud,
        caplog: pytest.LogCaptureFixture,
        said: str,
    ) -> None:
        """It is neither shown nor logged, however it is written."""
        result = await begin(hass, "the_keys", "the_keys_account")
        password, username = keys_cloud.account.password, keys_cloud.account.username
        said = said.format(password=password, username=username)
        keys_cloud.faults.respond('{"message": "%s"}' % said, 400)  # noqa: UP031 - the braces are JSON's
        result = await submit(hass, result, account(keys_cloud, username="06 39 98 00 01"))
        assert result["errors"] == {"base": "the_keys_cloud_refused"}
        shown = placeholders(result)["message"]
        assert shown.startswith("no: ")
        for secret in ("horse", "battery", "39980001", "39 98 00 01"):
            assert secret not in shown
            assert secret not in caplog.text
        result = await submit(hass, result, account(keys_cloud))
        assert result["step_id"] == "the_keys_locks"

    async def test_no_cloud(
        self, hass: HomeAssistant, keys_cloud: TheKeysCloud, endpoints: dict[str, Any]
    ) -> None:
        result = await begin(hass, "the_keys", "the_keys_account")
        write_endpoints({"the_keys": {"cloud": "http://127.0.0.1:1"}})
        result = await submit(hass, result, account(keys_cloud))
        assert result["errors"] == {"base": "the_keys_cannot_reach_cloud"}
        write_endpoints(endpoints)
        keys_cloud.faults.hang()
        result = await submit(hass, result, account(keys_cloud))
        assert result["errors"] == {"base": "the_keys_cannot_reach_cloud"}
        result = await submit(hass, result, account(keys_cloud))
        assert result["step_id"] == "the_keys_locks"

    async def test_locks_without_a_gateway(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A lock with only a keypad is not offered; an error is shown if there is no other lock."""
        gateway.accessory.locks.remove(GARDEN)
        keys_cloud.home.add_keypad(GARDEN)
        result = await sign_in(hass, keys_cloud)
        assert offered(result, "locks") == [DOOR]
        gateway.accessory.locks.clear()
        result = await sign_in(hass, keys_cloud)
        assert result["errors"] == {"base": "the_keys_no_gateway"}
        for lock in (DOOR, GARDEN):
            keys_cloud.home.remove(lock)
        result = await submit(hass, result, account(keys_cloud))
        assert result["errors"] == {"base": "the_keys_no_locks"}
        gateway.add(Lock(DOOR, "Front door"))
        result = await submit(hass, result, account(keys_cloud))
        assert offered(result, "locks") == [DOOR]

    async def test_account_with_gaps(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """Names, addresses and times are missing on some accounts."""
        keys_cloud.quirks.nulls = ["info", "nom", "version", "partages_utilisateur", "horaires"]
        result = await sign_in(hass, keys_cloud)
        assert suggested(result) == {}
        entry = await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))
        assert [lock.title for lock in entry.subentries.values()] == [DOOR]

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({"locks": []}, {"locks": "the_keys_no_lock_selected"}),
            ({"share_name": " "}, {"share_name": "the_keys_name_missing"}),
            ({CONF_HOST: "not a host"}, {CONF_HOST: "invalid_host"}),
            ({CONF_HOST: "127.0.0.1", CONF_PORT: 1}, {CONF_HOST: "the_keys_cannot_connect"}),
        ],
    )
    async def test_what_was_chosen_is_wrong(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        changes: dict[str, Any],
        errors: dict[str, str],
    ) -> None:
        """No share is created before the gateway was reached."""
        typed = chosen(gateway, DOOR) | changes
        result = await submit(hass, await sign_in(hass, keys_cloud), typed)
        assert result["errors"] == errors
        assert suggested(result) == typed
        assert not keys_cloud.home.shares
        assert await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))

    @pytest.mark.parametrize(
        ("fault", "errors"),
        [
            (lambda box: box.faults.html(), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.add(redirect, times=1), {CONF_HOST: "the_keys_invalid_response"}),
            (lambda box: box.faults.busy(), {CONF_HOST: "the_keys_busy"}),
            (lambda box: box.faults.hang(), {CONF_HOST: "the_keys_no_answer"}),
        ],
    )
    async def test_the_gateway_has_a_problem(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        fault: Fault,
        errors: dict[str, str],
    ) -> None:
        result = await sign_in(hass, keys_cloud)
        fault(gateway)
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"] == errors
        assert not keys_cloud.home.shares
        assert await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (lambda faults, path: faults.respond("{}", path=path), "the_keys_invalid_cloud_response"),
            (
                lambda faults, path: faults.respond('{"data": []}', path=path),
                "the_keys_invalid_cloud_response",
            ),
            (lambda faults, path: faults.html(path), "the_keys_invalid_cloud_response"),
            (lambda faults, path: faults.html(path, executed=True), "the_keys_invalid_cloud_response"),
            (lambda faults, path: faults.drop(path, executed=True), "the_keys_cloud_unconfirmed"),
            (lambda faults, path: faults.server_error(path), "the_keys_invalid_cloud_response"),
        ],
    )
    @pytest.mark.parametrize("again", ["Home Assistant", "My home"])
    async def test_second_share_fails(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        fault: Any,
        error: str,
        again: str,
    ) -> None:
        """The first one is used when the form is submitted again, also under another name."""
        garden = keys_cloud.home.cloud_records[GARDEN].number
        result = await sign_in(hass, keys_cloud)
        fault(keys_cloud.faults, f"{ROOT}/partage/create/{garden}/*")
        result = await submit(hass, result, chosen(gateway, DOOR, GARDEN))
        assert result["errors"] == {"base": error}
        assert suggested(result) == chosen(gateway, DOOR, GARDEN)
        (door,) = (share for share in keys_cloud.home.shares.values() if share.lock == DOOR)
        result = await submit(hass, result, chosen(gateway, DOOR, GARDEN, share_name=again))
        entry = await finished(hass, result)
        assert next(iter(entry.subentries.values())).data["share"] == door.number
        assert door.name == again
        assert door.active
        if again == "Home Assistant":
            assert shares_of(keys_cloud) == [DOOR, GARDEN]

    async def test_share_for_nothing(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A repair offers to delete a share that was created for a lock that is not added."""
        there = keys_cloud.home.new_share(DOOR, gateway.accessory, "Home Assistant")
        result = await sign_in(hass, keys_cloud)
        gateway.locks[GARDEN].reachable = False
        result = await submit(hass, result, chosen(gateway, DOOR, GARDEN))
        result = await after_progress(hass, result)
        assert result["errors"] == {"locks": "the_keys_out_of_range"}
        entry = await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))
        made = next(share for share in keys_cloud.home.shares.values() if share.lock == GARDEN)
        issues = ir.async_get(hass).issues
        (offer,) = (issue for issue in issues.values() if issue.domain == DOMAIN)
        assert offer.translation_key == "the_keys_unused_shares"
        assert offer.data == {"shares": str(made.number), "locks": GARDEN}
        assert offer.translation_placeholders == {"name": "The Keys", "locks": "Garden gate"}
        await hass.config_entries.async_remove(entry.entry_id)
        assert list(issues) == [(DOMAIN, offer.issue_id)], f"{there} was not made by us"

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ('{"status": 200}', "the_keys_invalid_cloud_response"),
            ('{"status": 200, "data": []}', "the_keys_invalid_cloud_response"),
            ('{"status": 200, "data": {"partages_accessoire": "none"}}', "the_keys_invalid_cloud_response"),
        ],
    )
    async def test_shares_cannot_be_read(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        body: str,
        error: str,
    ) -> None:
        """No share is created if the existing ones cannot be read."""
        there = keys_cloud.home.new_share(DOOR, gateway.accessory, "Home Assistant")
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.respond(body, path=f"{ROOT}/partage/all/*")
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"] == {"base": error}
        assert list(keys_cloud.home.shares.values()) == [there]
        assert await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))
        assert list(keys_cloud.home.shares.values()) == [there]

    async def test_shares_without_codes(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """No further share is created at each attempt."""
        keys_cloud.quirks.omitted = ["code"]
        result = await sign_in(hass, keys_cloud)
        for _ in range(3):
            result = await submit(hass, result, chosen(gateway, DOOR))
            assert result["errors"] == {"base": "the_keys_invalid_cloud_response"}
        assert shares_of(keys_cloud) == [DOOR]
        keys_cloud.quirks.omitted = []
        assert await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))
        assert shares_of(keys_cloud) == [DOOR]

    async def test_account_is_refused_in_second_step(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        result = await sign_in(hass, keys_cloud)
        password = keys_cloud.account.password
        keys_cloud.expire_tokens()
        keys_cloud.account.password = "new"
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"] == {"base": "the_keys_invalid_account"}
        keys_cloud.account.password = password
        assert await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))

    async def test_started_again(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A new flow uses the shares of one that was closed while synchronizing."""
        result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN))
        assert result["type"] is FlowResultType.SHOW_PROGRESS
        hass.config_entries.flow.async_abort(result["flow_id"])
        made = list(keys_cloud.home.shares)
        result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN))
        assert await finished(hass, result)
        assert list(keys_cloud.home.shares) == made

    async def test_two_flows_at_once(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_cloud: TheKeysCloud,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """One of them sets the gateway up, the other one ends with it; each lock is shared once."""
        flows = [await sign_in(hass, keys_cloud) for _ in range(2)]
        keys_cloud.faults.delay(5, f"{ROOT}/partage/*")
        flows = list(
            await asyncio.gather(*(submit(hass, result, chosen(gateway, DOOR, GARDEN)) for result in flows))
        )
        assert shares_of(keys_cloud) == [DOOR, GARDEN]
        await either(hass, *flows)
        assert not hass.config_entries.flow.async_progress()
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    async def test_with_and_without_the_account_at_once(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A gateway that another flow set up without the account is not set up again."""
        share = keys_cloud.home.new_share(GARDEN, gateway.accessory, "Mine")
        gateway.signatures.codes[GARDEN] = {share.code}
        gateway.locks[GARDEN].accepted_codes = {share.code}
        by_account = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR))
        typed = local(gateway, identifier=GARDEN, code=share.code)
        gateway.home.cloud_is_up = False
        await asyncio.sleep(30)
        by_hand = await submit(hass, await begin_local(hass), typed)
        assert by_hand["type"] is FlowResultType.CREATE_ENTRY
        gateway.home.cloud_is_up = True
        result = await after_progress(hass, by_account)
        assert result["reason"] == "already_configured"
        assert the_entry(hass) is by_hand["result"]

    async def test_one_of_two_locks_is_out_of_reach(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """The error names the lock, and the other one can be added without it."""
        gateway.locks[DOOR].reachable = False
        result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN))
        result = await after_progress(hass, result)
        assert result["step_id"] == "the_keys_locks"
        assert result["errors"] == {"locks": "the_keys_out_of_range"}
        assert placeholders(result)["name"] == "Front door"
        assert suggested(result) == chosen(gateway, DOOR, GARDEN)
        entry = await finished(hass, await submit(hass, result, chosen(gateway, GARDEN)))
        assert [lock.title for lock in entry.subentries.values()] == ["Garden gate"]
        assert shares_of(keys_cloud) == [DOOR, GARDEN]

    async def test_one_of_two_locks_is_slow(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A failed synchronization of one lock is repeated."""
        gateway.faults.code(1, "/locker/synchronize", times=1)
        result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN))
        assert await finished(hass, result)

    async def test_lock_is_set_up(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A lock can be in range of two gateways."""
        async with TheKeysGateway(keys_cloud.home, name="Other") as other:
            result = await submit(
                hass, await sign_in(hass, keys_cloud), {"gateway": other.accessory.identifier}
            )
            await finished(hass, await submit(hass, result, chosen(other, DOOR)))
            result = await sign_in(hass, keys_cloud)
            result = await submit(hass, result, chosen(gateway, DOOR, GARDEN))
            assert result["errors"] == {"locks": "the_keys_locks_already_configured"}
            assert result["description_placeholders"] == {"names": "Front door"}
            result = await submit(hass, result, chosen(gateway, GARDEN))
            await finished(hass, result)
            assert sorted(entry.title for entry in hass.config_entries.async_entries(DOMAIN)) == [
                "The Keys",
                "The Keys (Garden gate)",
            ]
            for entry in hass.config_entries.async_loaded_entries(DOMAIN):
                await hass.config_entries.async_unload(entry.entry_id)

    async def test_several_gateways(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """Gateways that are set up are not offered again; the flow is aborted if there is no other one."""
        async with TheKeysGateway(keys_cloud.home, name="Other") as other:
            first, second = gateway.accessory.identifier, other.accessory.identifier
            other.accessory.ip = f"{other.host}:{other.port}"
            result = await sign_in(hass, keys_cloud)
            assert result["step_id"] == "the_keys_gateway"
            assert offered(result, "gateway") == [first, second]
            result = await submit(hass, result, {"gateway": second})
            assert suggested(result) == address(other)
            await finished(hass, await submit(hass, result, chosen(other, DOOR)))
            result = await sign_in(hass, keys_cloud)
            assert result["step_id"] == "the_keys_locks"
            assert suggested(result) == address(gateway)
            await finished(hass, await submit(hass, result, chosen(gateway, GARDEN)))
            result = await sign_in(hass, keys_cloud)
            assert result["type"] is FlowResultType.ABORT
            assert result["reason"] == "already_configured"
            for entry in hass.config_entries.async_loaded_entries(DOMAIN):
                await hass.config_entries.async_unload(entry.entry_id)

    async def test_other_accessories(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """Keypads and remotes are no gateways; an accessory that is listed twice is one."""
        keys_cloud.home.add_keypad(DOOR)
        keys_cloud.home.new_accessory(AccessoryType.REMOTE, "Button").locks.add(DOOR)
        keys_cloud.home.accessories.append(gateway.accessory)
        result = await sign_in(hass, keys_cloud)
        assert result["step_id"] == "the_keys_locks"
        assert offered(result, "locks") == [DOOR, GARDEN]


class TestReauthentication:
    """The gateway permanently rejects a code."""

    @pytest.fixture
    def locks(self) -> list[Lock]:
        return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Garden gate", GARDEN_CODE)]

    @pytest.fixture
    def new_code(self, gateway: TheKeysGateway) -> str:
        """Replace the share of a lock."""
        share = gateway.home.new_share(GARDEN, gateway.accessory, "New")
        gateway.signatures.codes[GARDEN] = {share.code}
        gateway.locks[GARDEN].accepted_codes = {share.code}
        return share.code

    async def begin(self, hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
        return await entry.start_reauth_flow(hass, data={CONF_IDENTIFIER: GARDEN})

    async def test_asked_for(
        self,
        hass: HomeAssistant,
        keys_loaded: MockConfigEntry,
        new_code: str,
        state_of: StateOf,
        until: Until,
    ) -> None:
        """The flow names the lock whose code was rejected; the other lock does not change."""
        flows = hass.config_entries.flow.async_progress_by_handler
        async with asyncio.timeout(240):
            while not (found := flows(DOMAIN, match_context={"source": SOURCE_REAUTH})):
                await asyncio.sleep(1)
        assert found[0]["step_id"] == "the_keys_new_code"
        result = await submit(hass, found[0], None)
        assert result["description_placeholders"] == {CONF_NAME: "Garden gate"}
        result = await submit(hass, result, {CONF_CODE: new_code})
        assert result["reason"] == "reauth_successful"
        await hass.async_block_till_done()
        door, garden = keys_loaded.subentries.values()
        assert (door.data[CONF_CODE], garden.data[CONF_CODE]) == (CODE, new_code)
        await until(lambda: state_of("lock", "lock", f"the_keys-{GARDEN}").state == "locked")

    @pytest.mark.parametrize(
        ("fault", "errors"),
        [
            (lambda box: box.faults.code(33, "/locker_status", None), {CONF_CODE: "the_keys_code_refused"}),
            (lambda box: box.faults.code(34, "/locker_status"), {"base": "the_keys_out_of_range"}),
            (lambda box: box.faults.busy("/lockers", None), {"base": "the_keys_busy"}),
            (lambda box: box.faults.hang("/lockers"), {"base": "the_keys_no_answer"}),
            (lambda box: box.faults.html("/lockers", None), {"base": "the_keys_invalid_response"}),
        ],
    )
    async def test_errors(
        self,
        hass: HomeAssistant,
        gateway: TheKeysGateway,
        keys_entry: MockConfigEntry,
        new_code: str,
        fault: Fault,
        errors: dict[str, str],
    ) -> None:
        keys_entry.add_to_hass(hass)
        result = await self.begin(hass, keys_entry)
        fault(gateway)
        result = await submit(hass, result, {CONF_CODE: new_code})
        assert result["errors"] == errors
        assert suggested(result) == {CONF_CODE: new_code}
        gateway.faults.clear()
        result = await submit(hass, result, {CONF_CODE: new_code})
        assert result["reason"] == "reauth_successful"

    async def test_code_is_missing(
        self, hass: HomeAssistant, keys_entry: MockConfigEntry, new_code: str, gateway: TheKeysGateway
    ) -> None:
        keys_entry.add_to_hass(hass)
        result = await submit(hass, await self.begin(hass, keys_entry), {CONF_CODE: ""})
        assert result["errors"] == {CONF_CODE: "the_keys_code_missing"}
        assert gateway.request_count == 0
        result = await submit(hass, result, {CONF_CODE: new_code})
        assert result["reason"] == "reauth_successful"

    async def test_lock_is_gone(self, hass: HomeAssistant, keys_entry: MockConfigEntry) -> None:
        keys_entry.add_to_hass(hass)
        result = await self.begin(hass, keys_entry)
        hass.config_entries.async_remove_subentry(keys_entry, list(keys_entry.subentries)[1])
        result = await submit(hass, result, {CONF_CODE: CODE})
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "the_keys_lock_removed"

    @pytest.mark.parametrize("is_new", [False, True])
    async def test_share_number_is_removed(
        self, hass: HomeAssistant, keys_entry: MockConfigEntry, new_code: str, is_new: bool
    ) -> None:
        """The number of the share that another code belongs to is unknown."""
        keys_entry.add_to_hass(hass)
        garden = list(keys_entry.subentries.values())[1]
        former = "former" if is_new else new_code
        hass.config_entries.async_update_subentry(
            keys_entry, garden, data={**garden.data, CONF_CODE: former, "share": 8}
        )
        await submit(hass, await self.begin(hass, keys_entry), {CONF_CODE: new_code})
        assert ("share" in garden.data) is not is_new


class TestReconfiguration:
    """The user changes the address of the gateway."""

    async def test_address(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_loaded: MockConfigEntry
    ) -> None:
        result = await keys_loaded.start_reconfigure_flow(hass)
        assert result["step_id"] == "the_keys_reconfigure"
        assert suggested(result) == address(gateway)
        await gateway.change_address()
        result = await submit(hass, result, address(gateway))
        assert result["reason"] == "reconfigure_successful"
        assert keys_loaded.data == {CONF_KIND: "the_keys", **address(gateway)}
        await hass.async_block_till_done()
        assert keys_loaded.state is ConfigEntryState.LOADED

    async def test_same_address(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_loaded: MockConfigEntry
    ) -> None:
        result = await submit(hass, await keys_loaded.start_reconfigure_flow(hass), address(gateway))
        assert result["reason"] == "reconfigure_successful"
        assert keys_loaded.data == {CONF_KIND: "the_keys", **address(gateway)}
        await hass.async_block_till_done()

    @pytest.mark.parametrize("loaded", [False, True])
    async def test_errors(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_entry: MockConfigEntry, loaded: bool
    ) -> None:
        keys_entry.add_to_hass(hass)
        if loaded:
            assert await hass.config_entries.async_setup(keys_entry.entry_id)
        result = await keys_entry.start_reconfigure_flow(hass)
        for changes, error in (
            ({CONF_HOST: "no host"}, "invalid_host"),
            ({CONF_PORT: 1}, "the_keys_cannot_connect"),
        ):
            typed = address(gateway) | changes
            result = await submit(hass, result, typed)
            assert result["errors"] == {CONF_HOST: error}
            assert suggested(result) == typed
        await gateway.change_address()
        gateway.faults.html()
        result = await submit(hass, result, address(gateway))
        assert result["errors"] == {CONF_HOST: "the_keys_invalid_response"}
        gateway.faults.clear()
        result = await submit(hass, result, address(gateway))
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done()

    async def test_another_gateway(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_loaded: MockConfigEntry
    ) -> None:
        """No signed request is sent to a gateway that sees only other locks; one without is accepted."""
        lock = Lock(GARDEN, code=GARDEN_CODE)
        async with TheKeysGateway(Home(lock, clock=Clock())) as other:
            result = await keys_loaded.start_reconfigure_flow(hass)
            result = await submit(hass, result, address(other))
            assert result["errors"] == {CONF_HOST: "the_keys_wrong_gateway"}
            assert result["description_placeholders"] == {"name": "The Keys", "seen": GARDEN}
            assert suggested(result) == address(other)
            assert not [request for request in other.requests if "hash" in request.form]
            lock.reachable = False
            result = await submit(hass, result, address(other))
            assert result["reason"] == "reconfigure_successful"
            await hass.async_block_till_done()

    async def test_another_gateway_that_is_set_up(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_loaded: MockConfigEntry
    ) -> None:
        async with TheKeysGateway(Home(Lock(GARDEN, code=GARDEN_CODE), clock=Clock())) as other:
            MockConfigEntry(
                domain=DOMAIN, unique_id="the_keys-other", data={CONF_KIND: "the_keys", **address(other)}
            ).add_to_hass(hass)
            result = await keys_loaded.start_reconfigure_flow(hass)
            result = await submit(hass, result, address(other))
            assert result["reason"] == "already_configured"
        assert keys_loaded.data == {CONF_KIND: "the_keys", **address(gateway)}
