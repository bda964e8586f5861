"""Steps through the config flow of a gateway."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from simulators.the_keys import TheKeysCloud, TheKeysGateway
from tests.flows import begin, submit

FIVE_MINUTES = 300.0


def address(gateway: TheKeysGateway) -> dict[str, Any]:
    return {CONF_HOST: gateway.host, CONF_PORT: gateway.port}


def account(cloud: TheKeysCloud, **changes: Any) -> dict[str, Any]:
    return {
        CONF_USERNAME: cloud.account.username,
        CONF_PASSWORD: cloud.account.password,
        "keep_account": False,
    } | changes


def chosen(gateway: TheKeysGateway, *locks: str, **changes: Any) -> dict[str, Any]:
    """Return the input of the form for the locks of an account."""
    return {"locks": list(locks), "share_name": "Home Assistant", **address(gateway)} | changes


async def sign_in(hass: HomeAssistant, cloud: TheKeysCloud, **changes: Any) -> ConfigFlowResult:
    result = await begin(hass, "the_keys", "the_keys_account")
    return await submit(hass, result, account(cloud, **changes))


async def after_progress(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Wait until the progress step has finished, and continue as the frontend does."""
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    async with asyncio.timeout(FIVE_MINUTES + 60):
        while hass.config_entries.flow.async_get(result["flow_id"])["step_id"] == result["step_id"]:
            await asyncio.sleep(0.1)
    return await submit(hass, result, None)


async def finished(hass: HomeAssistant, result: ConfigFlowResult) -> Any:
    """Wait until a flow has set up a gateway, and return its entry."""
    result = await after_progress(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    return result["result"]
