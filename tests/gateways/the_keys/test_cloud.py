"""The client of the vendor's cloud, against the simulated one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from copy import replace
import json
import logging
import socket
import traceback
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
from homeassistant.core import HomeAssistant
import pytest

from custom_components.gatehouse.gateways.errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from custom_components.gatehouse.gateways.the_keys.api.cloud import (
    CloudGateway,
    NotFoundError,
    Share,
    TheKeysCloud,
    phone_number,
)
from custom_components.gatehouse.gateways.the_keys.sharing import Sharing
from simulators.server import Server
from simulators.the_keys import (
    Account,
    Action,
    Expired,
    Home,
    Lock,
    Origin,
    Share as SimulatedShare,
    TheKeysCloud as SimulatedCloud,
    TheKeysGateway,
)

from .conftest import CODE, DOOR, GARDEN, GARDEN_CODE

LOGIN = "/api/login_check"
API = "/fr/api/v2"
USER = f"{API}/utilisateur/get/*"
NAME = "Home Assistant"
PIN = "4711"

type SignedOut = Callable[..., TheKeysCloud]
type Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
type Odd = Callable[[Answer], Awaitable[TheKeysCloud]]


@pytest.fixture
def locks() -> list[Lock]:
    return [Lock(DOOR, "Front door", CODE), Lock(GARDEN, "Garden gate", GARDEN_CODE)]


@pytest.fixture
async def cloud(gateway: TheKeysGateway) -> AsyncIterator[SimulatedCloud]:
    """A running cloud, with one account that owns the home."""
    async with SimulatedCloud(gateway.home) as cloud:
        yield cloud


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield session


@pytest.fixture
def visitor(session: ClientSession, cloud: SimulatedCloud) -> SignedOut:
    """Make clients that have not signed in."""

    def visitor(username: str | None = None, password: str | None = None) -> TheKeysCloud:
        return TheKeysCloud(
            session,
            cloud.url,
            username or cloud.account.username,
            password or cloud.account.password,
            clock=cloud.home.clock.now,
        )

    return visitor


@pytest.fixture
def client(visitor: SignedOut) -> TheKeysCloud:
    """A client of the account."""
    return visitor()


@pytest.fixture
def number(keys_home: Home) -> int:
    """The cloud's number of the front door's lock."""
    return keys_home.cloud_records[DOOR].number


def count(cloud: SimulatedCloud, path: str) -> int:
    return sum(requested.startswith(path) for _, requested, _ in cloud.requests)


class TestAccount:
    """Signing in, and staying so."""

    @pytest.mark.parametrize(
        "spelling",
        [
            "+33639980001",
            "0639980001",
            "0033639980001",
            "06 39 98 00 01",
            "06.39.98.00.01",
            "06-39-98-00-01",
            " +33 6 39 98 00 01 ",
            "+33 (0)6 39 98 00 01",
            "0033 (0)6 39 98 00 01",
            "(06) 39 98 00 01",
        ],
    )
    async def test_spellings(self, spelling: str, visitor: SignedOut) -> None:
        assert len(await visitor(spelling).locks()) == 2

    @pytest.mark.parametrize(
        ("spelling", "number"),
        [("+32 470 12 34 56", "+32470123456"), ("0041 79 123 45 67", "+41791234567")],
    )
    def test_other_countries(self, spelling: str, number: str) -> None:
        assert phone_number(spelling) == number

    @pytest.mark.parametrize("password", ["ends with &", "a=b&c=d", "50 % + ü", "\u2028"])
    async def test_odd_passwords(self, password: str, cloud: SimulatedCloud, visitor: SignedOut) -> None:
        """Those that end in an ampersand broke other clients."""
        cloud.account = Account(password=password)
        await visitor(password=password).login()

    @pytest.mark.parametrize("wrong", [("+33639980002", None), (None, "wrong"), (None, "correct horse ")])
    async def test_wrong_account(
        self, wrong: tuple[str | None, str | None], cloud: SimulatedCloud, visitor: SignedOut
    ) -> None:
        stranger = visitor(*wrong)
        with pytest.raises(GatewayAuthenticationError):
            await stranger.login()
        with pytest.raises(GatewayAuthenticationError):
            await stranger.locks()
        assert count(cloud, API) == 0

    async def test_one_login_for_many_requests(
        self, client: TheKeysCloud, cloud: SimulatedCloud, number: int
    ) -> None:
        for _ in range(3):
            await client.locks()
            await client.shares(number)
        assert count(cloud, LOGIN) == 1

    async def test_expiry_is_honoured(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        """A token is used for as long as was told but for a minute, and no request is refused for it."""
        cloud.quirks.token_lifetime = 90
        await client.locks()
        await asyncio.sleep(20)
        await client.locks()
        assert count(cloud, LOGIN) == 1
        await asyncio.sleep(15)
        await client.locks()
        assert count(cloud, LOGIN) == 2
        assert {status for _, _, status in cloud.requests} == {200}

    @pytest.mark.parametrize("quirk", ["omitted", "nulls"])
    async def test_no_expiry_told(self, quirk: str, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        setattr(cloud.quirks, quirk, ["expires_in"])
        await client.locks()
        await client.locks()
        assert count(cloud, LOGIN) == 1

    @pytest.mark.parametrize("quirk", ["omitted", "nulls"])
    @pytest.mark.parametrize("name", ["access_token", "token"])
    async def test_either_token_will_do(
        self, quirk: str, name: str, client: TheKeysCloud, cloud: SimulatedCloud
    ) -> None:
        setattr(cloud.quirks, quirk, [name])
        assert len(await client.locks()) == 2

    async def test_no_token(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        cloud.quirks.omitted = ["access_token", "token"]
        with pytest.raises(GatewayResponseError):
            await client.login()

    @pytest.mark.parametrize("expired", Expired)
    async def test_signs_in_again(
        self, expired: Expired, client: TheKeysCloud, cloud: SimulatedCloud, number: int
    ) -> None:
        """A token may end before its time, which a 401 tells, or `invalid_grant` in the body."""
        cloud.quirks.expired = expired
        await client.locks()
        cloud.expire_tokens()
        assert len(await client.locks()) == 2
        cloud.expire_tokens()
        created = await client.create_share(number, cloud.home.accessories[0].identifier, NAME)
        assert cloud.home.shares[created.number].name == NAME
        assert count(cloud, LOGIN) == 3

    async def test_signs_in_again_once(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        cloud.faults.respond("{}", status=401, path=USER, times=None)
        with pytest.raises(GatewayAuthenticationError):
            await client.locks()
        assert (count(cloud, LOGIN), count(cloud, API)) == (2, 2)

    async def test_password_changes(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        await client.locks()
        cloud.account.password = "another"
        cloud.expire_tokens()
        with pytest.raises(GatewayAuthenticationError):
            await client.locks()


class TestReading:
    """What an account has."""

    async def test_locks(self, client: TheKeysCloud, gateway: TheKeysGateway, number: int) -> None:
        door, garden = await client.locks()
        assert (door.number, door.identifier, door.name) == (number, DOOR, "Front door")
        assert (door.version, door.newest_version) == (81, 81)
        accessory = gateway.accessory
        assert door.gateways == garden.gateways
        assert door.gateways == (
            CloudGateway(accessory.identifier, accessory.number, accessory.name, gateway.host),
        )

    async def test_lock_with_only_a_keypad(
        self, client: TheKeysCloud, gateway: TheKeysGateway, keys_home: Home
    ) -> None:
        """It made another client lose all locks."""
        gateway.add(Lock("46003", "Shed", linked=False))
        keys_home.add_keypad("46003")
        keys_home.add_keypad(DOOR)
        locks = {lock.name: lock for lock in await client.locks()}
        assert len(locks) == 3
        assert locks["Shed"].gateways == ()
        assert [each.identifier for each in locks["Front door"].gateways] == [gateway.accessory.identifier]

    async def test_no_lock(self, client: TheKeysCloud, gateway: TheKeysGateway) -> None:
        for identifier in list(gateway.locks):
            gateway.remove(identifier)
        assert await client.locks() == ()

    @pytest.mark.parametrize("quirk", ["omitted", "nulls"])
    @pytest.mark.parametrize(
        "names",
        [
            ["info"],
            ["ip"],
            ["last_seen"],
            ["version", "version_cible", "battery", "produit"],
            ["nom"],
            ["configuration", "telephone", "remoteKeySharingId", "couleur"],
        ],
    )
    async def test_missing_fields(
        self, quirk: str, names: list[str], client: TheKeysCloud, cloud: SimulatedCloud, number: int
    ) -> None:
        """Each of these was missing or null in somebody's account, or may be."""
        setattr(cloud.quirks, quirk, names)
        locks = await client.locks()
        assert [lock.identifier for lock in locks] == [DOOR, GARDEN]
        (linked,) = locks[0].gateways
        assert (linked.host is None) == (not {"info", "ip"}.isdisjoint(names))
        assert (locks[0].version is None) == ("version" in names)
        assert linked.number is not None
        assert (await client.gateway(linked.number)).identifier == linked.identifier
        assert (await client.lock(number)).identifier == DOOR
        assert [share.code for share in await client.shares(number)] == [CODE]

    @pytest.mark.parametrize("quirk", ["omitted", "nulls"])
    @pytest.mark.parametrize("name", ["serrures", "partages_accessoire", "accessoires", "logs"])
    async def test_missing_lists(
        self, quirk: str, name: str, client: TheKeysCloud, cloud: SimulatedCloud, number: int
    ) -> None:
        setattr(cloud.quirks, quirk, [name])
        locks = await client.locks()
        assert [len(lock.gateways) for lock in locks] == {"serrures": [], "accessoires": [0, 0]}.get(
            name, [1, 1]
        )
        assert len(await client.shares(number)) == (name != "partages_accessoire")
        assert (await client.lock(number)).log == ()

    @pytest.mark.parametrize("quirk", ["omitted", "nulls"])
    @pytest.mark.parametrize("name", ["id", "id_serrure", "id_accessoire"])
    async def test_what_is_needed_is_missing(
        self, quirk: str, name: str, client: TheKeysCloud, cloud: SimulatedCloud, number: int
    ) -> None:
        """It is an answer that cannot be understood, and nothing else."""
        setattr(cloud.quirks, quirk, [name])
        if name == "id_accessoire":
            assert [lock.gateways for lock in await client.locks()] == [(), ()]
            with pytest.raises(GatewayResponseError):
                await client.gateway(cloud.home.accessories[0].number)
        else:
            assert await client.locks() == ()
            with pytest.raises(GatewayResponseError):
                await client.lock(number)

    async def test_lock_with_log(self, client: TheKeysCloud, gateway: TheKeysGateway, number: int) -> None:
        door, (share, *_) = gateway.locks[DOOR], gateway.home.shares.values()
        door.operate(Action.OPEN, Origin.GATEWAY, CODE)
        door.operate(Action.CLOSE, Origin.HAND)
        await asyncio.sleep(30)
        lock = await client.lock(number)
        assert (lock.identifier, lock.name) == (DOOR, "Front door")
        assert [(entry.number, entry.action, entry.accessory_share) for entry in lock.log] == [
            (101, "open", share.number), (102, "close", None),
        ]  # fmt: skip
        told = gateway.home.local_time(door.log[0].time)
        assert lock.log[0].time.startswith(f"{told:%Y-%m-%d %H:%M:%S}")

    async def test_gateway(self, client: TheKeysCloud, gateway: TheKeysGateway) -> None:
        accessory = gateway.accessory
        assert await client.gateway(accessory.number) == CloudGateway(
            accessory.identifier, accessory.number, accessory.name, gateway.host, 65, 65
        )

    async def test_not_found(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        """What is not found has the status 200."""
        for ask in (
            client.lock(1), client.gateway(1), client.shares(1), client.create_share(1, "x", NAME),
            client.update_share(replace(SHARE, number=9), active=True),
        ):  # fmt: skip
            with pytest.raises(NotFoundError):
                await ask
        await client.delete_share(9)
        cloud.faults.respond('{"code": 404, "message": "Not Found"}', status=404, path=USER)
        with pytest.raises(NotFoundError):
            await client.locks()


class TestShares:
    """Who may open a lock."""

    async def test_life_of_a_share(
        self, client: TheKeysCloud, gateway: TheKeysGateway, keys_home: Home, number: int
    ) -> None:
        created = await client.create_share(number, gateway.accessory.identifier, NAME)
        kept = keys_home.shares[created.number]
        assert (kept.code, kept.active, kept.notifies) == (created.code, True, True)
        home, read = await client.shares(number)
        assert read == created
        assert (home.name, home.code, home.accessory) == ("Home", CODE, gateway.accessory.identifier)
        await client.update_share(created, active=False)
        assert [share.active for share in await client.shares(number)] == [True, False]
        await client.update_share(created, active=True)
        assert [share.active for share in await client.shares(number)] == [True, True]
        await client.delete_share(created.number)
        await client.delete_share(created.number)
        assert [share.name for share in await client.shares(number)] == ["Home"]

    @pytest.fixture
    def share(self, request: pytest.FixtureRequest, keys_home: Home) -> SimulatedShare:
        """A share that somebody filled in with care."""
        keypad = keys_home.add_keypad(DOOR)
        accessory = {"gateway": keys_home.accessories[0], "keypad": keypad}[request.param[0]]
        share = keys_home.new_share(DOOR, accessory, "Cleaning & more", PIN)
        share.icon = "icon"
        for name, value in request.param[1].items():
            setattr(share, name, value)
        return share

    @pytest.mark.parametrize("active", [True, False])
    @pytest.mark.parametrize(
        "share",
        [
            (accessory, fields)
            for accessory in ("gateway", "keypad")
            for fields in (
                {},
                {"notifies": False, "description": "Only by day", "icon": None},
                {"start_date": "2026-01-31", "end_date": "2030-12-01"},
                {"start_date": "2026-01-31", "start_time": "08:05", "end_time": "18:30"},
                {"end_time": "00:00", "active": False},
            )
        ],
        indirect=True,
        ids=lambda given: f"{given[0]}-{'-'.join(given[1]) or 'plain'}",
    )
    async def test_whether_it_may_be_used_is_all_that_changes(
        self,
        share: SimulatedShare,
        active: bool,
        client: TheKeysCloud,
        keys_home: Home,
        number: int,
    ) -> None:
        """What the form of a share leaves out is switched off, or cleared."""
        before = dict(vars(share))
        told = next(each for each in await client.shares(number) if each.number == share.number)
        await client.update_share(told, active=active)
        assert vars(share) == {**before, "active": active}
        await client.update_share(told, active=not active)
        assert vars(share) == {**before, "active": not active}

    async def test_limits_in_other_shapes(self, odd: Odd) -> None:
        """Elsewhere in the cloud's answers times are objects; those of shares may be, too."""
        sent: list[dict[str, Any]] = []

        async def answer(request: web.Request) -> web.Response:
            if request.path == LOGIN:
                return web.json_response({"token": "t0ken"})
            if request.method == "POST":
                sent.append(dict(await request.post()))
                return data({"id": 9})
            return data({"partages_accessoire": [{
                "id": 9, "nom": "Cleaning", "actif": True, "code": PIN,
                "accessoire": {"id_accessoire": "x", "type": 2},
                "date_debut": {"date": "2026-01-31 00:00:00.000000", "timezone": "Europe/Paris"},
                "heure_fin": {"date": "1970-01-01 18:30:00.000000", "timezone": "Europe/Paris"},
                "heure_debut": "08:05:00",
            }]})  # fmt: skip

        client = await odd(answer)
        (share,) = await client.shares(1)
        assert not share.permanent
        assert (str(share.begins), share.ends) == ("2026-01-31", None)
        await client.update_share(share, active=False)
        form = {name.removeprefix("partage_accessoire"): value for name, value in sent[0].items()}
        assert form == {
            "[nom]": "Cleaning", "[notification_enabled]": "1", "[code]": PIN,
            "[date_debut]": "2026-01-31",
            "[heure_debut][hour]": "8", "[heure_debut][minute]": "5",
            "[heure_fin][hour]": "18", "[heure_fin][minute]": "30",
        }  # fmt: skip

    @pytest.mark.parametrize(
        "limit",
        [
            {"horaires": [{"jour": 1}]},
            {"date_fin": 1798761600},
            {"date_fin": {"timestamp": 1798761600}},
            {"date_fin": "tomorrow"},
            {"heure_debut": "8 o'clock"},
            {"heure_debut": "25:00"},
            {"heure_debut": {}, "heure_fin": [18, 30]},
        ],
    )
    async def test_limits_that_cannot_be_kept(self, limit: dict[str, Any], odd: Odd) -> None:
        """A share that would lose them, and open for good, is left alone."""
        methods: list[str] = []

        async def answer(request: web.Request) -> web.Response:
            methods.append(request.method)
            if request.path == LOGIN:
                return web.json_response({"token": "t0ken"})
            return data({"partages_accessoire": [{"id": 9, "nom": "Cleaning", "code": PIN} | limit]})

        client = await odd(answer)
        (share,) = await client.shares(1)
        assert not share.permanent
        assert (share.begins, share.ends) == (None, None)
        for active in (True, False):
            with pytest.raises(GatewayResponseError):
                await client.update_share(share, active=active)
        assert methods == ["POST", "GET"]

    async def test_share_for_us(
        self, hass: HomeAssistant, client: TheKeysCloud, gateway: TheKeysGateway, keys_home: Home, number: int
    ) -> None:
        """One that has our name is used again, if it is for good, and switched on."""
        lock = await client.lock(number)

        async def share() -> Share:
            sharing = Sharing(hass, "The Keys", client, gateway.accessory.identifier)
            return await sharing.async_share(lock, NAME)

        first = await share()
        kept = keys_home.shares[first.number]
        kept.active, kept.notifies, kept.description = False, False, "Do not delete"
        before = dict(vars(kept))
        assert (await share()).code == first.code
        assert vars(kept) == {**before, "active": True}
        kept.end_date = "2020-01-01"
        assert (await share()).number != first.number

    @pytest.mark.parametrize("body", [{"id": 9}, {"id": 9, "code": None}, {"code": "c"}, {"code": ""}])
    async def test_a_share_without_a_code(self, body: dict[str, Any], odd: Odd) -> None:
        async def answer(request: web.Request) -> web.Response:
            return web.json_response({"token": "t0ken"}) if request.path == LOGIN else data(body)

        with pytest.raises(GatewayResponseError):
            await (await odd(answer)).create_share(1, "x", NAME)


SHARE = Share(1004, NAME, CODE, form={"[nom]": NAME})

type Act = Callable[[TheKeysCloud], Awaitable[Any]]

ACTS: dict[str, Act] = {
    "login": TheKeysCloud.login,
    "locks": TheKeysCloud.locks,
    "lock": lambda client: client.lock(1001),
    "gateway": lambda client: client.gateway(1003),
    "shares": lambda client: client.shares(1001),
    "create": lambda client: client.create_share(1001, "x", NAME),
    "update": lambda client: client.update_share(SHARE, active=True),
    "delete": lambda client: client.delete_share(1004),
}
CHANGES = ("create", "update", "delete")
CONNECTION: dict[str, dict[str, Any]] = {"drop": {}, "reset": {}, "hang": {}, "down": {}}
RESPONSE: dict[str, dict[str, Any]] = {
    "html": {},
    "empty": {},
    "garbage": {},
    "truncated": {},
    "huge": {"size": 9_000_000},
    "huge text": {},
}


class TestTrouble:
    """Whatever the cloud does, or what is in its place."""

    @pytest.fixture
    async def trouble(self, cloud: SimulatedCloud) -> Callable[[str], None]:
        def trouble(name: str) -> None:
            arguments = {**CONNECTION, **RESPONSE}[name]
            if name == "down":
                cloud.go_down()
            else:
                getattr(cloud.faults, name.partition(" ")[0])(times=None, **arguments)

        return trouble

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize(
        ("name", "error"),
        [(name, GatewayConnectionError) for name in CONNECTION]
        + [(name, GatewayResponseError) for name in RESPONSE],
    )
    async def test_transport(
        self,
        name: str,
        error: type[GatewayError],
        act: str,
        client: TheKeysCloud,
        cloud: SimulatedCloud,
        trouble: Callable[[str], None],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """Each fault is one of the few errors, within half a minute; what is private is nowhere in it."""
        caplog.set_level(logging.DEBUG)
        await client.login()
        token = client._token
        cloud.requests.clear()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        trouble(name)
        if act in CHANGES and error is GatewayConnectionError:
            # It may have been done.
            error = GatewayUnconfirmedError
        with pytest.raises(error) as raised:
            await ACTS[act](client)
        assert type(raised.value) is error
        assert loop.time() - begun < 30
        assert sum(method == "POST" for method, _, _ in cloud.requests) <= 1
        told = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + caplog.text
        for secret in (cloud.account.password, "639980001", CODE, token):
            assert secret not in told
        await cloud.come_up()
        cloud.faults.clear()
        assert len(await client.locks()) == 2

    async def test_oversized(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        """What is too large is not read to its end, though it would make sense."""
        body = b'{"status": 200, "data": {"serrures": [], "x": "%s"}}' % (b"x" * 9_000_000)
        cloud.faults.respond(body, path=USER)
        with pytest.raises(GatewayResponseError):
            await client.locks()

    async def test_reset_before_anything_is_read(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        cloud.faults.reset_connections(3)
        with pytest.raises(GatewayConnectionError):
            await client.login()

    async def test_not_even_http(self, session: ClientSession, caplog: pytest.LogCaptureFixture) -> None:
        """The address holds the phone number, and is in the HTTP library's own error."""
        caplog.set_level(logging.DEBUG)

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1")
        host, port = server.sockets[0].getsockname()
        client = TheKeysCloud(session, f"http://{host}:{port}", "0639980001", "p4ss")
        client._token, client._expires = "t0ken", float("inf")
        async with server:
            with pytest.raises(GatewayResponseError) as raised:
                await client.locks()
        told = "".join(traceback.format_exception(raised.value)) + caplog.text
        for secret in ("639980001", "p4ss", "t0ken"):
            assert secret not in told

    async def test_nobody_accepts(self, session: ClientSession) -> None:
        """The same of a connection that takes too long: a socket whose queue is full lets nobody in."""
        with ExitStack() as stack:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
            for _ in range(4):
                waiting = stack.enter_context(socket.socket())
                waiting.settimeout(0)
                waiting.connect_ex(listening.getsockname())
            root = f"http://127.0.0.1:{listening.getsockname()[1]}"
            client = TheKeysCloud(session, root, "0639980001", "p4ss")
            client._token, client._expires = "t0ken", float("inf")
            with pytest.raises(GatewayConnectionError) as raised:
                await client.locks()
        assert "639980001" not in "".join(traceback.format_exception(raised.value))

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    async def test_redirect(self, status: int, odd: Odd) -> None:
        """Who is redirected elsewhere takes no password there."""
        paths: list[str] = []

        async def answer(request: web.Request) -> web.Response:
            paths.append(request.path)
            return web.Response(status=status, headers={"Location": "/elsewhere"})

        client = await odd(answer)
        with pytest.raises(GatewayResponseError):
            await client.login()
        assert paths == [LOGIN]

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, b"[]"),
            (200, b"7"),
            (200, b'"text"'),
            (200, b"null"),
            (200, b"{}"),
            (200, b'{"status": 200, "data": "text"}'),
            (200, b'{"status": 200, "data": [1]}'),
            (429, b""),
            (500, b"[]"),
            (500, b'{"message": null}'),
            (502, b"<html>"),
            (503, b'{"message": {"global": [], "form": []}}'),
        ],
    )
    @pytest.mark.parametrize("act", [act for act in ACTS if act != "login"])
    async def test_none_of_this_protocol(
        self, status: int, body: bytes, act: str, client: TheKeysCloud, cloud: SimulatedCloud
    ) -> None:
        """It is never taken for an account without locks, or for something that was done."""
        cloud.faults.respond(body, status, path=f"{API}/*", times=None)
        with pytest.raises(GatewayResponseError):
            await ACTS[act](client)

    @pytest.mark.parametrize("token", ["", "a\r\nX-Injected: 1", "é", 7, None, ["t"]])
    async def test_a_token_that_cannot_be_one(
        self, token: Any, client: TheKeysCloud, cloud: SimulatedCloud
    ) -> None:
        cloud.faults.respond(web.json_response({"access_token": token}).body, path=LOGIN)  # type: ignore[arg-type]  # bytes
        with pytest.raises(GatewayResponseError):
            await client.login()

    @pytest.mark.parametrize("lifetime", ["--5", "soon", -1, 0, True, 1e300, {}])
    async def test_odd_lifetimes(self, lifetime: Any, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        cloud.faults.respond(
            web.json_response({"token": "t", "expires_in": lifetime}).body,  # type: ignore[arg-type]  # bytes
            path=LOGIN,
        )
        await client.login()

    @pytest.mark.parametrize(
        "message",
        [
            "no: {username} {password} {token} {code}",
            {"global": ["no: {username}", "{password} {token}", 7, "{code}"], "form": []},
        ],
    )
    async def test_a_message_with_secrets(self, message: Any, odd: Odd) -> None:
        """The cloud may repeat what it was told; the user's log is no place for it."""

        def fill(text: Any) -> Any:
            if isinstance(text, str):
                return text.format(username="33639980001", password="p4ss", token="t0ken", code=PIN)
            return text

        async def answer(request: web.Request) -> web.Response:
            if request.path == LOGIN:
                return web.json_response({"token": "t0ken"})
            if request.method == "GET":
                share = {"id": 9, "nom": "Cleaning", "code": PIN, "accessoire": {"type": 2}}
                return data({"partages_accessoire": [share]})
            filled = (
                fill(message)
                if isinstance(message, str)
                else {**message, "global": [fill(part) for part in message["global"]]}
            )
            return web.json_response({"message": filled}, status=400)

        client = await odd(answer)
        (share,) = await client.shares(1)
        assert PIN not in repr(share)
        with pytest.raises(GatewayRefusedError) as raised:
            await client.update_share(share, active=True)
        assert raised.value.message == "no: … … … …"

    @pytest.mark.parametrize(
        ("password", "written"),
        [
            ("it's me", "it&#039;s me"),
            ("it's me", "it&#x27;s me"),
            ('a"b', "a&#34;b"),
            ("a/b c+d", "a%2fb%20c%2bd"),
            ("a/b c+d", "a%2Fb+c%2Bd"),
            ("foo&parabar9", "foo&parabar9"),
        ],
    )
    async def test_spellings_of_a_password(
        self, password: str, written: str, cloud: SimulatedCloud, visitor: SignedOut
    ) -> None:
        cloud.account = Account(password=password)
        cloud.faults.respond(json.dumps({"message": f"no: {written}"}), status=400, path=USER)
        with pytest.raises(GatewayRefusedError) as raised:
            await visitor(password=password).locks()
        assert raised.value.message == "no: …"

    async def test_a_long_message(self, client: TheKeysCloud, cloud: SimulatedCloud) -> None:
        cloud.faults.respond('{"message": "%s"}' % ("x" * 1000), status=400, path=USER)
        with pytest.raises(GatewayRefusedError) as raised:
            await client.locks()
        assert (raised.value.code, raised.value.message) == ("400", "x" * 200)


BROKEN: list[Any] = [None, 7, "text", [], {}, {"id": None}, {"id": "--5", "id_serrure": "--5"}]


class TestBrokenItems:
    """One that is broken loses itself alone."""

    @pytest.fixture
    def telling(self, odd: Odd) -> Callable[[Any], Awaitable[TheKeysCloud]]:
        async def telling(document: Any) -> TheKeysCloud:
            async def answer(request: web.Request) -> web.Response:
                return web.json_response({"token": "t0ken"}) if request.path == LOGIN else data(document)

            return await odd(answer)

        return telling

    async def test_locks(self, telling: Any) -> None:
        lock = {"id": 1, "id_serrure": 46001}
        client = await telling({"serrures": [*BROKEN, lock, {"id": 2, "id_serrure": "x"}]})
        assert [(lock.number, lock.identifier) for lock in await client.locks()] == [(1, "46001")]

    async def test_accessories(self, telling: Any) -> None:
        broken = [{"accessoire": each} for each in (*BROKEN, {"type": 1}, {"type": 1, "id_accessoire": 7})]
        gateway = {"accessoire": {"type": "1", "id_accessoire": "x"}, "info": "text"}
        lock = {"id": 1, "id_serrure": "1", "accessoires": [*BROKEN, *broken, gateway]}
        client = await telling({"serrures": [lock]})
        assert [lock.gateways for lock in await client.locks()] == [(CloudGateway("x"),)]

    async def test_shares(self, telling: Any) -> None:
        share = {"id": 9, "accessoire": "text", "nom": 7, "code": None, "actif": "1"}
        client = await telling({"partages_accessoire": [*BROKEN, share]})
        assert [(each.number, each.name, each.active) for each in await client.shares(1)] == [(9, "", True)]

    async def test_log(self, telling: Any) -> None:
        entries = [
            {"id": 1, "action_at": "text", "utilisateur": 7},
            {"id": 2, "utilisateur": {"prenom": "Camille", "nom": None}},
            {"id": 3, "utilisateur": "Camille Exemple"},
        ]
        client = await telling({"id": 1, "id_serrure": "1", "logs": [*BROKEN, *entries]})
        log = (await client.lock(1)).log
        assert [(entry.number, entry.user) for entry in log] == [
            (1, ""),
            (2, "Camille"),
            (3, "Camille Exemple"),
        ]

    @pytest.mark.parametrize("document", [{"id": "--5", "id_accessoire": "x"}, {"id_accessoire": 7}, {}, []])
    async def test_a_gateway_that_is_none(self, document: Any, telling: Any) -> None:
        client = await telling(document)
        try:
            assert (await client.gateway(1)).identifier == "x"
        except GatewayResponseError:
            assert document != {"id": "--5", "id_accessoire": "x"}


def data(document: Any) -> web.Response:
    return web.json_response({"status": 200, "data": document, "message": {"global": [], "form": []}})


@pytest.fixture
async def odd(session: ClientSession) -> AsyncIterator[Odd]:
    """Make clients of something that answers as it is told to."""
    servers: list[Server] = []

    async def odd(answer: Answer) -> TheKeysCloud:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        server = Server(app)
        servers.append(server)
        await server.start()
        return TheKeysCloud(session, server.url, "+33639980001", "p4ss")

    yield odd
    for server in servers:
        await server.stop()
