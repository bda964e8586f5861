"""Tests of the config flow of a TaHoma box."""

import asyncio
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
import re
from typing import Any
import uuid

from aiohttp import web
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_ZEROCONF,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_TOKEN, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.discovery_flow import DiscoveryKey
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.gateways.tahoma.const import CONF_GATEWAY_PIN
from custom_components.gatehouse.gateways.tahoma.flows import config_flow, validation
from simulators import certificates
from simulators.certificates import Certificate, FakeRoot
from simulators.server import Server
from simulators.tahoma import Home, TahomaBox
from simulators.tahoma.cloud import Login, TahomaCloud, Token
from tests.cloud import write_endpoints
from tests.conftest import Until
from tests.flows import begin, submit, suggested

from .test_repair_flows import delete_by_repair

OTHER_PIN = "4321-4321-4321"

type Fault = Callable[[TahomaBox], object]


def local(box: TahomaBox, **changes: Any) -> dict[str, Any]:
    """Fill in the form for a token from the app."""
    return {CONF_HOST: box.host, CONF_PORT: box.port, CONF_TOKEN: box.token} | changes


def account(box: TahomaBox, cloud: TahomaCloud, **changes: Any) -> dict[str, Any]:
    """Fill in the form for an account."""
    return {
        "server": cloud.account.server,
        CONF_USERNAME: cloud.account.user,
        CONF_PASSWORD: cloud.account.password,
        CONF_GATEWAY_PIN: box.pin,
        CONF_HOST: box.host,
        CONF_PORT: box.port,
    } | changes


def announced(box: TahomaBox, **changes: Any) -> ZeroconfServiceInfo:
    """Return the mDNS discovery info of the box."""
    address = ip_address(box.host)
    return ZeroconfServiceInfo(
        **{
            "ip_address": address,
            "ip_addresses": [address],
            "port": box.port,
            "hostname": f"gateway-{box.pin}.local.",
            "type": "_kizboxdev._tcp.local.",
            "name": f"gateway-{box.pin}._kizboxdev._tcp.local.",
            "properties": {"gateway_pin": box.pin, "api_version": "1", "fw_version": box.firmware},
        }
        | changes
    )


async def discover(hass: HomeAssistant, info: ZeroconfServiceInfo) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_ZEROCONF}, data=info)


def expected(box: TahomaBox, **changes: Any) -> dict[str, Any]:
    """Return the expected data of the entry of the box."""
    return {
        CONF_KIND: "tahoma",
        CONF_HOST: box.host,
        CONF_PORT: box.port,
        CONF_GATEWAY_PIN: box.pin,
        CONF_TOKEN: box.token,
    } | changes


class TestTokenFromTheApp:
    """The user pastes a token."""

    @pytest.mark.parametrize("pin", [{}, {CONF_GATEWAY_PIN: ""}, {CONF_GATEWAY_PIN: "{pin}"}])
    async def test_success(self, hass: HomeAssistant, box: TahomaBox, pin: dict[str, str]) -> None:
        """The PIN is read from the certificate unless it is entered."""
        typed = {key: text.format(pin=box.pin) for key, text in pin.items()}
        result = await begin(hass, "tahoma", "tahoma_local")
        result = await submit(hass, result, local(box, **typed))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["data"] == expected(box)
        assert result["result"].unique_id == f"tahoma-{box.pin}"
        await hass.async_block_till_done()
        assert result["result"].state is ConfigEntryState.LOADED

    async def test_names(self, hass: HomeAssistant, box: TahomaBox) -> None:
        """The title of a second box contains the end of its PIN."""
        result = await submit(hass, await begin(hass, "tahoma", "tahoma_local"), local(box))
        assert result["title"] == "TaHoma"
        async with TahomaBox(Home.of("io:OnOffIOComponent", pin="2001-0002-0009"), root=box.root) as second:
            result = await submit(hass, await begin(hass, "tahoma", "tahoma_local"), local(second))
            assert result["title"] == "TaHoma 0009"
            await hass.async_block_till_done()
            await hass.config_entries.async_unload(result["result"].entry_id)

    @pytest.mark.parametrize(
        "host", [" {host}:{port} ", "https://{host}:{port}/enduser-mobile-web/1/enduserAPI"]
    )
    async def test_port_within_the_host(self, hass: HomeAssistant, box: TahomaBox, host: str) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        typed = local(box, host=host.format(host=box.host, port=box.port), port=validation.DEFAULT_PORT)
        result = await submit(hass, result, typed)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["data"] == expected(box)

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({CONF_HOST: "not a host"}, {CONF_HOST: "invalid_host"}),
            ({CONF_HOST: "box:port"}, {CONF_HOST: "invalid_host"}),
            ({CONF_HOST: ""}, {CONF_HOST: "invalid_host"}),
            ({CONF_PORT: 1}, {CONF_HOST: "tahoma_cannot_connect"}),
            ({CONF_PORT: 1, CONF_GATEWAY_PIN: OTHER_PIN}, {CONF_HOST: "tahoma_cannot_connect"}),
            ({CONF_TOKEN: "0123456789abcdef0123"}, {CONF_TOKEN: "tahoma_authentication_failed"}),
            ({CONF_TOKEN: "schlüssel"}, {CONF_TOKEN: "tahoma_invalid_token"}),
            ({CONF_TOKEN: str(uuid.UUID(int=7))}, {CONF_TOKEN: "tahoma_token_is_uuid"}),
            ({CONF_GATEWAY_PIN: "1234-1234"}, {CONF_GATEWAY_PIN: "tahoma_invalid_pin"}),
            ({CONF_GATEWAY_PIN: OTHER_PIN}, {CONF_GATEWAY_PIN: "tahoma_wrong_pin"}),
        ],
    )
    async def test_invalid_input(
        self, hass: HomeAssistant, box: TahomaBox, changes: dict[str, Any], errors: dict[str, str]
    ) -> None:
        """The error is shown at its field, the input is kept, and the flow can continue."""
        result = await begin(hass, "tahoma", "tahoma_local")
        typed = local(box, **changes)
        result = await submit(hass, result, typed)
        assert result["type"] is FlowResultType.FORM
        assert result["errors"] == errors
        assert suggested(result) == typed
        if errors.get(CONF_GATEWAY_PIN) == "tahoma_wrong_pin":
            assert result["description_placeholders"] == {"found": box.pin, "expected": OTHER_PIN}
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize(
        ("fault", "errors"),
        [
            (lambda box: box.faults.unknown_object(), {"base": "tahoma_developer_mode_off"}),
            (lambda box: box.faults.bus_error(), {"base": "tahoma_refused"}),
            (lambda box: box.faults.html(), {CONF_HOST: "tahoma_unexpected_answer"}),
            (lambda box: box.faults.respond("[]"), {CONF_HOST: "tahoma_unexpected_answer"}),
            (lambda box: box.faults.hang(), {CONF_HOST: "tahoma_no_answer"}),
            (lambda box: box.faults.unauthorized(times=1), {CONF_TOKEN: "tahoma_authentication_failed"}),
            (lambda box: box.revoke_token(), {CONF_TOKEN: "tahoma_authentication_failed"}),
        ],
    )
    async def test_box_error(
        self, hass: HomeAssistant, box: TahomaBox, fault: Fault, errors: dict[str, str]
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        fault(box)
        result = await submit(hass, result, local(box))
        assert result["errors"] == errors
        assert suggested(result) == local(box)
        box.faults.clear()
        box.restore_token()
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_expired_certificate(self, hass: HomeAssistant, box: TahomaBox, root: FakeRoot) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        async with TahomaBox(Home.of(), certificate=Certificate.EXPIRED, root=root) as expired:
            result = await submit(hass, result, local(expired))
        assert result["errors"] == {CONF_HOST: "tahoma_certificate_expired"}
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_certificate_not_yet_valid(
        self,
        hass: HomeAssistant,
        box: TahomaBox,
        endpoints: dict[str, Any],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(certificates, "NOT_BEFORE", certificates.NOT_AFTER.replace(year=2040))
        late = FakeRoot(tmp_path / "late.pem")
        write_endpoints({"tahoma": {"ca": str(late.path)}})
        result = await begin(hass, "tahoma", "tahoma_local")
        async with TahomaBox(Home.of(), root=late) as box_of_the_future:
            result = await submit(hass, result, local(box_of_the_future))
        assert result["errors"] == {CONF_HOST: "tahoma_certificate_not_yet_valid"}
        write_endpoints(endpoints)
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize("pin", [{}, {CONF_GATEWAY_PIN: OTHER_PIN}])
    async def test_untrusted_certificate(
        self, hass: HomeAssistant, box: TahomaBox, tmp_path: Path, pin: dict[str, str]
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        async with TahomaBox(Home.of(), root=FakeRoot(tmp_path / "stranger.pem")) as stranger:
            result = await submit(hass, result, local(stranger, **pin))
            assert stranger.requests == []
        assert result["errors"] == {CONF_HOST: "tahoma_certificate_untrusted"}
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize("pin", [{}, {CONF_GATEWAY_PIN: OTHER_PIN}])
    async def test_no_tls(self, hass: HomeAssistant, box: TahomaBox, pin: dict[str, str]) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        server = Server(web.Application())
        await server.start()
        typed = local(box, host=server.host, port=server.port, **pin)
        result = await submit(hass, result, typed)
        await server.stop()
        assert result["errors"] == {CONF_HOST: "tahoma_unexpected_answer"}
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_certificate_without_a_pin(
        self, hass: HomeAssistant, box: TahomaBox, root: FakeRoot
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        server = Server(web.Application(), root.server_context("printer", Certificate.GATEWAY_SAN))
        await server.start()
        result = await submit(hass, result, local(box, host=server.host, port=server.port))
        assert result["errors"] == {CONF_GATEWAY_PIN: "tahoma_pin_needed"}
        typed = local(box, host=server.host, port=server.port, gateway_pin=box.pin)
        result = await submit(hass, result, typed)
        assert result["errors"] == {CONF_HOST: "tahoma_certificate_wrong_name"}
        await server.stop()
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_box_reports_another_pin(self, hass: HomeAssistant, box: TahomaBox) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        box.faults.respond(f'[{{"gatewayId": "{OTHER_PIN}"}}]')
        result = await submit(hass, result, local(box))
        assert result["errors"] == {CONF_GATEWAY_PIN: "tahoma_wrong_pin"}
        box.faults.clear()
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_unexpected(
        self,
        hass: HomeAssistant,
        box: TahomaBox,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_local")
        with monkeypatch.context() as broken:
            broken.setattr(config_flow, "async_verify", None)
            result = await submit(hass, result, local(box))
        assert result["errors"] == {"base": "unknown"}
        assert "tahoma_local" in caplog.text
        assert box.token not in caplog.text
        caplog.clear()
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_already_configured(
        self, hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry
    ) -> None:
        entry.add_to_hass(hass)
        result = await begin(hass, "tahoma", "tahoma_local")
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "already_configured"

    async def test_second_box(
        self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry, root: FakeRoot
    ) -> None:
        async with TahomaBox(pin=OTHER_PIN, root=root) as other:
            result = await begin(hass, "tahoma", "tahoma_local")
            result = await submit(hass, result, local(other))
            assert result["type"] is FlowResultType.CREATE_ENTRY
            await hass.async_block_till_done()
            assert len(hass.config_entries.async_loaded_entries(DOMAIN)) == 2
            await hass.config_entries.async_unload(result["result"].entry_id)

    async def test_previously_ignored_box(self, hass: HomeAssistant, box: TahomaBox) -> None:
        result = await discover(hass, announced(box))
        await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_IGNORE},
            data={"unique_id": f"tahoma-{box.pin}", "title": "TaHoma"},
        )
        result = await discover(hass, announced(box))
        assert result["reason"] == "already_configured"
        result = await begin(hass, "tahoma", "tahoma_local")
        result = await submit(hass, result, local(box))
        assert result["type"] is FlowResultType.CREATE_ENTRY


class TestTokenFromTheAccount:
    """The user signs in, and the cloud generates a token."""

    async def test_success(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, caplog: pytest.LogCaptureFixture
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        (token,) = cloud.tokens
        assert re.fullmatch(rf"Gatehouse [0-9a-f]{{4}} \({hass.config.location_name}\)", token.label)
        assert result["data"] == expected(
            box, token=token.value, server=cloud.account.server, token_uuid=token.uuid
        )
        assert token.value not in caplog.text
        assert cloud.account.password not in caplog.text
        assert cloud.account.user not in caplog.text

    async def test_token_is_accepted_after_a_delay(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud
    ) -> None:
        """The box may reject a new token at first."""
        result = await begin(hass, "tahoma", "tahoma_account")
        box.faults.unauthorized(times=3)
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize("refusals", [3, 0])
    async def test_flow_aborted(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, refusals: int, until: Until
    ) -> None:
        """The generated token is deleted, whether the box accepts it immediately or not."""
        result = await begin(hass, "tahoma", "tahoma_account")
        if refusals:
            box.faults.unauthorized(times=refusals)
        box.faults.delay(1, "/setup/gateways")
        submitting = hass.async_create_task(submit(hass, result, account(box, cloud)))
        await until(lambda: cloud.tokens)
        hass.config_entries.flow.async_abort(result["flow_id"])
        assert (await submitting)["reason"] == "tahoma_dialog_closed"
        assert not cloud.tokens
        assert not hass.config_entries.async_entries(DOMAIN)

    async def test_flow_restarted(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, until: Until
    ) -> None:
        """Only the token of the aborted flow, which was still waiting for the box, is deleted."""
        first = await begin(hass, "tahoma", "tahoma_account")
        box.faults.delay(8, "/setup/gateways")
        submitting = hass.async_create_task(submit(hass, first, account(box, cloud)))
        await until(lambda: cloud.tokens)
        await asyncio.sleep(1)
        hass.config_entries.flow.async_abort(first["flow_id"])
        second = await begin(hass, "tahoma", "tahoma_account")
        result = await submit(hass, second, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert (await submitting)["reason"] == "tahoma_dialog_closed"
        assert [token.value for token in cloud.tokens] == [result["data"]["token"]]

    @pytest.mark.parametrize("twice", [True, False])
    @pytest.mark.parametrize("pause", [0.0, 0.5, 1.5])
    async def test_two_submissions(
        self,
        hass: HomeAssistant,
        box: TahomaBox,
        cloud: TahomaCloud,
        twice: bool,
        pause: float,
    ) -> None:
        """If one flow is submitted twice, or two flows once, only the token of the entry is kept."""
        first = await begin(hass, "tahoma", "tahoma_account")
        second = first if twice else await begin(hass, "tahoma", "tahoma_account")
        box.faults.delay(1, "/setup/gateways", times=None)
        submitting = hass.async_create_task(submit(hass, first, account(box, cloud)))
        await asyncio.sleep(pause)
        again = hass.async_create_task(submit(hass, second, account(box, cloud)))
        await asyncio.gather(submitting, again, return_exceptions=True)
        (entry,) = hass.config_entries.async_entries(DOMAIN)
        assert [(token.value, token.uuid) for token in cloud.tokens] == [
            (entry.data[CONF_TOKEN], entry.data["token_uuid"])
        ]
        assert not ir.async_get(hass).issues

    async def test_token_deletion_fails(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, until: Until
    ) -> None:
        assert await async_setup_component(hass, "repairs", {})
        result = await begin(hass, "tahoma", "tahoma_account")
        box.faults.unauthorized(times=None)
        submitting = hass.async_create_task(submit(hass, result, account(box, cloud)))
        await until(lambda: cloud.tokens)
        await asyncio.sleep(1)
        cloud.end_sessions()
        assert (await submitting)["errors"] == {"base": "tahoma_new_token_not_accepted"}
        (token,) = cloud.tokens
        (issue,) = ir.async_get(hass).issues.values()
        assert issue.translation_placeholders == {"name": "TaHoma", "label": token.label}
        await delete_by_repair(hass, issue, cloud)
        assert not cloud.tokens
        assert not ir.async_get(hass).issues

    # The HTTP library retries idempotent requests once.
    @pytest.mark.parametrize("lost", [["/tokens"], ["/tokens", "/devmode", "/devmode"]])
    async def test_unconfirmed_token_generation(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, lost: list[str]
    ) -> None:
        """The token is searched for and deleted, or offered for deletion if that fails, too."""
        assert await async_setup_component(hass, "repairs", {})
        result = await begin(hass, "tahoma", "tahoma_account")
        cloud.lost_responses = list(lost)
        result = await submit(hass, result, account(box, cloud))
        assert result["errors"] == {"base": "tahoma_cloud_cannot_connect"}
        assert cloud.lost_responses == []
        issues = list(ir.async_get(hass).issues.values())
        assert len(cloud.tokens) == len(issues) == ("/devmode" in lost)
        for issue in issues:
            await delete_by_repair(hass, issue, cloud)
        assert not cloud.tokens

    async def test_spaces_around_the_input(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        typed = account(box, cloud, **{CONF_USERNAME: f" {cloud.account.user} "})
        assert (await submit(hass, result, typed))["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize(
        ("fault", "errors"),
        [
            (lambda box: box.faults.unauthorized(times=None), {"base": "tahoma_new_token_not_accepted"}),
            (lambda box: box.faults.unknown_object("/setup/*"), {"base": "tahoma_developer_mode_off"}),
            (lambda box: box.faults.html("/setup/*"), {CONF_HOST: "tahoma_unexpected_answer"}),
        ],
    )
    async def test_token_is_deleted_after_an_error(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, fault: Fault, errors: dict[str, str]
    ) -> None:
        others = Token("0", f"Gatehouse ({hass.config.location_name})", box.pin)
        cloud.tokens.append(others)
        result = await begin(hass, "tahoma", "tahoma_account")
        fault(box)
        typed = account(box, cloud)
        result = await submit(hass, result, typed)
        assert result["errors"] == errors
        assert suggested(result) == typed
        assert cloud.tokens == [others]
        box.faults.clear()
        result = await submit(hass, result, typed)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert len(cloud.tokens) == 2

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({CONF_PASSWORD: "wrong"}, {CONF_PASSWORD: "tahoma_invalid_account"}),
            ({CONF_USERNAME: "nobody@example.com"}, {CONF_PASSWORD: "tahoma_invalid_account"}),
            ({"server": "north_america"}, {CONF_PASSWORD: "tahoma_invalid_account"}),
            ({CONF_GATEWAY_PIN: OTHER_PIN}, {CONF_GATEWAY_PIN: "tahoma_wrong_pin"}),
            ({CONF_GATEWAY_PIN: "12"}, {CONF_GATEWAY_PIN: "tahoma_invalid_pin"}),
            ({CONF_HOST: "no host"}, {CONF_HOST: "invalid_host"}),
            ({CONF_PORT: 1}, {CONF_HOST: "tahoma_cannot_connect"}),
        ],
    )
    async def test_invalid_input(
        self,
        hass: HomeAssistant,
        box: TahomaBox,
        cloud: TahomaCloud,
        changes: dict[str, Any],
        errors: dict[str, str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        typed = account(box, cloud, **changes)
        result = await submit(hass, result, typed)
        assert result["errors"] == errors
        assert suggested(result) == typed
        assert typed[CONF_PASSWORD] not in caplog.text
        assert not cloud.tokens
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    @pytest.mark.parametrize(
        ("login", "errors"),
        [
            (Login.TOO_MANY, {"base": "tahoma_too_many_attempts"}),
            (Login.OAUTH_ONLY, {CONF_PASSWORD: "tahoma_invalid_account"}),
        ],
    )
    async def test_account_rejected(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, login: Login, errors: dict[str, str]
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        cloud.account.login = login
        result = await submit(hass, result, account(box, cloud))
        assert result["errors"] == errors
        cloud.account.login = Login.ACCEPTED
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_box_of_another_account(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        del cloud.account.boxes[box.pin]
        result = await submit(hass, result, account(box, cloud))
        assert result["errors"] == {CONF_GATEWAY_PIN: "tahoma_not_in_account"}
        cloud.account.boxes[box.pin] = box
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_no_cloud(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud, endpoints: dict[str, Any]
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        here = endpoints["tahoma"]["cloud"]
        for elsewhere, error in (
            ("http://127.0.0.1:1/{server}", "tahoma_cloud_cannot_connect"),
            (here + "/nowhere", "tahoma_cloud_refused"),
        ):
            endpoints["tahoma"]["cloud"] = elsewhere
            write_endpoints(endpoints)
            result = await submit(hass, result, account(box, cloud))
            assert result["errors"] == {"base": error}
        server = Server(web.Application())
        await server.start()
        endpoints["tahoma"]["cloud"] = server.url
        write_endpoints(endpoints)
        result = await submit(hass, result, account(box, cloud))
        await server.stop()
        assert result["errors"] == {"base": "tahoma_cloud_unexpected_answer"}
        endpoints["tahoma"]["cloud"] = here
        write_endpoints(endpoints)
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_already_configured(
        self, hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry, cloud: TahomaCloud
    ) -> None:
        """No token is generated for a box that is already configured."""
        entry.add_to_hass(hass)
        result = await begin(hass, "tahoma", "tahoma_account")
        result = await submit(hass, result, account(box, cloud))
        assert result["reason"] == "already_configured"
        assert cloud.requests == []

    async def test_no_token_for_an_unreachable_box(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud
    ) -> None:
        result = await begin(hass, "tahoma", "tahoma_account")
        box.faults.unknown_object()
        result = await submit(hass, result, account(box, cloud))
        assert result["errors"] == {"base": "tahoma_developer_mode_off"}
        assert cloud.requests == []
        box.faults.clear()
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY


class TestZeroconf:
    """The box is discovered by mDNS."""

    async def test_confirm(self, hass: HomeAssistant, box: TahomaBox) -> None:
        result = await discover(hass, announced(box))
        assert result["type"] is FlowResultType.FORM
        assert result["step_id"] == "tahoma_confirm"
        (progress,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        assert progress["context"]["title_placeholders"]["name"] == f"TaHoma {box.pin}"
        for token, error in (
            ("wrong", "tahoma_authentication_failed"),
            (str(uuid.uuid4()), "tahoma_token_is_uuid"),
        ):
            result = await submit(hass, result, {CONF_TOKEN: token})
            assert result["errors"] == {CONF_TOKEN: error}
            assert suggested(result) == {CONF_TOKEN: token}
        box.faults.html()
        result = await submit(hass, result, {CONF_TOKEN: box.token})
        assert result["errors"] == {"base": "tahoma_unexpected_answer"}
        result = await submit(hass, result, {CONF_TOKEN: box.token})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["data"] == expected(box)

    async def test_impostor(self, hass: HomeAssistant, box: TahomaBox) -> None:
        """Nothing is sent to a box announced with the PIN of another box."""
        result = await discover(hass, announced(box, properties={"gateway_pin": OTHER_PIN}))
        result = await submit(hass, result, {CONF_TOKEN: box.token})
        assert result["errors"] == {"base": "tahoma_wrong_pin"}
        assert box.requests == []

    @pytest.mark.parametrize("pin", [None, "", "1234", "1234-1234-1234-1234"])
    async def test_no_pin(self, hass: HomeAssistant, box: TahomaBox, pin: str | None) -> None:
        result = await discover(hass, announced(box, properties={"gateway_pin": pin}))
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "tahoma_no_gateway_pin"

    async def test_no_usable_address(self, hass: HomeAssistant, box: TahomaBox) -> None:
        result = await discover(hass, announced(box, ip_addresses=[ip_address("fe80::1")]))
        assert result["reason"] == "tahoma_no_address"

    async def test_ipv4_is_preferred(self, hass: HomeAssistant, box: TahomaBox) -> None:
        addresses = [ip_address(text) for text in ("fe80::1", "2001:db8::1", box.host)]
        result = await discover(hass, announced(box, ip_addresses=addresses))
        result = await submit(hass, result, {CONF_TOKEN: box.token})
        assert result["data"][CONF_HOST] == box.host

    async def test_manual_setup_with_discovered_address(
        self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud
    ) -> None:
        """The user sets up the discovered box with the account, which ends the discovery flow."""
        await discover(hass, announced(box))
        result = await begin(hass, "tahoma", "tahoma_account")
        suggestions = suggested(result)
        assert suggestions == {CONF_HOST: box.host, CONF_PORT: box.port, CONF_GATEWAY_PIN: box.pin}
        result = await submit(hass, result, account(box, cloud))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)

    async def test_already_in_progress(self, hass: HomeAssistant, box: TahomaBox) -> None:
        await discover(hass, announced(box))
        result = await discover(hass, announced(box))
        assert result["reason"] == "already_in_progress"

    async def test_set_up_in_overkiz(self, hass: HomeAssistant, box: TahomaBox) -> None:
        core = MockConfigEntry(domain="overkiz", unique_id=box.pin)
        core.add_to_hass(hass)
        result = await discover(hass, announced(box))
        assert result["reason"] == "tahoma_set_up_in_overkiz"

    async def test_ignored_in_overkiz(self, hass: HomeAssistant, box: TahomaBox) -> None:
        MockConfigEntry(domain="overkiz", unique_id=box.pin, source=SOURCE_IGNORE).add_to_hass(hass)
        result = await discover(hass, announced(box))
        assert result["step_id"] == "tahoma_confirm"

    async def test_moved(
        self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry, until: Until
    ) -> None:
        """The new address of a box is used without a reload."""
        coordinator = loaded.runtime_data
        await box.change_address("127.0.0.1", 0)
        result = await discover(hass, announced(box))
        assert result["reason"] == "already_configured"
        await until(lambda: loaded.data == expected(box))
        assert loaded.runtime_data is coordinator
        request_count = len(box.requests)
        await until(lambda: len(box.requests) > request_count)

    async def test_false_announcement(
        self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry, until: Until
    ) -> None:
        """Announcements are not authenticated, so the address of a box that responds is kept."""
        result = await discover(hass, announced(box, port=1))
        assert result["reason"] == "already_configured"
        await box.unplug(10)
        request_count = len(box.requests)
        await until(lambda: len(box.requests) > request_count)
        assert loaded.data == expected(box)

    async def test_added_manually(self, hass: HomeAssistant, box: TahomaBox) -> None:
        """The discovery key is stored, so that a deleted box is discovered again."""
        found = DiscoveryKey(domain="zeroconf", key="gateway", version=1)
        await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_ZEROCONF, "discovery_key": found}, data=announced(box)
        )
        result = await submit(hass, await begin(hass, "tahoma", "tahoma_local"), local(box))
        assert result["result"].discovery_keys == {"zeroconf": (found,)}

    async def test_another_box_entered_first(self, hass: HomeAssistant, box: TahomaBox) -> None:
        """The discovery key is stored for the discovered box only."""
        properties = {"gateway_pin": OTHER_PIN, "api_version": "1", "fw_version": box.firmware}
        found = DiscoveryKey(domain="zeroconf", key="other", version=1)
        await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_ZEROCONF, "discovery_key": found},
            data=announced(box, properties=properties),
        )
        result = await begin(hass, "tahoma", "tahoma_local")
        result = await submit(hass, result, local(box, **{CONF_GATEWAY_PIN: OTHER_PIN}))
        assert result["errors"]
        result = await submit(hass, result, local(box))
        assert result["result"].discovery_keys == {}

    async def test_announced_during_setup_retry(
        self, hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry
    ) -> None:
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_PORT: 1})
        assert not await hass.config_entries.async_setup(entry.entry_id)
        result = await discover(hass, announced(box))
        assert result["reason"] == "already_configured"
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        assert entry.data == expected(box)


async def test_false_announcement_during_setup_retry(
    hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry
) -> None:
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_HOST: "nowhere.example"})
    assert not await hass.config_entries.async_setup(entry.entry_id)
    result = await discover(hass, announced(box, port=1))
    assert result["reason"] == "already_configured"
    assert entry.data[CONF_HOST] == "nowhere.example"


async def test_no_subentries(loaded: MockConfigEntry) -> None:
    assert loaded.supported_subentry_types == {}


async def test_untrusted_certificate_with_a_pin(hass: HomeAssistant, box: TahomaBox, tmp_path: Path) -> None:
    """A device that is not a box has the address that belongs to the PIN."""
    write_endpoints({})
    result = await begin(hass, "tahoma", "tahoma_local")
    result = await submit(hass, result, local(box, **{CONF_GATEWAY_PIN: box.pin}))
    assert result["errors"] == {CONF_HOST: "tahoma_certificate_untrusted"}


async def test_replace_generated_token(hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry) -> None:
    """The generated token that the box rejected is offered for deletion."""
    data = {**loaded.data, "server": "europe", "token_uuid": "uuid"}
    hass.config_entries.async_update_entry(loaded, data=data)
    box.restore_token("another")
    await submit(hass, await loaded.start_reauth_flow(hass), {CONF_TOKEN: "another"})
    assert ir.async_get(hass).async_get_issue(DOMAIN, "tahoma_token_uuid") is not None
    assert loaded.data == expected(box, token="another")


class TestDhcp:
    """The box is discovered by DHCP."""

    def lease(self, pin: str, host: str) -> DhcpServiceInfo:
        return DhcpServiceInfo(ip=host, hostname=f"gateway-{pin}", macaddress="f8811a123456")

    async def test_known(self, hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry) -> None:
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_HOST: "nowhere.example"})
        assert not await hass.config_entries.async_setup(entry.entry_id)
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_DHCP}, data=self.lease(box.pin, box.host)
        )
        assert result["reason"] == "already_configured"
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        assert entry.data == expected(box)

    @pytest.mark.parametrize("pin", [OTHER_PIN, "none"])
    async def test_unknown(self, hass: HomeAssistant, loaded: MockConfigEntry, pin: str) -> None:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_DHCP}, data=self.lease(pin, "192.0.2.1")
        )
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "tahoma_not_discovered"


class TestReauthentication:
    """The box permanently rejects the token."""

    async def test_success(self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry) -> None:
        box.restore_token("0123456789abcdef")
        result = await loaded.start_reauth_flow(hass)
        assert result["step_id"] == "tahoma_reauth"
        result = await submit(hass, result, {CONF_TOKEN: "0123456789abcdef"})
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "reauth_successful"
        assert loaded.data == expected(box, token="0123456789abcdef")
        await hass.async_block_till_done()
        assert loaded.state is ConfigEntryState.LOADED

    async def test_errors(self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry) -> None:
        result = await loaded.start_reauth_flow(hass)
        for token, error in (
            ("wrong", "tahoma_authentication_failed"),
            (str(uuid.uuid4()), "tahoma_token_is_uuid"),
        ):
            result = await submit(hass, result, {CONF_TOKEN: token})
            assert result["errors"] == {CONF_TOKEN: error}
            assert suggested(result) == {CONF_TOKEN: token}
        box.faults.unknown_object(path="/setup/gateways")
        result = await submit(hass, result, {CONF_TOKEN: box.token})
        assert result["errors"] == {"base": "tahoma_developer_mode_off"}
        box.faults.clear()
        result = await submit(hass, result, {CONF_TOKEN: box.token})
        assert result["reason"] == "reauth_successful"

    async def test_loaded_entry_is_reloaded_once(
        self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry
    ) -> None:
        """The update listener reloads it."""
        states: list[ConfigEntryState] = []
        loaded.async_on_state_change(lambda: states.append(loaded.state))
        box.restore_token("0123456789abcdef")
        await submit(hass, await loaded.start_reauth_flow(hass), {CONF_TOKEN: "0123456789abcdef"})
        await hass.async_block_till_done()
        assert states.count(ConfigEntryState.LOADED) == 1
        assert loaded.runtime_data.config_entry.data[CONF_TOKEN] == "0123456789abcdef"

    async def test_same_token_reloads_the_entry(
        self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry
    ) -> None:
        data = {**loaded.data, "server": "europe", "token_uuid": "uuid"}
        hass.config_entries.async_update_entry(loaded, data=data)
        await hass.async_block_till_done()
        before = loaded.runtime_data
        result = await submit(hass, await loaded.start_reauth_flow(hass), {CONF_TOKEN: box.token})
        assert result["reason"] == "reauth_successful"
        await hass.async_block_till_done()
        assert loaded.runtime_data is not before
        assert loaded.data == data
        assert not ir.async_get(hass).issues

    async def test_entry_that_is_not_loaded_is_reloaded(
        self, hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry
    ) -> None:
        """It has no update listener."""
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_TOKEN: "old"})
        assert not await hass.config_entries.async_setup(entry.entry_id)
        await submit(hass, await entry.start_reauth_flow(hass), {CONF_TOKEN: box.token})
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        assert entry.data == expected(box)

    async def test_generated_token_is_forgotten(
        self, hass: HomeAssistant, box: TahomaBox, entry: MockConfigEntry
    ) -> None:
        """The UUID of a pasted token is unknown."""
        entry.add_to_hass(hass)
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_TOKEN: "old", "server": "europe", "token_uuid": "1"}
        )
        result = await entry.start_reauth_flow(hass)
        await submit(hass, result, {CONF_TOKEN: box.token})
        assert entry.data == expected(box)


class TestReconfiguration:
    """The user changes the connection settings."""

    async def test_address(self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry) -> None:
        result = await loaded.start_reconfigure_flow(hass)
        assert result["step_id"] == "tahoma_reconfigure"
        assert suggested(result) == {CONF_HOST: box.host, CONF_PORT: box.port}
        await box.change_address("127.0.0.1", 0)
        result = await submit(hass, result, {CONF_HOST: box.host, CONF_PORT: box.port})
        assert result["reason"] == "reconfigure_successful"
        assert loaded.data == expected(box)
        await hass.async_block_till_done()
        assert loaded.state is ConfigEntryState.LOADED

    async def test_token(self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry) -> None:
        """The generated token is offered for deletion."""
        hass.config_entries.async_update_entry(
            loaded, data={**loaded.data, "server": "europe", "token_uuid": "1"}
        )
        result = await loaded.start_reconfigure_flow(hass)
        result = await submit(hass, result, local(box))
        assert loaded.data["token_uuid"] == "1"
        box.restore_token("0123456789abcdef")
        result = await loaded.start_reconfigure_flow(hass)
        result = await submit(hass, result, local(box, token="0123456789abcdef"))
        assert result["reason"] == "reconfigure_successful"
        assert loaded.data == expected(box, token="0123456789abcdef")
        assert ir.async_get(hass).async_get_issue(DOMAIN, "tahoma_token_1")

    async def test_errors(
        self, hass: HomeAssistant, box: TahomaBox, loaded: MockConfigEntry, root: FakeRoot
    ) -> None:
        result = await loaded.start_reconfigure_flow(hass)
        async with TahomaBox(pin=OTHER_PIN, root=root) as other:
            for typed, errors in (
                (local(other, token=box.token), {CONF_HOST: "tahoma_wrong_pin"}),
                (local(box, host="not a host"), {CONF_HOST: "invalid_host"}),
                (local(box, port=1), {CONF_HOST: "tahoma_cannot_connect"}),
                (local(box, token="wrong"), {CONF_TOKEN: "tahoma_authentication_failed"}),
                (local(box, token=str(uuid.uuid4())), {CONF_TOKEN: "tahoma_token_is_uuid"}),
            ):
                result = await submit(hass, result, typed)
                assert result["errors"] == errors
                assert suggested(result) == typed
            assert other.requests == []
        result = await submit(hass, result, local(box))
        assert result["reason"] == "reconfigure_successful"
