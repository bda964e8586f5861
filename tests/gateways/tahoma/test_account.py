"""Tests of the Somfy account."""

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant

from custom_components.gatehouse.gateways.tahoma.account import async_delete_token, async_sign_in
from simulators.tahoma.cloud import TahomaCloud, Token


async def test_attempts_to_sign_in_share_a_session(hass: HomeAssistant, cloud: TahomaCloud) -> None:
    """A separate session would stay open until Home Assistant stops."""
    account = {
        "server": cloud.account.server,
        CONF_USERNAME: cloud.account.user,
        CONF_PASSWORD: cloud.account.password,
    }
    await async_sign_in(hass, account)
    listeners = hass.bus.async_listeners()
    await async_sign_in(hass, account)
    assert hass.bus.async_listeners() == listeners


async def test_delete_a_token_by_its_label(hass: HomeAssistant, cloud: TahomaCloud) -> None:
    account = {
        "server": cloud.account.server,
        CONF_USERNAME: cloud.account.user,
        CONF_PASSWORD: cloud.account.password,
    }
    (pin,) = cloud.account.boxes
    cloud.tokens.append(Token("value", "label", pin))
    client = await async_sign_in(hass, account)
    assert await async_delete_token(client, pin, None, "label")
    assert not cloud.tokens
    assert not await async_delete_token(client, pin, None, "label")
