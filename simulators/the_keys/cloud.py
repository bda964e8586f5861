"""The vendor's cloud: accounts, their locks, accessories and shares, and remote commands."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any
import uuid

from aiohttp import web
import orjson

from simulators.faults import Faults
from simulators.running import Running
from simulators.server import Handler, Server

from .documents import Documents, damaged
from .home import Accessory, Home, Kind, Order, Share
from .lock import Action, Lock

ROOT = "/fr/api/v2"
LOGIN = "/api/login_check"
PREFIX = "partage_accessoire"  # of a share's form fields

type Form = Mapping[str, str]
type Endpoint = Callable[[Mapping[str, str], Form], Any]


class Expired(StrEnum):
    """What a token that has expired meets."""

    UNAUTHORIZED = "unauthorized"  # status 401
    INVALID_GRANT = "invalid_grant"  # status 400, an OAuth error in the body


@dataclass
class Account:
    """The owner of a home; the number is one of those that are kept free for stories."""

    username: str = "+33639980001"
    password: str = "correct horse & battery"  # noqa: S105  # opens nothing real


@dataclass
class CloudQuirks:
    """What is not known of the cloud, or was seen to differ between accounts."""

    token_lifetime: float = 3600.0  # seconds, as `expires_in` tells
    expired: Expired = Expired.UNAUTHORIZED
    created_active: bool = False  # a share is active though it was created without `[actif]`
    omitted: list[str] = field(default_factory=list)  # fields that are missing, wherever they belong
    nulls: list[str] = field(default_factory=list)  # fields that are null


class TheKeysCloud(Running):
    """The cloud as the owner of one home finds it; `faults` are those of its paths."""

    def __init__(self, home: Home, account: Account | None = None, quirks: CloudQuirks | None = None) -> None:
        """Let an account own the home."""
        self.home = home
        self.account = account or Account()
        self.quirks = quirks or CloudQuirks()
        self.faults = Faults(home.clock)
        self.requests: list[tuple[str, str, int]] = []
        self._expiry: dict[str, float] = {}  # when tokens expire, in the clock's seconds
        self._documents = Documents(home, self.account.username)
        self._server = Server(self._app())
        self._server.intercept = self.faults.intercept

    @property
    def url(self) -> str:
        """Return what comes before the documented paths."""
        return self._server.url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start to listen, on a free port if it is 0."""
        await self._server.start(host, port)

    async def stop(self) -> None:
        """End everything that runs."""
        await self._server.stop()

    def go_down(self) -> None:
        """Be out of reach, for gateways too."""
        self.home.cloud_is_up = False
        self._server.pause()

    async def come_up(self) -> None:
        """Be in reach again."""
        self.home.cloud_is_up = True
        await self._server.resume()

    def expire_tokens(self) -> None:
        """Let every token expire now."""
        self._expiry = dict.fromkeys(self._expiry, 0.0)

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._answer])
        routes: list[tuple[str, str, Endpoint]] = [
            ("GET", "/utilisateur/get/{username}", self._user),
            ("GET", "/serrure/get/{lock}", self._lock),
            ("POST", "/serrure/remote_open/{lock}", self._remote(Action.OPEN)),
            ("POST", "/serrure/remote_close/{lock}", self._remote(Action.CLOSE)),
            ("GET", "/accessoire/get/{accessory}", self._accessory),
            ("GET", "/partage/all/serrure/{lock}", self._shares),
            ("POST", "/partage/create/{lock}/accessoire/{accessory}", self._create_share),
            ("POST", "/partage/accessoire/update/{share}", self._update_share),
            ("POST", "/partage/accessoire/delete/{share}", self._delete_share),
        ]
        for method, path, endpoint in routes:
            app.router.add_route(method, ROOT + path, self._signed_in(endpoint))
        app.router.add_post(LOGIN, self._log_in)
        return app

    @web.middleware
    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        async def checked(request: web.Request) -> web.Response:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                return _json({"code": error.status, "message": error.reason}, error.status)
            assert isinstance(response, web.Response)  # noqa: S101  # every endpoint gives one
            return response

        response = await self.faults.wrap(request.path, checked)(request)
        self.requests.append((request.method, request.path, response.status))
        return response

    async def _log_in(self, request: web.Request) -> web.Response:
        form = await _form(request)
        if (form.get("_username"), form.get("_password")) != (self.account.username, self.account.password):
            return _json({"code": 401, "message": "Bad credentials"}, HTTPStatus.UNAUTHORIZED)
        lifetime = self.quirks.token_lifetime
        access_token, token = uuid.uuid4().hex, f"{uuid.uuid4().hex}.{uuid.uuid4().hex}.{uuid.uuid4().hex}"
        self._expiry |= dict.fromkeys((access_token, token), self.home.clock.now() + lifetime)
        answer = {
            "access_token": access_token,
            "expires_in": int(lifetime),
            "token_type": "bearer",
            "scope": "actions",
            "refresh_token": uuid.uuid4().hex,
            "token": token,
        }
        return _json(damaged(answer, self.quirks.omitted, self.quirks.nulls))

    def _signed_in(self, endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer" or token not in self._expiry:
                return _json({"code": 401, "message": "Invalid token"}, HTTPStatus.UNAUTHORIZED)
            if self.home.clock.now() >= self._expiry[token]:
                return self._expired()
            data = endpoint(request.match_info, await _form(request))
            return _json(
                {
                    "status": HTTPStatus.OK,
                    "data": damaged(data, self.quirks.omitted, self.quirks.nulls),
                    "message": {"global": [], "form": []},
                }
            )

        return handler

    def _expired(self) -> web.Response:
        if self.quirks.expired is Expired.UNAUTHORIZED:
            return _json({"code": 401, "message": "Expired token"}, HTTPStatus.UNAUTHORIZED)
        error = {"error": "invalid_grant", "error_description": "The access token provided has expired."}
        return _json(error, HTTPStatus.BAD_REQUEST)

    # The endpoints: None is "not found", which has the status 200

    def _user(self, path: Mapping[str, str], _: Form) -> Any:
        return self._documents.user() if path["username"] == self.account.username else None

    def _lock(self, path: Mapping[str, str], _: Form) -> Any:
        lock = self._find_lock(path)
        return lock and self._documents.lock_with_log(lock)

    def _accessory(self, path: Mapping[str, str], _: Form) -> Any:
        for accessory in self.home.accessories:
            if str(accessory.number) == path["accessory"]:
                return self._documents.accessory(accessory)
        return None

    def _shares(self, path: Mapping[str, str], _: Form) -> Any:
        lock = self._find_lock(path)
        return lock and self._documents.shares(lock)

    def _create_share(self, path: Mapping[str, str], form: Form) -> Any:
        lock, accessory = self._find_lock(path), self._find_accessory(path["accessory"])
        if lock is None or accessory is None:
            return None
        code = form.get(f"{PREFIX}[code]") if accessory.kind is Kind.KEYPAD else None
        share = self.home.new_share(lock.identifier, accessory, "", code)
        _fill(share, form)
        share.active = share.active or self.quirks.created_active
        return {"id": share.number, "code": share.code}

    def _update_share(self, path: Mapping[str, str], form: Form) -> Any:
        share = self._find_share(path)
        if share is None:
            return None
        _fill(share, form)
        if share.accessory.kind is Kind.KEYPAD:
            share.code = form.get(f"{PREFIX}[code]", "")
        self.home.changed.add(share.lock)
        return {"id": share.number, "code": share.code}

    def _delete_share(self, path: Mapping[str, str], _: Form) -> Any:
        share = self._find_share(path)
        if share is None:
            return None
        self.home.delete_share(share.number)
        return {"id": share.number}

    def _remote(self, action: Action) -> Endpoint:
        def endpoint(path: Mapping[str, str], _: Form) -> Any:
            lock = self._find_lock(path)
            if lock is None:
                return None
            self.home.orders.append(Order(lock.identifier, action))
            return {}

        return endpoint

    def _find_lock(self, path: Mapping[str, str]) -> Lock | None:
        for identifier, report in self.home.reports.items():
            if str(report.number) == path["lock"]:
                return self.home.locks[identifier]
        return None

    def _find_accessory(self, identifier: str) -> Accessory | None:
        return next((each for each in self.home.accessories if each.identifier == identifier), None)

    def _find_share(self, path: Mapping[str, str]) -> Share | None:
        return self.home.shares.get(int(path["share"])) if path["share"].isdigit() else None


def _fill(share: Share, form: Form) -> None:
    """Take over a form: a checkbox counts if it is there at all, and what is omitted is cleared."""
    share.active = f"{PREFIX}[actif]" in form
    share.notifies = f"{PREFIX}[notification_enabled]" in form
    share.name = form.get(f"{PREFIX}[nom]", share.name)
    share.description = form.get(f"{PREFIX}[description]") or None
    share.icon = form.get(f"{PREFIX}[iddesc]") or None
    share.begins = form.get(f"{PREFIX}[date_debut]") or None
    share.ends = form.get(f"{PREFIX}[date_fin]") or None
    share.begins_at = _hour(form, "heure_debut")
    share.ends_at = _hour(form, "heure_fin")


def _hour(form: Form, name: str) -> str | None:
    hour, minute = form.get(f"{PREFIX}[{name}][hour]"), form.get(f"{PREFIX}[{name}][minute]")
    return f"{int(hour):02}:{int(minute or 0):02}" if hour else None


async def _form(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _json(data: Any, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")
