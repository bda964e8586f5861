"""The shares of a config flow: which of them Gatehouse created, and the offers to delete them."""

import asyncio
from typing import Any

from aiohttp import web
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest

from custom_components.gatehouse.const import DOMAIN
from simulators.faults import Handler
from simulators.the_keys import Lock, TheKeysCloud, TheKeysGateway
from simulators.the_keys.cloud import ROOT
from tests.flows import begin, submit

from .conftest import DOOR, GARDEN
from .flow_helpers import account, chosen, finished, sign_in
from .test_unused_shares import begin as open_offer, sign_in as delete_shares

pytestmark = pytest.mark.usefixtures("unload")

CREATE = f"{ROOT}/partage/create/*"


@pytest.fixture
def locks() -> list[Lock]:
    return [Lock(DOOR, "Front door"), Lock(GARDEN, "Garden gate")]


def offered(hass: HomeAssistant) -> list[int]:
    """Return the numbers of the shares that are offered for deletion."""
    issues = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
    return [int(number) for issue in issues if issue.data for number in str(issue.data["shares"]).split(",")]


def close(hass: HomeAssistant, flow: ConfigFlowResult) -> None:
    """Close a flow."""
    hass.config_entries.flow.async_abort(flow["flow_id"])


@pytest.mark.parametrize(
    "fault",
    [
        lambda cloud: cloud.faults.respond('{"message": "no"}', 400, path=CREATE),
        lambda cloud: cloud.faults.drop(CREATE, executed=False),
        lambda cloud: cloud.faults.drop(CREATE, executed=True),
    ],
)
async def test_existing_share_is_used_instead(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud, fault: Any
) -> None:
    """A share of the user is never offered for deletion, whether another one was created or not."""
    own = keys_cloud.home.new_share(DOOR, gateway.accessory, "Homebridge")
    gateway.signatures.codes[DOOR] = gateway.locks[DOOR].accepted_codes = {own.code}
    result = await sign_in(hass, keys_cloud)
    fault(keys_cloud)
    result = await submit(hass, result, chosen(gateway, DOOR))
    assert result["errors"]
    made = [number for number in keys_cloud.home.shares if number != own.number]
    entry = await finished(hass, await submit(hass, result, chosen(gateway, DOOR, share_name="Homebridge")))
    assert next(iter(entry.subentries.values())).data["share"] == own.number
    await asyncio.sleep(5)
    assert offered(hass) == made
    await hass.config_entries.async_remove(entry.entry_id)
    assert offered(hass) == made


@pytest.mark.parametrize("name", ["My own", "Home Assistant"])
async def test_user_creates_a_share(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud, name: str
) -> None:
    """In the app, with the suggested name or another one, after Gatehouse failed to create it."""
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.respond('{"message": "no"}', 400, path=CREATE)
    result = await submit(hass, result, chosen(gateway, DOOR))
    assert result["errors"]
    keys_cloud.home.new_share(DOOR, gateway.accessory, name)
    entry = await finished(hass, await submit(hass, result, chosen(gateway, DOOR, share_name=name)))
    await hass.config_entries.async_remove(entry.entry_id)
    assert offered(hass) == []


@pytest.mark.parametrize(
    "fault",
    [
        lambda cloud: cloud.faults.drop(CREATE, executed=False),
        lambda cloud: cloud.faults.html(CREATE),
    ],
)
async def test_user_creates_a_share_after_an_unconfirmed_one(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud, fault: Any
) -> None:
    """A share of the user can have the name of an unconfirmed one."""
    result = await sign_in(hass, keys_cloud)
    fault(keys_cloud)
    result = await submit(hass, result, chosen(gateway, DOOR))
    assert result["errors"]
    assert not keys_cloud.home.shares
    await asyncio.sleep(30)
    keys_cloud.home.new_share(DOOR, gateway.accessory, "Home Assistant")
    entry = await finished(hass, await submit(hass, result, chosen(gateway, DOOR)))
    await hass.config_entries.async_remove(entry.entry_id)
    assert offered(hass) == []


async def test_share_of_the_user_keeps_its_name(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.respond('{"message": "no"}', 400, path=CREATE)
    result = await submit(hass, result, chosen(gateway, DOOR))
    own = keys_cloud.home.new_share(DOOR, gateway.accessory, "Home Assistant")
    await finished(hass, await submit(hass, result, chosen(gateway, DOOR, share_name="Second")))
    assert own.name == "Home Assistant"


@pytest.mark.parametrize("executed", [False, True])
async def test_unconfirmed_new_name(
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    executed: bool,
) -> None:
    """The created share is found under both names and not created again."""
    result = await sign_in(hass, keys_cloud)
    garden = keys_cloud.home.cloud_records[GARDEN].number
    keys_cloud.faults.respond('{"message": "no"}', 400, path=f"{ROOT}/partage/create/{garden}/*")
    result = await submit(hass, result, chosen(gateway, DOOR, GARDEN))
    assert result["errors"]
    keys_cloud.faults.drop(f"{ROOT}/partage/accessoire/update/*", executed=executed)
    for name in ("Second", "Third"):
        result = await submit(hass, result, chosen(gateway, DOOR, share_name=name))
    await finished(hass, result)
    (share,) = keys_cloud.home.shares.values()
    assert share.name == "Third"


async def test_closed_while_shares_are_created(
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No further share is created, no request is sent, and the created share is offered for deletion."""
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.delay(5, CREATE, times=None)
    submitting = hass.async_create_task(submit(hass, result, chosen(gateway, DOOR, GARDEN)))
    await asyncio.sleep(2)
    close(hass, result)
    await asyncio.gather(submitting, return_exceptions=True)
    asked = gateway.request_count
    await asyncio.sleep(60)
    assert gateway.request_count == asked
    (made,) = keys_cloud.home.shares.values()
    assert made.lock == DOOR
    assert offered(hass) == [made.number]
    assert "Unexpected error" not in caplog.text


async def test_closed_after_an_unconfirmed_share(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """An unconfirmed share is found, and shares of the user are not offered."""
    keys_cloud.home.new_share(DOOR, gateway.accessory, "Homebridge")
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.drop(CREATE, executed=True)
    result = await submit(hass, result, chosen(gateway, DOOR))
    assert result["errors"]
    keys_cloud.home.new_share(DOOR, gateway.accessory, "Domoticz")
    close(hass, result)
    await asyncio.sleep(5)
    assert offered(hass) == [
        share.number for share in keys_cloud.home.shares.values() if share.name == "Home Assistant"
    ]


async def test_two_at_once(hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> None:
    """A share that the other flow has reserved is not offered until that entry is removed."""
    first, second = [await sign_in(hass, keys_cloud) for _ in range(2)]
    first = await submit(hass, first, chosen(gateway, DOOR))
    second = await submit(hass, second, chosen(gateway, DOOR))
    close(hass, first)
    assert offered(hass) == []
    entry = await finished(hass, second)
    assert offered(hass) == []
    await hass.config_entries.async_remove(entry.entry_id)
    assert offered(hass) == list(keys_cloud.home.shares)


async def test_closed_twice(hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> None:
    """Each share is offered once."""
    for locks in ([DOOR], [DOOR, GARDEN]):
        close(hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, *locks)))
    assert offered(hass) == list(keys_cloud.home.shares)


async def test_another_flow_finds_an_unconfirmed_share(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """The share counts as created by Gatehouse."""
    first, second = [await sign_in(hass, keys_cloud) for _ in range(2)]
    keys_cloud.faults.drop(CREATE, executed=True)
    first = await submit(hass, first, chosen(gateway, DOOR))
    keys_cloud.faults.respond('{"message": "no"}', 400, path=f"{ROOT}/partage/accessoire/update/*")
    first = await submit(hass, first, chosen(gateway, DOOR, share_name="Second"))
    assert first["errors"]
    entry = await finished(hass, await submit(hass, second, chosen(gateway, DOOR)))
    assert offered(hass) == []
    await hass.config_entries.async_remove(entry.entry_id)
    assert offered(hass) == list(keys_cloud.home.shares)


class TestUnconfirmed:
    """An unconfirmed share is searched for, however the flow ends."""

    async def test_the_browser_is_closed(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """Home Assistant cancels the step and keeps the flow."""
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.delay(5, CREATE, executed=True)
        submitting = hass.async_create_task(submit(hass, result, chosen(gateway, DOOR)))
        await asyncio.sleep(2)
        submitting.cancel()
        await asyncio.gather(submitting, return_exceptions=True)
        await asyncio.sleep(100)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        assert offered(hass) == list(keys_cloud.home.shares) != []
        close(hass, result)

    async def test_the_cloud_breaks(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """The share was created before the error."""
        result = await sign_in(hass, keys_cloud)
        error = '{"code": 500, "message": "Internal Server Error"}'
        keys_cloud.faults.respond(error, 500, path=CREATE, executed=True)
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"] == {"base": "the_keys_cloud_unconfirmed"}
        close(hass, result)
        await asyncio.sleep(5)
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_the_cloud_is_away(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=True)
        result = await submit(hass, result, chosen(gateway, DOOR))
        keys_cloud.go_down()
        close(hass, result)
        await asyncio.sleep(30)
        await keys_cloud.come_up()
        await asyncio.sleep(60)
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_the_cloud_stays_unreachable(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A repair names the share that may exist, until another flow finds it."""
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=True)
        result = await submit(hass, result, chosen(gateway, DOOR))
        keys_cloud.go_down()
        close(hass, result)
        await asyncio.sleep(180)
        (issue,) = [issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN]
        assert issue.translation_key == "the_keys_unconfirmed_share"
        assert issue.translation_placeholders == {"name": "Front door", "share": "Home Assistant"}
        assert not issue.is_fixable
        await keys_cloud.come_up()
        close(hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR)))
        assert ir.async_get(hass).async_get_issue(DOMAIN, issue.issue_id) is None
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_the_cloud_is_slow(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """The share is created after the request timed out."""
        result = await sign_in(hass, keys_cloud)

        async def make_late(request: web.Request, handler: Handler) -> web.Response:
            await request.post()
            await asyncio.sleep(40)
            return await handler(request)

        keys_cloud.faults.add(make_late, CREATE, 1)
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"]
        close(hass, result)
        await asyncio.sleep(10)
        assert not keys_cloud.home.shares
        await asyncio.sleep(100)
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_it_is_not_there(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A share that the user creates later is not offered."""
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=False)
        close(hass, await submit(hass, result, chosen(gateway, DOOR)))
        await asyncio.sleep(2 * 3600)
        keys_cloud.home.new_share(DOOR, gateway.accessory, "Home Assistant")
        entry = await finished(
            hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR))
        )
        await hass.config_entries.async_remove(entry.entry_id)
        assert offered(hass) == []

    async def test_another_lock_has_one_of_that_name(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """A share of the user for another lock is not offered."""
        keys_cloud.home.new_share(GARDEN, gateway.accessory, "Home Assistant")
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=False)
        result = await submit(hass, result, chosen(gateway, DOOR))
        entry = await finished(hass, await submit(hass, result, chosen(gateway, GARDEN)))
        await hass.config_entries.async_remove(entry.entry_id)
        assert offered(hass) == []

    async def test_another_flow_uses_it(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        first, second = [await sign_in(hass, keys_cloud) for _ in range(2)]
        keys_cloud.faults.drop(CREATE, executed=True)
        await submit(hass, first, chosen(gateway, DOOR))
        entry = await finished(hass, await submit(hass, second, chosen(gateway, DOOR)))
        await asyncio.sleep(60)
        await hass.config_entries.async_remove(entry.entry_id)
        assert offered(hass) == list(keys_cloud.home.shares) != []


async def test_home_assistant_stops(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """A flow that is still open is closed."""
    result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR))
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    assert offered(hass) == list(keys_cloud.home.shares) != []
    close(hass, result)
    assert len(offered(hass)) == 1


async def test_used_while_others_are_deleted(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """A flow waits for the deletion and creates a new share."""
    assert await async_setup_component(hass, "repairs", {})
    close(hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN)))
    former = offered(hass)
    (issue,) = [issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN]
    second = await sign_in(hass, keys_cloud)
    keys_cloud.faults.delay(10, f"{ROOT}/partage/accessoire/delete/{former[0]}")
    fixing = hass.async_create_task(delete_shares(hass, keys_cloud, await open_offer(hass, issue)))
    await asyncio.sleep(3)
    entry = await finished(hass, await submit(hass, second, chosen(gateway, GARDEN)))
    await fixing
    (share,) = keys_cloud.home.shares.values()
    assert next(iter(entry.subentries.values())).data["share"] == share.number not in former


async def test_submitted_twice(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """Each lock is added once."""
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.delay(1, CREATE, times=None)
    typed = chosen(gateway, DOOR, GARDEN)
    again = hass.async_create_task(submit(hass, result, typed))
    entry = await finished(hass, await submit(hass, result, typed))
    await asyncio.gather(again, return_exceptions=True)
    assert len(entry.subentries) == 2


async def test_account_submitted_twice(hass: HomeAssistant, keys_cloud: TheKeysCloud) -> None:
    """No listener remains after the flow was closed."""
    close(hass, await sign_in(hass, keys_cloud))
    listeners = hass.bus.async_listeners().get(EVENT_HOMEASSISTANT_STOP)
    result = await begin(hass, "the_keys", "the_keys_account")
    keys_cloud.faults.delay(1, "*", times=None)
    await asyncio.gather(
        *(submit(hass, result, account(keys_cloud)) for _ in range(2)), return_exceptions=True
    )
    close(hass, result)
    assert hass.bus.async_listeners().get(EVENT_HOMEASSISTANT_STOP) == listeners


async def test_attempts_to_sign_in_share_a_session(hass: HomeAssistant, keys_cloud: TheKeysCloud) -> None:
    """A session remains open until Home Assistant stops, so only one is created."""
    await sign_in(hass, keys_cloud)
    listeners = hass.bus.async_listeners()[EVENT_HOMEASSISTANT_CLOSE]
    await sign_in(hass, keys_cloud)
    assert hass.bus.async_listeners()[EVENT_HOMEASSISTANT_CLOSE] == listeners
