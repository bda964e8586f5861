"""Tests of the options flow of a TaHoma box."""

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.gatehouse.const import DOMAIN
from custom_components.gatehouse.gateways.tahoma.const import CONF_TRAVEL_TIMES
from simulators.tahoma import Home, TahomaBox
from simulators.tahoma.cloud import TahomaCloud, Token
from tests.flows import offered, suggested


class TestTokens:
    """The user deletes tokens that Gatehouse created."""

    @pytest.fixture
    def tokens(self, hass: HomeAssistant, box: TahomaBox, cloud: TahomaCloud) -> list[Token]:
        label = f"Gatehouse ({hass.config.location_name})"
        cloud.tokens = [
            Token(box.token, label, box.pin),
            Token("old", label, box.pin),
            Token("other", "Homebridge", box.pin),
        ]
        return list(cloud.tokens)

    async def sign_in(
        self, hass: HomeAssistant, entry: MockConfigEntry, cloud: TahomaCloud, **changes: str
    ) -> ConfigFlowResult:
        result = await hass.config_entries.options.async_init(entry.entry_id)
        assert result["type"] is FlowResultType.MENU
        assert result["menu_options"] == ["tahoma_tokens"]
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"next_step_id": "tahoma_tokens"}
        )
        return await hass.config_entries.options.async_configure(
            result["flow_id"], self.credentials(cloud, **changes)
        )

    def credentials(self, cloud: TahomaCloud, **changes: str) -> dict[str, str]:
        return {
            "server": cloud.account.server,
            CONF_USERNAME: cloud.account.user,
            CONF_PASSWORD: cloud.account.password,
        } | changes

    async def test_delete(
        self, hass: HomeAssistant, loaded: MockConfigEntry, cloud: TahomaCloud, tokens: list[Token]
    ) -> None:
        in_use, old, other = tokens
        data = {**loaded.data, "server": "europe", "token_uuid": in_use.uuid}
        hass.config_entries.async_update_entry(loaded, data=data)
        result = await self.sign_in(hass, loaded, cloud, password="wrong")
        assert result["errors"] == {CONF_PASSWORD: "tahoma_invalid_account"}
        result = await hass.config_entries.options.async_configure(result["flow_id"], self.credentials(cloud))
        assert result["step_id"] == "tahoma_tokens_delete"
        assert offered(result, "tokens") == [in_use.uuid, old.uuid]
        result = await hass.config_entries.options.async_configure(result["flow_id"], {"tokens": []})
        assert result["errors"] == {"tokens": "tahoma_no_token_selected"}
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"tokens": [in_use.uuid, old.uuid]}
        )
        assert result["errors"] == {"token_in_use": "tahoma_token_in_use"}
        result = await hass.config_entries.options.async_configure(result["flow_id"], {"tokens": [old.uuid]})
        assert result["reason"] == "tahoma_tokens_deleted"
        assert cloud.tokens == [in_use, other]
        result = await self.sign_in(hass, loaded, cloud)
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"tokens": [in_use.uuid], "token_in_use": True}
        )
        assert result["reason"] == "tahoma_tokens_deleted"
        assert cloud.tokens == [other]
        assert "token_uuid" not in loaded.data

    async def test_session_expires(
        self, hass: HomeAssistant, loaded: MockConfigEntry, cloud: TahomaCloud, tokens: list[Token]
    ) -> None:
        result = await self.sign_in(hass, loaded, cloud)
        cloud.end_sessions()
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"tokens": [tokens[1].uuid]}
        )
        assert result["errors"] == {"base": "tahoma_invalid_account"}

    async def test_none(self, hass: HomeAssistant, loaded: MockConfigEntry, cloud: TahomaCloud) -> None:
        result = await self.sign_in(hass, loaded, cloud)
        assert result["reason"] == "tahoma_no_tokens"


class TestTravelTimes:
    """The user sets the travel times of one-way motors."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.of("rts:RollerShutterRTSComponent", "io:RollerShutterGenericIOComponent")

    async def choose(self, hass: HomeAssistant, entry: MockConfigEntry, url: str) -> ConfigFlowResult:
        result = await hass.config_entries.options.async_init(entry.entry_id)
        assert result["menu_options"] == ["tahoma_travel_times", "tahoma_tokens"]
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"next_step_id": "tahoma_travel_times"}
        )
        assert offered(result, "cover") == [url]
        return await hass.config_entries.options.async_configure(result["flow_id"], {"cover": url})

    async def test_set_and_clear(self, hass: HomeAssistant, loaded: MockConfigEntry, home: Home) -> None:
        url = home.first("rts:RollerShutterRTSComponent").url
        result = await self.choose(hass, loaded, url)
        assert result["step_id"] == "tahoma_travel_times_cover"
        for half, missing in (("opening_time", "closing_time"), ("closing_time", "opening_time")):
            result = await hass.config_entries.options.async_configure(result["flow_id"], {half: 20})
            assert result["errors"] == {missing: "tahoma_both_times"}
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"opening_time": 22.5, "closing_time": 20}
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert loaded.options == {CONF_TRAVEL_TIMES: {url: {"opening": 22.5, "closing": 20}}}
        assert "gatehouse:EstimatedPositionState" in loaded.runtime_data.data[url].states

        result = await self.choose(hass, loaded, url)
        assert suggested(result) == {"opening_time": 22.5, "closing_time": 20}
        result = await hass.config_entries.options.async_configure(result["flow_id"], {"opening_time": 0})
        assert loaded.options == {CONF_TRAVEL_TIMES: {}}

    async def test_name_given_by_the_user(
        self, hass: HomeAssistant, loaded: MockConfigEntry, home: Home
    ) -> None:
        shutter = home.first("rts:RollerShutterRTSComponent")
        registry = dr.async_get(hass)
        (device,) = (
            device
            for device in dr.async_entries_for_config_entry(registry, loaded.entry_id)
            if device.name == shutter.label
        )
        registry.async_update_device(device.id, name_by_user="Old shutter")
        result = await self.choose(hass, loaded, shutter.url)
        assert result["description_placeholders"] == {"cover": "Old shutter"}

    async def test_motor_removed(self, hass: HomeAssistant, loaded: MockConfigEntry, home: Home) -> None:
        url = home.first("rts:RollerShutterRTSComponent").url
        result = await hass.config_entries.options.async_init(loaded.entry_id)
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"next_step_id": "tahoma_travel_times"}
        )
        gone = loaded.runtime_data.data.pop(url)
        result = await hass.config_entries.options.async_configure(result["flow_id"], {"cover": url})
        assert result["errors"] == {"cover": "tahoma_unknown_cover"}
        loaded.runtime_data.data[url] = gone
        result = await self.choose(hass, loaded, url)
        assert result["step_id"] == "tahoma_travel_times_cover"

    async def test_box_unreachable(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        entry.add_to_hass(hass)
        await async_setup_component(hass, DOMAIN, {})
        assert entry.supports_options
        await hass.config_entries.async_unload(entry.entry_id)
        result = await hass.config_entries.options.async_init(entry.entry_id)
        assert result["menu_options"] == ["tahoma_tokens"]

    async def test_entry_unloaded(self, hass: HomeAssistant, loaded: MockConfigEntry, home: Home) -> None:
        url = home.first("rts:RollerShutterRTSComponent").url
        result = await self.choose(hass, loaded, url)
        await hass.config_entries.async_unload(loaded.entry_id)
        assert loaded.state is ConfigEntryState.NOT_LOADED
        result = await hass.config_entries.options.async_configure(
            result["flow_id"], {"opening_time": 22.5, "closing_time": 20}
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert loaded.options == {CONF_TRAVEL_TIMES: {url: {"opening": 22.5, "closing": 20}}}
