"""The vendor's cloud: the account with its locks, accessories and shares, and remote commands."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any
import uuid

from aiohttp import web
import orjson

from simulators.faults import Faults
from simulators.server import Handler, Server
from simulators.service import Service

from .cloud_documents import CloudDocuments, remove_fields
from .home import Accessory, AccessoryType, Home, RemoteCommand, Share
from .lock import Action, Lock

ROOT = "/fr/api/v2"
LOGIN = "/api/login_check"
PREFIX = "partage_accessoire"  # of the form fields of a share

type Form = Mapping[str, str]
type Endpoint = Callable[[Mapping[str, str], Form], Any]


class Expired(StrEnum):
    """The response to a request with an expired token."""

    UNAUTHORIZED = "unauthorized"  # status 401
    INVALID_GRANT = "invalid_grant"  # status 400 and an OAuth error in the body


@dataclass
class Account:
    """The account that owns a home; the phone number is reserved for fictional use."""

    username: str = "+33639980001"
    password: str = "correct horse & battery"  # noqa: S105  # of a simulated account


@dataclass
class CloudQuirks:
    """Cloud behavior that is not documented, or that differs between accounts."""

    token_lifetime: float = 3600.0  # seconds, also in `expires_in`
    expired: Expired = Expired.UNAUTHORIZED
    created_active: bool = False  # new shares are active even if created without `[actif]`
    omitted: list[str] = field(default_factory=list)  # fields that are missing in all responses
    nulls: list[str] = field(default_factory=list)  # fields that are null in all responses


class TheKeysCloud(Service):
    """The cloud with the account of one home."""

    def __init__(self, home: Home, account: Account | None = None, quirks: CloudQuirks | None = None) -> None:
        """Initialize the cloud."""
        self.home = home
        self.account = account or Account()
        self.quirks = quirks or CloudQuirks()
        self.faults = Faults(home.clock)
        self.requests: list[tuple[str, str, int]] = []
        self._token_expiry: dict[str, float] = {}  # in simulated seconds
        self._documents = CloudDocuments(home, self.account.username)
        self._server = Server(self._app())
        self._server.intercept = self.faults.intercept

    @property
    def url(self) -> str:
        """Return the base URL."""
        return self._server.url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        await self._server.start(host, port)

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

    def go_down(self) -> None:
        """Make the cloud unreachable for clients and gateways."""
        self.home.cloud_is_up = False
        self._server.pause()

    async def come_up(self) -> None:
        """Make the cloud reachable again."""
        self.home.cloud_is_up = True
        await self._server.resume()

    def expire_tokens(self) -> None:
        """Expire all tokens."""
        self._token_expiry = dict.fromkeys(self._token_expiry, 0.0)

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._handle])
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
            app.router.add_route(method, ROOT + path, self._authenticated(endpoint))
        app.router.add_post(LOGIN, self._log_in)
        return app

    @web.middleware
    async def _handle(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        async def handle_errors(request: web.Request) -> web.Response:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                return _json({"code": error.status, "message": error.reason}, error.status)
            assert isinstance(response, web.Response)  # noqa: S101  # every endpoint returns one
            return response

        response = await self.faults.wrap(request.path, handle_errors)(request)
        self.requests.append((request.method, request.path, response.status))
        return response

    async def _log_in(self, request: web.Request) -> web.Response:
        form = await _form(request)
        if (form.get("_username"), form.get("_password")) != (self.account.username, self.account.password):
            return _json({"code": 401, "message": "Bad credentials"}, HTTPStatus.UNAUTHORIZED)
        lifetime = self.quirks.token_lifetime
        access_token, token = uuid.uuid4().hex, f"{uuid.uuid4().hex}.{uuid.uuid4().hex}.{uuid.uuid4().hex}"
        self._token_expiry |= dict.fromkeys((access_token, token), self.home.clock.now() + lifetime)
        data = {
            "access_token": access_token,
            "expires_in": int(lifetime),
            "token_type": "bearer",
            "scope": "actions",
            "refresh_token": uuid.uuid4().hex,
            "token": token,
        }
        return _json(remove_fields(data, self.quirks.omitted, self.quirks.nulls))

    def _authenticated(self, endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme != "Bearer" or token not in self._token_expiry:
                return _json({"code": 401, "message": "Invalid token"}, HTTPStatus.UNAUTHORIZED)
            if self.home.clock.now() >= self._token_expiry[token]:
                return self._expired_response()
            data = endpoint(request.match_info, await _form(request))
            return _json(
                {
                    "status": HTTPStatus.OK,
                    "data": remove_fields(data, self.quirks.omitted, self.quirks.nulls),
                    "message": {"global": [], "form": []},
                }
            )

        return handler

    def _expired_response(self) -> web.Response:
        if self.quirks.expired is Expired.UNAUTHORIZED:
            return _json({"code": 401, "message": "Expired token"}, HTTPStatus.UNAUTHORIZED)
        error = {"error": "invalid_grant", "error_description": "The access token provided has expired."}
        return _json(error, HTTPStatus.BAD_REQUEST)

    # Endpoints; for unknown objects the cloud returns null and status 200.

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
        code = form.get(f"{PREFIX}[code]") if accessory.type is AccessoryType.KEYPAD else None
        share = self.home.new_share(lock.identifier, accessory, "", code)
        _update_from_form(share, form)
        share.active = share.active or self.quirks.created_active
        return {"id": share.number, "code": share.code}

    def _update_share(self, path: Mapping[str, str], form: Form) -> Any:
        share = self._find_share(path)
        if share is None:
            return None
        _update_from_form(share, form)
        if share.accessory.type is AccessoryType.KEYPAD:
            share.code = form.get(f"{PREFIX}[code]", "")
        self.home.changed_locks.add(share.lock)
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
            self.home.remote_commands.append(RemoteCommand(lock.identifier, action))
            return {}

        return endpoint

    def _find_lock(self, path: Mapping[str, str]) -> Lock | None:
        for identifier, record in self.home.cloud_records.items():
            if str(record.number) == path["lock"]:
                return self.home.locks[identifier]
        return None

    def _find_accessory(self, identifier: str) -> Accessory | None:
        return next(
            (accessory for accessory in self.home.accessories if accessory.identifier == identifier), None
        )

    def _find_share(self, path: Mapping[str, str]) -> Share | None:
        return self.home.shares.get(int(path["share"])) if path["share"].isdigit() else None


def _update_from_form(share: Share, form: Form) -> None:
    """Update a share from a form: checkboxes are set if present, and omitted fields are cleared."""
    share.active = f"{PREFIX}[actif]" in form
    share.notifies = f"{PREFIX}[notification_enabled]" in form
    share.name = form.get(f"{PREFIX}[nom]", share.name)
    share.description = form.get(f"{PREFIX}[description]") or None
    share.icon = form.get(f"{PREFIX}[iddesc]") or None
    share.start_date = form.get(f"{PREFIX}[date_debut]") or None
    share.end_date = form.get(f"{PREFIX}[date_fin]") or None
    share.start_time = _time(form, "heure_debut")
    share.end_time = _time(form, "heure_fin")


def _time(form: Form, name: str) -> str | None:
    hour, minute = form.get(f"{PREFIX}[{name}][hour]"), form.get(f"{PREFIX}[{name}][minute]")
    return f"{int(hour):02}:{int(minute or 0):02}" if hour else None


async def _form(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _json(data: Any, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")
