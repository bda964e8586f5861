"""The vendor's cloud, and how what is done there reaches gateway and lock."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from simulators.the_keys import Action, Expired, Kind, Lock, Origin, Overlap, State, TheKeysGateway

from .conftest import CODE, DOOR, Browser, Connect, MakeGateway

type OpenCloud = Callable[[TheKeysGateway], Awaitable[Browser]]

NAMED = {"partage_accessoire[nom]": "Home Assistant", "partage_accessoire[description]": ""}
ACTIVE = {"partage_accessoire[actif]": "1"}


@pytest.fixture
async def browser(make_gateway: MakeGateway, open_cloud: OpenCloud) -> tuple[TheKeysGateway, Browser]:
    gateway = await make_gateway()
    return gateway, await open_cloud(gateway)


def user_path(cloud: Browser) -> str:
    return f"utilisateur/get/{quote(cloud.cloud.account.username, safe='')}"


def number_of(gateway: TheKeysGateway) -> int:
    return gateway.home.reports[DOOR].number


async def test_login(browser: tuple[TheKeysGateway, Browser]) -> None:
    """The password has an ampersand, over which clients stumbled; both tokens are accepted."""
    _, cloud = browser
    status, answer = await cloud.log_in()
    assert status == 200
    assert (answer["expires_in"], answer["token_type"]) == (3600, "bearer")
    for token in (answer["access_token"], answer["token"]):
        cloud.token = token
        assert (await cloud.data("GET", user_path(cloud)))["username"] == cloud.cloud.account.username


@pytest.mark.parametrize("wrong", [{"_password": "wrong"}, {"_username": "+33639980002"}])
async def test_wrong_credentials(browser: tuple[TheKeysGateway, Browser], wrong: dict[str, str]) -> None:
    assert (await browser[1].log_in(**wrong))[0] == 401


@pytest.mark.parametrize("token", ["", "invented"])
async def test_no_token(browser: tuple[TheKeysGateway, Browser], token: str) -> None:
    _, cloud = browser
    cloud.token = token
    assert (await cloud.call("GET", user_path(cloud)))[0] == 401


@pytest.mark.parametrize(("answer", "status"), [(Expired.UNAUTHORIZED, 401), (Expired.INVALID_GRANT, 400)])
async def test_tokens_expire(browser: tuple[TheKeysGateway, Browser], answer: Expired, status: int) -> None:
    """Clients met a 401, or `invalid_grant` in the body."""
    gateway, cloud = browser
    cloud.cloud.quirks.token_lifetime = 60.0
    cloud.cloud.quirks.expired = answer
    await cloud.log_in()
    await cloud.data("GET", user_path(cloud))
    await gateway.clock.sleep(61)
    told, body = await cloud.call("GET", user_path(cloud))
    assert told == status
    assert body.get("error", "invalid_grant") == "invalid_grant"
    await cloud.log_in()
    cloud.cloud.expire_tokens()
    assert (await cloud.call("GET", user_path(cloud)))[0] == status


async def test_user_lock_and_accessory(browser: tuple[TheKeysGateway, Browser]) -> None:
    """The cloud's `id` is not `id_serrure`, by which gateways know a lock; that one is a string here."""
    gateway, cloud = browser
    (lock,) = (await cloud.data("GET", user_path(cloud)))["serrures"]
    assert (lock["id_serrure"], lock["nom"], lock["etat"]) == (DOOR, "Front door", "close")
    assert str(lock["id"]) != DOOR
    (linked,) = lock["accessoires"]
    assert linked["accessoire"]["id_accessoire"] == gateway.accessory.identifier
    assert linked["accessoire"]["type"] == Kind.GATEWAY
    assert linked["info"]["ip"] == "127.0.0.1"
    assert datetime.fromisoformat(linked["info"]["last_seen"]).tzinfo is None
    accessory = await cloud.data("GET", f"accessoire/get/{linked['accessoire']['id']}")
    assert (accessory["version"], accessory["info"]["ip"]) == (65, "127.0.0.1")
    assert (await cloud.data("GET", f"serrure/get/{lock['id']}"))["logs"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "utilisateur/get/%2B33639980009"),
        ("GET", "serrure/get/46001"),
        ("GET", "accessoire/get/1"),
        ("GET", "partage/all/serrure/1"),
        ("POST", "partage/create/1/accessoire/x"),
        ("POST", "partage/accessoire/update/1"),
        ("POST", "partage/accessoire/delete/x"),
        ("POST", "serrure/remote_open/1"),
    ],
)
async def test_not_found(browser: tuple[TheKeysGateway, Browser], method: str, path: str) -> None:
    """It has the status 200, and null for data."""
    assert await browser[1].data(method, path) is None


async def test_unknown_paths(browser: tuple[TheKeysGateway, Browser]) -> None:
    assert (await browser[1].call("GET", "serrure"))[0] == 404


async def test_a_share_from_creation_to_deletion(
    browser: tuple[TheKeysGateway, Browser], connect: Connect
) -> None:
    """The gateway does not know it before it is synchronised (32), nor does the lock (36)."""
    gateway, cloud = browser
    gateway.signatures.codes.clear()
    path = f"partage/create/{number_of(gateway)}/accessoire/{gateway.accessory.identifier}"
    created = await cloud.data("POST", path, NAMED | ACTIVE)
    client = connect(gateway)
    client.code = created["code"]
    assert len(client.code) == 16
    assert client.code.isalnum()

    assert await client.code_of("/locker_status") == 32
    await client.get("/synchronize")
    await client.until_scanning()
    assert await client.code_of("/locker_status") == 36
    await client.post("/locker/synchronize", identifier=DOOR)
    assert await client.code_of("/locker_status") == State.CLOSED

    shares = (await cloud.data("GET", f"partage/all/serrure/{number_of(gateway)}"))["partages_accessoire"]
    share = next(share for share in shares if share["id"] == created["id"])
    assert (share["nom"], share["actif"], share["code"]) == ("Home Assistant", True, client.code)
    assert share["accessoire"]["id_accessoire"] == gateway.accessory.identifier
    assert not share["notification_enabled"]

    await cloud.data("POST", f"partage/accessoire/delete/{created['id']}")
    assert await client.code_of("/locker_status") == State.CLOSED
    await client.post("/locker/synchronize", identifier=DOOR)
    assert await client.code_of("/locker_status") == 36
    await client.get("/synchronize")
    await client.until_scanning()
    assert await client.code_of("/locker_status") == 33
    client.code = CODE
    assert await client.code_of("/locker_status") == State.CLOSED


async def test_a_numeric_accessory_id_creates_no_share(browser: tuple[TheKeysGateway, Browser]) -> None:
    """Since September 2023 it is the string `id_accessoire`."""
    gateway, cloud = browser
    path = f"partage/create/{number_of(gateway)}/accessoire/{gateway.accessory.number}"
    assert await cloud.data("POST", path, NAMED | ACTIVE) is None


@pytest.mark.parametrize(
    ("form", "created_active", "active"),
    [(NAMED | ACTIVE, False, True), (NAMED, False, False), (NAMED, True, True)],
)
async def test_an_omitted_checkbox_is_none(
    browser: tuple[TheKeysGateway, Browser], *, form: dict[str, str], created_active: bool, active: bool
) -> None:
    """The vendor's sample omits `[actif]` all the same, so that creating may be an exception."""
    gateway, cloud = browser
    cloud.cloud.quirks.created_active = created_active
    path = f"partage/create/{number_of(gateway)}/accessoire/{gateway.accessory.identifier}"
    created = await cloud.data("POST", path, form)
    share = gateway.home.shares[created["id"]]
    assert share.active is active
    await cloud.data("POST", f"partage/accessoire/update/{share.number}", NAMED)
    assert not share.active
    await cloud.data("POST", f"partage/accessoire/update/{share.number}", NAMED | ACTIVE)
    assert share.active


async def test_a_share_that_has_ended_does_not_count(browser: tuple[TheKeysGateway, Browser]) -> None:
    gateway, cloud = browser
    path = f"partage/create/{number_of(gateway)}/accessoire/{gateway.accessory.identifier}"
    dates = {"partage_accessoire[date_debut]": "2020-01-01", "partage_accessoire[date_fin]": "2020-12-31"}
    ended = await cloud.data("POST", path, NAMED | ACTIVE | dates)
    assert gateway.home.codes(DOOR) == {CODE}
    await cloud.data("POST", f"partage/accessoire/update/{ended['id']}", NAMED | ACTIVE)
    assert gateway.home.codes(DOOR) == {CODE, ended["code"]}


async def test_a_keypad(browser: tuple[TheKeysGateway, Browser]) -> None:
    """Its codes are digits that are chosen, on some days and at some hours."""
    gateway, cloud = browser
    gateway.home.add(Lock("46002", "Shed", linked=False))
    keypad = gateway.home.add_keypad("46002")
    shed = (await cloud.data("GET", user_path(cloud)))["serrures"][1]
    assert [(each["accessoire"]["type"], each["info"]) for each in shed["accessoires"]] == [
        (Kind.KEYPAD, None)
    ]
    form = {
        **(NAMED | ACTIVE),
        "partage_accessoire[code]": "4711",
        "partage_accessoire[heure_debut][hour]": "8",
        "partage_accessoire[heure_debut][minute]": "30",
        "partage_accessoire[date_debut]": "2030-01-01",
    }
    created = await cloud.data("POST", f"partage/create/{shed['id']}/accessoire/{keypad.identifier}", form)
    assert created["code"] == "4711"
    (share,) = (await cloud.data("GET", f"partage/all/serrure/{shed['id']}"))["partages_accessoire"]
    assert (share["heure_debut"], share["heure_fin"], share["date_debut"]) == ("08:30", None, "2030-01-01")
    await cloud.data(
        "POST", f"partage/accessoire/update/{share['id']}", form | {"partage_accessoire[code]": "0815"}
    )
    assert gateway.home.codes("46002") == set()
    assert gateway.home.shares[share["id"]].code == "0815"


async def test_the_log(browser: tuple[TheKeysGateway, Browser], connect: Connect) -> None:
    gateway, cloud = browser
    await connect(gateway).ask("/open")
    gateway.locks[DOOR].operate(Action.CLOSE, Origin.KEYPAD)
    await gateway.clock.sleep(30)
    lock = await cloud.data("GET", f"serrure/get/{number_of(gateway)}")
    assert [(entry["id"], entry["action"]) for entry in lock["logs"]] == [(101, "open"), (102, "close")]
    (share,) = gateway.home.shares
    assert [entry["accessory_share_id"] for entry in lock["logs"]] == [share, None]
    assert lock["logs"][0]["action_at"]["timezone_type"] == 3


@pytest.mark.parametrize(("what", "expected"), [("open", State.OPEN), ("close", State.CLOSED)])
async def test_remote_commands(browser: tuple[TheKeysGateway, Browser], what: str, expected: State) -> None:
    """The gateway asks the cloud every five seconds what there is to do."""
    gateway, cloud = browser
    lock = gateway.locks[DOOR]
    lock.ble_latency = 20
    await cloud.data("POST", f"serrure/remote_{what}/{number_of(gateway)}", {"_format": "json"})
    assert not lock.movements
    await gateway.clock.sleep(40)
    assert [(movement.asked, movement.by) for movement in lock.movements] == [(Action(what), Origin.CLOUD)]
    assert lock.state is expected


@pytest.mark.parametrize(("overlap", "code"), [(Overlap.BUSY, 500), (Overlap.STARTED, 400)])
async def test_a_gateway_is_busy_with_a_remote_command(
    browser: tuple[TheKeysGateway, Browser], connect: Connect, overlap: Overlap, code: int
) -> None:
    gateway, cloud = browser
    gateway.quirks.overlap = overlap
    gateway.locks[DOOR].ble_latency = 30.0
    await cloud.data("POST", f"serrure/remote_open/{number_of(gateway)}")
    await gateway.clock.sleep(10)
    assert await connect(gateway).code_of("/close") == code
    await gateway.clock.sleep(30)
    assert [movement.asked for movement in gateway.locks[DOOR].movements] == [Action.OPEN]


@pytest.mark.parametrize("reachable", [True, False])
async def test_a_remote_command_that_fails(
    browser: tuple[TheKeysGateway, Browser], *, reachable: bool
) -> None:
    gateway, cloud = browser
    lock = gateway.locks[DOOR]
    lock.reachable, lock.ble_latency = reachable, 60.0
    await cloud.data("POST", f"serrure/remote_open/{number_of(gateway)}")
    await gateway.clock.sleep(10)
    lock.reachable = False
    await gateway.clock.sleep(100)
    assert not lock.movements


async def test_a_gateway_that_the_cloud_wakes(
    browser: tuple[TheKeysGateway, Browser], connect: Connect
) -> None:
    """The vendor's document says that the cloud tells a gateway what to synchronise."""
    gateway, cloud = browser
    path = f"partage/create/{number_of(gateway)}/accessoire/{gateway.accessory.identifier}"
    client = connect(gateway)
    client.code = (await cloud.data("POST", path, NAMED | ACTIVE))["code"]
    assert await client.code_of("/locker_status") == 33
    gateway.quirks.cloud_wakes = True
    await gateway.clock.sleep(40)
    assert await client.code_of("/locker_status") == State.CLOSED


async def test_without_the_cloud(browser: tuple[TheKeysGateway, Browser], connect: Connect) -> None:
    """The gateway works on, and its locks' logs too, but synchronising brings nothing new."""
    gateway, cloud = browser
    client = connect(gateway)
    cloud.cloud.go_down()
    gateway.signatures.codes.clear()
    with pytest.raises(aiohttp.ClientConnectorError):
        await cloud.data("GET", user_path(cloud))
    await client.get("/synchronize")
    await client.until_scanning()
    assert await client.code_of("/locker_status") == 32
    gateway.locks[DOOR].operate(Action.OPEN, Origin.HAND)
    await gateway.clock.sleep(30)
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 101
    await cloud.cloud.come_up()
    assert (await cloud.data("GET", f"serrure/get/{number_of(gateway)}"))["logs"] == []
    await client.post("/locker/synchronize", identifier=DOOR)
    lock = await cloud.data("GET", f"serrure/get/{number_of(gateway)}")
    assert (lock["etat"], len(lock["logs"])) == ("open", 1)


async def test_faults_of_the_cloud(browser: tuple[TheKeysGateway, Browser]) -> None:
    _, cloud = browser
    cloud.cloud.faults.answer("{}", status=503, path="/fr/api/v2/utilisateur/*")
    assert await cloud.call("GET", user_path(cloud)) == (503, {})
    cloud.cloud.faults.drop("/api/login_check", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await cloud.log_in()


async def test_missing_and_null_fields(browser: tuple[TheKeysGateway, Browser]) -> None:
    """Each of these was missing or null in somebody's account."""
    _, cloud = browser
    cloud.cloud.quirks.omitted = ["telephone", "remoteKeySharingId", "version"]
    cloud.cloud.quirks.nulls = ["info", "battery"]
    user: Any = await cloud.data("GET", user_path(cloud))
    assert "version" not in user["serrures"][0]
    assert user["serrures"][0]["battery"] is None
    assert user["serrures"][0]["accessoires"][0]["info"] is None
