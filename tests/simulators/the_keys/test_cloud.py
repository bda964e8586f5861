"""Test the vendor's cloud, and the synchronization of shares with gateways and locks."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest

from simulators.the_keys import AccessoryType, Action, Expired, Lock, Origin, Overlap, State, TheKeysGateway

from .conftest import CODE, DOOR, CloudClient, Connect, MakeGateway

type ConnectCloud = Callable[[TheKeysGateway], Awaitable[CloudClient]]
type GatewayAndCloud = tuple[TheKeysGateway, CloudClient]

NAMED = {"partage_accessoire[nom]": "Home Assistant", "partage_accessoire[description]": ""}
ACTIVE = {"partage_accessoire[actif]": "1"}


@pytest.fixture
async def gateway_and_cloud(make_gateway: MakeGateway, connect_cloud: ConnectCloud) -> GatewayAndCloud:
    gateway = await make_gateway()
    return gateway, await connect_cloud(gateway)


def user_path(cloud_client: CloudClient) -> str:
    return f"utilisateur/get/{quote(cloud_client.cloud.account.username, safe='')}"


def cloud_number(gateway: TheKeysGateway) -> int:
    return gateway.home.cloud_records[DOOR].number


async def test_login(gateway_and_cloud: GatewayAndCloud) -> None:
    """The password contains an ampersand, which some clients encode incorrectly; both tokens are valid."""
    _, cloud_client = gateway_and_cloud
    status, data = await cloud_client.log_in()
    assert status == 200
    assert (data["expires_in"], data["token_type"]) == (3600, "bearer")
    for token in (data["access_token"], data["token"]):
        cloud_client.token = token
        assert (await cloud_client.data("GET", user_path(cloud_client)))[
            "username"
        ] == cloud_client.cloud.account.username


@pytest.mark.parametrize("wrong", [{"_password": "wrong"}, {"_username": "+33639980002"}])
async def test_wrong_credentials(gateway_and_cloud: GatewayAndCloud, wrong: dict[str, str]) -> None:
    assert (await gateway_and_cloud[1].log_in(**wrong))[0] == 401


@pytest.mark.parametrize("token", ["", "invalid"])
async def test_no_token(gateway_and_cloud: GatewayAndCloud, token: str) -> None:
    _, cloud_client = gateway_and_cloud
    cloud_client.token = token
    assert (await cloud_client.call("GET", user_path(cloud_client)))[0] == 401


@pytest.mark.parametrize(("expired", "status"), [(Expired.UNAUTHORIZED, 401), (Expired.INVALID_GRANT, 400)])
async def test_tokens_expire(gateway_and_cloud: GatewayAndCloud, expired: Expired, status: int) -> None:
    """Clients have received status 401, or `invalid_grant` in the body."""
    gateway, cloud_client = gateway_and_cloud
    cloud_client.cloud.quirks.token_lifetime = 60.0
    cloud_client.cloud.quirks.expired = expired
    await cloud_client.log_in()
    await cloud_client.data("GET", user_path(cloud_client))
    await gateway.clock.sleep(61)
    response_status, body = await cloud_client.call("GET", user_path(cloud_client))
    assert response_status == status
    assert body.get("error", "invalid_grant") == "invalid_grant"
    await cloud_client.log_in()
    cloud_client.cloud.expire_tokens()
    assert (await cloud_client.call("GET", user_path(cloud_client)))[0] == status


async def test_user_lock_and_accessory(gateway_and_cloud: GatewayAndCloud) -> None:
    """A lock has an `id` in the cloud, and an `id_serrure` (a string here) that gateways use."""
    gateway, cloud_client = gateway_and_cloud
    (lock,) = (await cloud_client.data("GET", user_path(cloud_client)))["serrures"]
    assert (lock["id_serrure"], lock["nom"], lock["etat"]) == (DOOR, "Front door", "close")
    assert str(lock["id"]) != DOOR
    (linked,) = lock["accessoires"]
    assert linked["accessoire"]["id_accessoire"] == gateway.accessory.identifier
    assert linked["accessoire"]["type"] == AccessoryType.GATEWAY
    assert linked["info"]["ip"] == "127.0.0.1"
    assert datetime.fromisoformat(linked["info"]["last_seen"]).tzinfo is None
    accessory = await cloud_client.data("GET", f"accessoire/get/{linked['accessoire']['id']}")
    assert (accessory["version"], accessory["info"]["ip"]) == (65, "127.0.0.1")
    assert (await cloud_client.data("GET", f"serrure/get/{lock['id']}"))["logs"] == []


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
async def test_not_found(gateway_and_cloud: GatewayAndCloud, method: str, path: str) -> None:
    """Unknown objects return status 200 and null."""
    assert await gateway_and_cloud[1].data(method, path) is None


async def test_unknown_path(gateway_and_cloud: GatewayAndCloud) -> None:
    assert (await gateway_and_cloud[1].call("GET", "serrure"))[0] == 404


async def test_create_and_delete_share(gateway_and_cloud: GatewayAndCloud, connect: Connect) -> None:
    """A share works after the gateway (else 32) and the lock (else 36) have been synchronized."""
    gateway, cloud_client = gateway_and_cloud
    gateway.signatures.codes.clear()
    path = f"partage/create/{cloud_number(gateway)}/accessoire/{gateway.accessory.identifier}"
    created = await cloud_client.data("POST", path, NAMED | ACTIVE)
    client = connect(gateway)
    client.code = created["code"]
    assert len(client.code) == 16
    assert client.code.isalnum()

    assert await client.result_code("/locker_status") == 32
    await client.get("/synchronize")
    await client.wait_until_scanning()
    assert await client.result_code("/locker_status") == 36
    await client.post("/locker/synchronize", identifier=DOOR)
    assert await client.result_code("/locker_status") == State.CLOSED

    shares = (await cloud_client.data("GET", f"partage/all/serrure/{cloud_number(gateway)}"))[
        "partages_accessoire"
    ]
    share = next(share for share in shares if share["id"] == created["id"])
    assert (share["nom"], share["actif"], share["code"]) == ("Home Assistant", True, client.code)
    assert share["accessoire"]["id_accessoire"] == gateway.accessory.identifier
    assert not share["notification_enabled"]

    await cloud_client.data("POST", f"partage/accessoire/delete/{created['id']}")
    assert await client.result_code("/locker_status") == State.CLOSED
    await client.post("/locker/synchronize", identifier=DOOR)
    assert await client.result_code("/locker_status") == 36
    await client.get("/synchronize")
    await client.wait_until_scanning()
    assert await client.result_code("/locker_status") == 33
    client.code = CODE
    assert await client.result_code("/locker_status") == State.CLOSED


async def test_numeric_accessory_id_creates_no_share(gateway_and_cloud: GatewayAndCloud) -> None:
    """Since September 2023 the string `id_accessoire` is required."""
    gateway, cloud_client = gateway_and_cloud
    path = f"partage/create/{cloud_number(gateway)}/accessoire/{gateway.accessory.number}"
    assert await cloud_client.data("POST", path, NAMED | ACTIVE) is None


@pytest.mark.parametrize(
    ("form", "created_active", "active"),
    [(NAMED | ACTIVE, False, True), (NAMED, False, False), (NAMED, True, True)],
)
async def test_omitted_checkbox_is_off(
    gateway_and_cloud: GatewayAndCloud, *, form: dict[str, str], created_active: bool, active: bool
) -> None:
    """The vendor's sample creates an active share without `[actif]`, so creation may be an exception."""
    gateway, cloud_client = gateway_and_cloud
    cloud_client.cloud.quirks.created_active = created_active
    path = f"partage/create/{cloud_number(gateway)}/accessoire/{gateway.accessory.identifier}"
    created = await cloud_client.data("POST", path, form)
    share = gateway.home.shares[created["id"]]
    assert share.active is active
    await cloud_client.data("POST", f"partage/accessoire/update/{share.number}", NAMED)
    assert not share.active
    await cloud_client.data("POST", f"partage/accessoire/update/{share.number}", NAMED | ACTIVE)
    assert share.active


async def test_expired_share(gateway_and_cloud: GatewayAndCloud) -> None:
    gateway, cloud_client = gateway_and_cloud
    path = f"partage/create/{cloud_number(gateway)}/accessoire/{gateway.accessory.identifier}"
    dates = {"partage_accessoire[date_debut]": "2020-01-01", "partage_accessoire[date_fin]": "2020-12-31"}
    share = await cloud_client.data("POST", path, NAMED | ACTIVE | dates)
    assert gateway.home.codes(DOOR) == {CODE}
    await cloud_client.data("POST", f"partage/accessoire/update/{share['id']}", NAMED | ACTIVE)
    assert gateway.home.codes(DOOR) == {CODE, share["code"]}


async def test_keypad_share(gateway_and_cloud: GatewayAndCloud) -> None:
    """The code of a keypad is chosen, and its validity is limited."""
    gateway, cloud_client = gateway_and_cloud
    gateway.home.add(Lock("46002", "Shed", linked=False))
    keypad = gateway.home.add_keypad("46002")
    shed = (await cloud_client.data("GET", user_path(cloud_client)))["serrures"][1]
    assert [(linked["accessoire"]["type"], linked["info"]) for linked in shed["accessoires"]] == [
        (AccessoryType.KEYPAD, None)
    ]
    form = {
        **(NAMED | ACTIVE),
        "partage_accessoire[code]": "4711",
        "partage_accessoire[heure_debut][hour]": "8",
        "partage_accessoire[heure_debut][minute]": "30",
        "partage_accessoire[date_debut]": "2030-01-01",
    }
    created = await cloud_client.data(
        "POST", f"partage/create/{shed['id']}/accessoire/{keypad.identifier}", form
    )
    assert created["code"] == "4711"
    (share,) = (await cloud_client.data("GET", f"partage/all/serrure/{shed['id']}"))["partages_accessoire"]
    assert (share["heure_debut"], share["heure_fin"], share["date_debut"]) == ("08:30", None, "2030-01-01")
    await cloud_client.data(
        "POST", f"partage/accessoire/update/{share['id']}", form | {"partage_accessoire[code]": "0815"}
    )
    assert gateway.home.codes("46002") == set()
    assert gateway.home.shares[share["id"]].code == "0815"


async def test_log(gateway_and_cloud: GatewayAndCloud, connect: Connect) -> None:
    gateway, cloud_client = gateway_and_cloud
    await connect(gateway).send("/open")
    gateway.locks[DOOR].operate(Action.CLOSE, Origin.KEYPAD)
    await gateway.clock.sleep(30)
    lock = await cloud_client.data("GET", f"serrure/get/{cloud_number(gateway)}")
    assert [(entry["id"], entry["action"]) for entry in lock["logs"]] == [(101, "open"), (102, "close")]
    (share,) = gateway.home.shares
    assert [entry["accessory_share_id"] for entry in lock["logs"]] == [share, None]
    assert lock["logs"][0]["action_at"]["timezone_type"] == 3


@pytest.mark.parametrize(("action", "expected"), [("open", State.OPEN), ("close", State.CLOSED)])
async def test_remote_commands(gateway_and_cloud: GatewayAndCloud, action: str, expected: State) -> None:
    """The gateway polls the cloud every five seconds."""
    gateway, cloud_client = gateway_and_cloud
    lock = gateway.locks[DOOR]
    lock.ble_latency = 20
    await cloud_client.data("POST", f"serrure/remote_{action}/{cloud_number(gateway)}", {"_format": "json"})
    assert not lock.movements
    await gateway.clock.sleep(40)
    assert [(movement.action, movement.origin) for movement in lock.movements] == [
        (Action(action), Origin.CLOUD)
    ]
    assert lock.state is expected


@pytest.mark.parametrize(("overlap", "code"), [(Overlap.BUSY, 500), (Overlap.STARTED, 400)])
async def test_gateway_is_busy_with_remote_command(
    gateway_and_cloud: GatewayAndCloud, connect: Connect, overlap: Overlap, code: int
) -> None:
    gateway, cloud_client = gateway_and_cloud
    gateway.quirks.overlap = overlap
    gateway.locks[DOOR].ble_latency = 30.0
    await cloud_client.data("POST", f"serrure/remote_open/{cloud_number(gateway)}")
    await gateway.clock.sleep(10)
    assert await connect(gateway).result_code("/close") == code
    await gateway.clock.sleep(30)
    assert [movement.action for movement in gateway.locks[DOOR].movements] == [Action.OPEN]


@pytest.mark.parametrize("reachable", [True, False])
async def test_remote_command_fails(gateway_and_cloud: GatewayAndCloud, *, reachable: bool) -> None:
    gateway, cloud_client = gateway_and_cloud
    lock = gateway.locks[DOOR]
    lock.reachable, lock.ble_latency = reachable, 60.0
    await cloud_client.data("POST", f"serrure/remote_open/{cloud_number(gateway)}")
    await gateway.clock.sleep(10)
    lock.reachable = False
    await gateway.clock.sleep(100)
    assert not lock.movements


async def test_cloud_wakes_gateway(gateway_and_cloud: GatewayAndCloud, connect: Connect) -> None:
    """According to the vendor's document, the cloud notifies a gateway of changes."""
    gateway, cloud_client = gateway_and_cloud
    path = f"partage/create/{cloud_number(gateway)}/accessoire/{gateway.accessory.identifier}"
    client = connect(gateway)
    client.code = (await cloud_client.data("POST", path, NAMED | ACTIVE))["code"]
    assert await client.result_code("/locker_status") == 33
    gateway.quirks.cloud_wakes = True
    await gateway.clock.sleep(40)
    assert await client.result_code("/locker_status") == State.CLOSED


async def test_without_the_cloud(gateway_and_cloud: GatewayAndCloud, connect: Connect) -> None:
    """The gateway and its locks keep working, but get no changes from the cloud."""
    gateway, cloud_client = gateway_and_cloud
    client = connect(gateway)
    cloud_client.cloud.go_down()
    gateway.signatures.codes.clear()
    with pytest.raises(aiohttp.ClientConnectorError):
        await cloud_client.data("GET", user_path(cloud_client))
    await client.get("/synchronize")
    await client.wait_until_scanning()
    assert await client.result_code("/locker_status") == 32
    gateway.locks[DOOR].operate(Action.OPEN, Origin.HAND)
    await gateway.clock.sleep(30)
    assert (await client.get("/lockers"))["devices"][0]["last_log"] == 101
    await cloud_client.cloud.come_up()
    assert (await cloud_client.data("GET", f"serrure/get/{cloud_number(gateway)}"))["logs"] == []
    await client.post("/locker/synchronize", identifier=DOOR)
    lock = await cloud_client.data("GET", f"serrure/get/{cloud_number(gateway)}")
    assert (lock["etat"], len(lock["logs"])) == ("open", 1)


async def test_cloud_faults(gateway_and_cloud: GatewayAndCloud) -> None:
    _, cloud_client = gateway_and_cloud
    cloud_client.cloud.faults.respond("{}", status=503, path="/fr/api/v2/utilisateur/*")
    assert await cloud_client.call("GET", user_path(cloud_client)) == (503, {})
    cloud_client.cloud.faults.drop("/api/login_check", times=1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await cloud_client.log_in()


async def test_missing_and_null_fields(gateway_and_cloud: GatewayAndCloud) -> None:
    """Each of these fields was missing or null in a real account."""
    _, cloud_client = gateway_and_cloud
    cloud_client.cloud.quirks.omitted = ["telephone", "remoteKeySharingId", "version"]
    cloud_client.cloud.quirks.nulls = ["info", "battery"]
    user: Any = await cloud_client.data("GET", user_path(cloud_client))
    assert "version" not in user["serrures"][0]
    assert user["serrures"][0]["battery"] is None
    assert user["serrures"][0]["accessoires"][0]["info"] is None
