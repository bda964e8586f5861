"""The cloud that hands out the tokens of the local API, for accounts that may still sign in with a password.

Source: the vendor's description of the developer mode. Nothing but tokens is asked of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, Self
from urllib.parse import quote

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientSession,
    ClientTimeout,
    InvalidURL,
)
import orjson
from yarl import URL

from ...errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayRefusedError,
    GatewayResponseError,
)
from ...http import parse_json, read_body, redact
from .models import parse_each

HOSTS: Final[Mapping[str, str]] = {
    "europe": "ha101-1.overkiz.com",
    "asia_pacific": "ha201-1.overkiz.com",
    "north_america": "ha401-1.overkiz.com",
}

_SCOPE: Final = "devmode"
_COOKIE: Final = "JSESSIONID"
_TIMEOUT: Final = ClientTimeout(total=20)
_LARGEST_ANSWER: Final = 1024 * 1024
_OK: Final = 200
_UNAUTHORIZED: Final = 401


class TooManyAttemptsError(GatewayRefusedError):
    """Too many have tried to sign in; the account is closed for a while."""


class NotOfThisAccountError(GatewayRefusedError):
    """The box does not belong to the account, or to this server."""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What the cloud tells of a token: never the token itself, which is shown once."""

    uuid: str
    label: str = ""
    pin: str = ""

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Read one of the list; raises KeyError, TypeError or ValueError where it has no name."""
        uuid = raw["uuid"]
        if not isinstance(uuid, str) or not uuid:
            raise ValueError("a token without a name")
        return cls(uuid, *(str(raw.get(key) or "") for key in ("label", "gatewayId")))


class TahomaCloud:
    """One account's door to the tokens of its boxes.

    Each method raises GatewayConnectionError, GatewayAuthenticationError, GatewayRefusedError and
    GatewayResponseError. What is repeated in these never holds the e-mail address, the password or a token.
    The session keeps no cookies: the one that stands for the account is kept here.
    """

    def __init__(self, session: ClientSession, template: str, server: str) -> None:
        """Know the cloud; `server` is one of HOSTS, which the template may name in its own way."""
        self._session = session
        self._root = template.format(server=server, host=HOSTS[server])
        self._secrets: list[str] = []
        self._cookie = ""

    async def login(self, username: str, password: str) -> None:
        """Sign in."""
        self._secrets += [username, password]
        await self._request("POST", "/login", form={"userId": username, "userPassword": password})
        if not self._cookie:
            raise GatewayResponseError("a login without a session")

    async def generate_token(self, pin: str) -> str:
        """Return a new token, which works once it is activated."""
        answer = await self._request("GET", f"{_tokens(pin)}/generate")
        token = answer.get("token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise GatewayResponseError("a new token that is none")
        self._secrets.append(token)
        return token

    async def activate_token(self, pin: str, label: str, token: str) -> None:
        """Give a token to the box."""
        await self._request("POST", _tokens(pin), body={"label": label, "token": token, "scope": _SCOPE})

    async def tokens(self, pin: str) -> tuple[TokenInfo, ...]:
        """List the tokens of a box."""
        return tuple(parse_each(TokenInfo.parse, await self._request("GET", f"{_tokens(pin)}/{_SCOPE}")))

    async def delete_token(self, pin: str, uuid: str) -> None:
        """Take a token from the box; one that is gone already is no error."""
        try:
            await self._request("DELETE", f"{_tokens(pin)}/{quote(uuid, safe='')}")
        except GatewayRefusedError as error:
            if "such token" not in error.message:
                raise

    async def find_token(self, pin: str, label: str) -> str | None:
        """Return the uuid of the token with a label, None where the cloud does not list it."""
        return next((token.uuid for token in await self.tokens(pin) if token.label == label), None)

    async def _request(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        body: Mapping[str, str] | None = None,
    ) -> Any:
        headers = {} if form is not None else {"Content-Type": "application/json"}
        if self._cookie:
            headers["Cookie"] = f"{_COOKIE}={self._cookie}"
        try:
            async with self._session.request(
                method,
                URL(self._root + path, encoded=True),
                data=form if body is None else orjson.dumps(body),
                headers=headers,
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                answer = await read_body(response, _LARGEST_ANSWER)
        except (TimeoutError, ClientConnectionError, InvalidURL) as error:
            raise GatewayConnectionError(f"no answer from the cloud: {type(error).__name__}") from error
        except ClientError as error:
            raise GatewayResponseError(f"a broken answer: {type(error).__name__}") from error
        raw = parse_json(answer)
        if response.status != _OK:
            self._fail(response.status, raw)
        if _COOKIE in response.cookies:
            self._cookie = response.cookies[_COOKIE].value
        return raw

    def _fail(self, status: int, raw: Any) -> NoReturn:
        code = raw.get("errorCode") if isinstance(raw, dict) else None
        if not isinstance(code, str):
            raise GatewayResponseError(f"an answer of status {status} that is not the cloud's")
        message = redact(raw.get("error"), self._secrets)
        wrong_login = code == "AUTHENTICATION_ERROR"
        code = redact(code, self._secrets)
        if "Too many" in message:
            raise TooManyAttemptsError(code, message)
        if "Access denied to gateway" in message:
            raise NotOfThisAccountError(code, message)
        if status == _UNAUTHORIZED or wrong_login:
            raise GatewayAuthenticationError(message)
        raise GatewayRefusedError(code, message)


def _tokens(pin: str) -> str:
    return f"/config/{quote(pin, safe='')}/local/tokens"
