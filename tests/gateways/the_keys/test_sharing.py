"""The shares of a set-up: which of them Gatehouse made, and what becomes of them where it is given up."""

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
    """Return the numbers of the shares that the user is asked about."""
    issues = (issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN)
    return [int(number) for issue in issues if issue.data for number in str(issue.data["shares"]).split(",")]


def leave(hass: HomeAssistant, flow: ConfigFlowResult) -> None:
    """Close a dialog."""
    hass.config_entries.flow.async_abort(flow["flow_id"])


@pytest.mark.parametrize(
    "fault",
    [
        lambda cloud: cloud.faults.respond('{"message": "no"}', 400, path=CREATE),
        lambda cloud: cloud.faults.drop(CREATE, executed=False),
        lambda cloud: cloud.faults.drop(CREATE, executed=True),
    ],
)
async def test_the_user_falls_back_on_his_own(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud, fault: Any
) -> None:
    """It is not offered for deletion, whatever became of the one that should have been made."""
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
async def test_the_user_makes_one_of_his_own(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud, name: str
) -> None:
    """In the app, when Gatehouse could not: by the name that the dialog suggests, or by another one."""
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
async def test_the_user_makes_one_where_none_was_heard_of(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud, fault: Any
) -> None:
    """It has the name of the one that may have been made, and is the user's own all the same."""
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


async def test_the_users_own_keeps_its_name(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.respond('{"message": "no"}', 400, path=CREATE)
    result = await submit(hass, result, chosen(gateway, DOOR))
    own = keys_cloud.home.new_share(DOOR, gateway.accessory, "Home Assistant")
    await finished(hass, await submit(hass, result, chosen(gateway, DOOR, share_name="Second")))
    assert own.name == "Home Assistant"


@pytest.mark.parametrize("executed", [False, True])
async def test_another_name_that_is_not_heard_of(
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    executed: bool,
) -> None:
    """The share that was made is found by either name, and not made once more."""
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


async def test_closed_while_shares_are_made(
    hass: HomeAssistant,
    gateway: TheKeysGateway,
    keys_cloud: TheKeysCloud,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No more of them is made, nor is the gateway bothered; what was made is told."""
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.delay(5, CREATE, times=None)
    submitting = hass.async_create_task(submit(hass, result, chosen(gateway, DOOR, GARDEN)))
    await asyncio.sleep(2)
    leave(hass, result)
    await asyncio.gather(submitting, return_exceptions=True)
    asked = gateway.request_count
    await asyncio.sleep(60)
    assert gateway.request_count == asked
    (made,) = keys_cloud.home.shares.values()
    assert made.lock == DOOR
    assert offered(hass) == [made.number]
    assert "Unexpected error" not in caplog.text


async def test_closed_when_nothing_was_heard(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """The share may have been made all the same; another one of that gateway was not."""
    keys_cloud.home.new_share(DOOR, gateway.accessory, "Homebridge")
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.drop(CREATE, executed=True)
    result = await submit(hass, result, chosen(gateway, DOOR))
    assert result["errors"]
    keys_cloud.home.new_share(DOOR, gateway.accessory, "Domoticz")
    leave(hass, result)
    await asyncio.sleep(5)
    assert offered(hass) == [
        share.number for share in keys_cloud.home.shares.values() if share.name == "Home Assistant"
    ]


async def test_two_at_once(hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> None:
    """The one that is closed leaves its share to the other, with which it is offered in the end."""
    first, second = [await sign_in(hass, keys_cloud) for _ in range(2)]
    first = await submit(hass, first, chosen(gateway, DOOR))
    second = await submit(hass, second, chosen(gateway, DOOR))
    leave(hass, first)
    assert offered(hass) == []
    entry = await finished(hass, second)
    assert offered(hass) == []
    await hass.config_entries.async_remove(entry.entry_id)
    assert offered(hass) == list(keys_cloud.home.shares)


async def test_closed_twice(hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud) -> None:
    """Each share is asked about once."""
    for locks in ([DOOR], [DOOR, GARDEN]):
        leave(hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, *locks)))
    assert offered(hass) == list(keys_cloud.home.shares)


async def test_another_finds_what_was_not_heard_of(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """It knows that the first set-up made it, which Home Assistant ends when the second adds the gateway."""
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


class TestNotHeardOf:
    """A share that may have been made is looked for, whoever ends the dialog and how."""

    async def test_the_browser_is_closed(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """Home Assistant cancels the step then, and keeps the dialog."""
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.delay(5, CREATE, executed=True)
        submitting = hass.async_create_task(submit(hass, result, chosen(gateway, DOOR)))
        await asyncio.sleep(2)
        submitting.cancel()
        await asyncio.gather(submitting, return_exceptions=True)
        await asyncio.sleep(100)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        assert offered(hass) == list(keys_cloud.home.shares) != []
        leave(hass, result)

    async def test_the_cloud_breaks(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """It made the share first."""
        result = await sign_in(hass, keys_cloud)
        error = '{"code": 500, "message": "Internal Server Error"}'
        keys_cloud.faults.respond(error, 500, path=CREATE, executed=True)
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"] == {"base": "the_keys_cloud_unconfirmed"}
        leave(hass, result)
        await asyncio.sleep(5)
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_the_cloud_is_away(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=True)
        result = await submit(hass, result, chosen(gateway, DOOR))
        keys_cloud.go_down()
        leave(hass, result)
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
        leave(hass, result)
        await asyncio.sleep(180)
        (issue,) = [issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN]
        assert issue.translation_key == "the_keys_unconfirmed_share"
        assert issue.translation_placeholders == {"name": "Front door", "share": "Home Assistant"}
        assert not issue.is_fixable
        await keys_cloud.come_up()
        leave(hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR)))
        assert ir.async_get(hass).async_get_issue(DOMAIN, issue.issue_id) is None
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_the_cloud_is_slow(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """The share is made when nobody waits for the answer any more, nor looks for the first time."""
        result = await sign_in(hass, keys_cloud)

        async def make_late(request: web.Request, handler: Handler) -> web.Response:
            await request.post()
            await asyncio.sleep(40)
            return await handler(request)

        keys_cloud.faults.add(make_late, CREATE, 1)
        result = await submit(hass, result, chosen(gateway, DOOR))
        assert result["errors"]
        leave(hass, result)
        await asyncio.sleep(10)
        assert not keys_cloud.home.shares
        await asyncio.sleep(100)
        assert offered(hass) == list(keys_cloud.home.shares) != []

    async def test_it_is_not_there(
        self, hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
    ) -> None:
        """What the user makes hours later is his."""
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=False)
        leave(hass, await submit(hass, result, chosen(gateway, DOOR)))
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
        """It is the user's own."""
        keys_cloud.home.new_share(GARDEN, gateway.accessory, "Home Assistant")
        result = await sign_in(hass, keys_cloud)
        keys_cloud.faults.drop(CREATE, executed=False)
        result = await submit(hass, result, chosen(gateway, DOOR))
        entry = await finished(hass, await submit(hass, result, chosen(gateway, GARDEN)))
        await hass.config_entries.async_remove(entry.entry_id)
        assert offered(hass) == []

    async def test_another_dialog_takes_it(
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
    """Nobody ends a dialog whose page was closed."""
    result = await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR))
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    assert offered(hass) == list(keys_cloud.home.shares) != []
    leave(hass, result)
    assert len(offered(hass)) == 1


async def test_taken_while_others_are_deleted(
    hass: HomeAssistant, gateway: TheKeysGateway, keys_cloud: TheKeysCloud
) -> None:
    """A set-up waits for it, and makes a new share then."""
    assert await async_setup_component(hass, "repairs", {})
    leave(hass, await submit(hass, await sign_in(hass, keys_cloud), chosen(gateway, DOOR, GARDEN)))
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
    """Each lock is there once."""
    result = await sign_in(hass, keys_cloud)
    keys_cloud.faults.delay(1, CREATE, times=None)
    typed = chosen(gateway, DOOR, GARDEN)
    again = hass.async_create_task(submit(hass, result, typed))
    entry = await finished(hass, await submit(hass, result, typed))
    await asyncio.gather(again, return_exceptions=True)
    assert len(entry.subentries) == 2


async def test_account_submitted_twice(hass: HomeAssistant, keys_cloud: TheKeysCloud) -> None:
    """Nothing listens any more when the dialog is closed."""
    leave(hass, await sign_in(hass, keys_cloud))
    listeners = hass.bus.async_listeners().get(EVENT_HOMEASSISTANT_STOP)
    result = await begin(hass, "the_keys", "the_keys_account")
    keys_cloud.faults.delay(1, "*", times=None)
    await asyncio.gather(
        *(submit(hass, result, account(keys_cloud)) for _ in range(2)), return_exceptions=True
    )
    leave(hass, result)
    assert hass.bus.async_listeners().get(EVENT_HOMEASSISTANT_STOP) == listeners


async def test_attempts_to_sign_in_share_a_session(hass: HomeAssistant, keys_cloud: TheKeysCloud) -> None:
    """What each of them would make stays until Home Assistant stops."""
    await sign_in(hass, keys_cloud)
    listeners = hass.bus.async_listeners()[EVENT_HOMEASSISTANT_CLOSE]
    await sign_in(hass, keys_cloud)
    assert hass.bus.async_listeners()[EVENT_HOMEASSISTANT_CLOSE] == listeners
