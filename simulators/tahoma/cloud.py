"""The cloud API that issues the tokens of boxes, for accounts that can log in with a password."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
import uuid

from aiohttp import web
import orjson

from simulators.server import Server
from simulators.service import Service

from .errors import ApiError

if TYPE_CHECKING:
    from .box import TahomaBox

ROOT = "/{server:europe|asia_pacific|north_america}/enduser-mobile-web/enduserAPI"
SCOPE = "devmode"
COOKIE = "JSESSIONID"
CREATED = 1_620_000_000_000  # ms

type Endpoint = Callable[[web.Request], Awaitable[Any]]


class Login(Enum):
    """The response to login attempts."""

    ACCEPTED = "the password is checked"
    TOO_MANY = "too many login attempts"
    OAUTH_ONLY = "the account was migrated to OAuth, so that its password is rejected"


@dataclass
class Account:
    """A user account with its server and boxes."""

    user: str = "owner@example.com"
    password: str = "correct horse"  # noqa: S105  # of a simulated account
    server: str = "europe"
    boxes: dict[str, TahomaBox] = field(default_factory=dict)
    login: Login = Login.ACCEPTED


@dataclass
class Token:
    """An activated token."""

    value: str
    label: str
    pin: str
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def as_json(self) -> dict[str, Any]:
        """Return the token without its value, as the cloud lists it."""
        return {
            "label": self.label,
            "gatewayId": self.pin,
            "gatewayCreationTime": CREATED,
            "uuid": self.uuid,
            "scope": SCOPE,
        }


class TahomaCloud(Service):
    """The three regional servers, on one port.

    For each path suffix in `lost_responses`, the next matching request is executed without a response.
    """

    def __init__(self, boxes: Iterable[TahomaBox], account: Account | None = None) -> None:
        """Initialize the cloud; the account owns all boxes if it does not own any yet."""
        self.account = account or Account()
        self.account.boxes = self.account.boxes or {box.pin: box for box in boxes}
        self.tokens: list[Token] = []
        self.requests: list[tuple[str, str, int]] = []
        self.lost_responses: list[str] = []
        self._generated: set[str] = set()
        self._sessions: set[str] = set()
        self._server = Server(self._app())

    @property
    def url(self) -> str:
        """Return the template of the base URL, which contains `{server}`."""
        return f"{self._server.url}/{{server}}/enduser-mobile-web/enduserAPI"

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start listening; port 0 selects a free port."""
        await self._server.start(host, port)

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

    def end_sessions(self) -> None:
        """Expire all session cookies."""
        self._sessions.clear()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._handle])
        tokens = f"{ROOT}/config/{{pin}}/local/tokens"
        app.router.add_post(f"{ROOT}/login", self._login)
        app.router.add_get(f"{tokens}/generate", self._authenticated(self._generate))
        app.router.add_post(tokens, self._authenticated(self._activate))
        app.router.add_get(f"{tokens}/{SCOPE}", self._authenticated(self._list))
        app.router.add_delete(f"{tokens}/{{uuid}}", self._authenticated(self._delete))
        return app

    @web.middleware
    async def _handle(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            response = await handler(request)
        except ApiError as error:
            response = _json({"errorCode": error.code, "error": error.error}, error.status)
        except web.HTTPException:
            response = _json(
                {"errorCode": "RESOURCE_ACCESS_DENIED", "error": "Unknown object."},
                HTTPStatus.NOT_FOUND,
            )
        self.requests.append((request.method, request.path, response.status))
        suffix = next((suffix for suffix in self.lost_responses if request.path.endswith(suffix)), None)
        if suffix is not None and request.transport is not None:
            self.lost_responses.remove(suffix)
            request.transport.abort()
        return response

    async def _login(self, request: web.Request) -> web.Response:
        form = await request.post()
        account = self.account
        if form.get("userId") != account.user or request.match_info["server"] != account.server:
            raise _denied(f"No such user account : {form.get('userId')!s}")
        if account.login is Login.TOO_MANY:
            raise _denied(f"Too many requests, try again later : login with {account.user}")
        if account.login is Login.OAUTH_ONLY or form.get("userPassword") != account.password:
            raise _denied("Bad credentials")
        session = uuid.uuid4().hex
        self._sessions.add(session)
        response = _json({"success": True, "roles": [{"name": "ENDUSER"}]})
        response.set_cookie(COOKIE, session, path="/", httponly=True)
        return response

    def _authenticated(self, endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            if request.cookies.get(COOKIE) not in self._sessions:
                raise ApiError("Not authenticated", "RESOURCE_ACCESS_DENIED", HTTPStatus.UNAUTHORIZED)
            return _json(await endpoint(request))

        return handler

    async def _generate(self, request: web.Request) -> Any:
        self._box(request, "GENERATE_TOKEN")
        token = uuid.uuid4().hex[:20]
        self._generated.add(token)
        return {"token": token}

    async def _activate(self, request: web.Request) -> Any:
        box = self._box(request, "ADD_TOKEN")
        match await request.json(loads=orjson.loads):
            case {"label": str(label), "token": str(value), "scope": "devmode"}:
                if value not in self._generated:
                    raise ApiError("Invalid token", "INVALID_FIELD_VALUE")
            case _:
                raise ApiError("Missing parameter", "MISSING_PARAMETERS")
        self.tokens.append(Token(value, label, box.pin))
        box.restore_token(value)
        return {"requestId": str(uuid.uuid4())}

    async def _list(self, request: web.Request) -> Any:
        box = self._box(request, "GET_TOKEN")
        return [token.as_json() for token in self.tokens if token.pin == box.pin]

    async def _delete(self, request: web.Request) -> Any:
        box = self._box(request, "DELETE_TOKEN")
        token_uuid = request.match_info["uuid"]
        for token in self.tokens:
            if token.uuid == token_uuid and token.pin == box.pin:
                self.tokens.remove(token)
                box.revoke_token(token.value)
                return {"requestId": str(uuid.uuid4())}
        raise ApiError(f"Not such token with UUID: {token_uuid}")

    def _box(self, request: web.Request, action: str) -> TahomaBox:
        pin = request.match_info["pin"]
        box = self.account.boxes.get(pin)
        if box is None:
            raise ApiError(f"Access denied to gateway #{pin} for action {action}", "RESOURCE_ACCESS_DENIED")
        return box


def _denied(message: str) -> ApiError:
    return ApiError(message, "AUTHENTICATION_ERROR", HTTPStatus.UNAUTHORIZED)


def _json(data: Any, status: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=orjson.dumps(data), status=status, content_type="application/json")
