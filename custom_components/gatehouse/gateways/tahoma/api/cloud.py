"""The cloud that issues the tokens of the local API, for accounts that can still sign in with a password.

Source: the vendor's description of the developer mode. It is used for tokens only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, Self
from urllib.parse import quote

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout
import orjson

from ...errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from ...http import parse_json, redact, send_request
from .models import parse_each

HOSTS: Final[Mapping[str, str]] = {
    "europe": "ha101-1.overkiz.com",
    "asia_pacific": "ha201-1.overkiz.com",
    "north_america": "ha401-1.overkiz.com",
}

_SCOPE: Final = "devmode"
_COOKIE: Final = "JSESSIONID"
_TIMEOUT: Final = ClientTimeout(total=20)
_MAX_RESPONSE_SIZE: Final = 1024 * 1024
_OK: Final = 200
_UNAUTHORIZED: Final = 401


class TooManyAttemptsError(GatewayRefusedError):
    """Too many login attempts; the account is locked for a while."""


class NotOfThisAccountError(GatewayRefusedError):
    """The box does not belong to the account or to this server."""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token as the cloud lists it, without the token itself."""

    uuid: str
    label: str = ""
    pin: str = ""

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Parse a list item; raises KeyError, TypeError or ValueError if it has no UUID."""
        uuid = raw["uuid"]
        if not isinstance(uuid, str) or not uuid:
            raise ValueError("the token has no UUID")
        return cls(uuid, *(str(raw.get(key) or "") for key in ("label", "gatewayId")))


class TahomaCloud:
    """The client of the cloud, signed in to one account.

    Methods raise GatewayConnectionError, GatewayAuthenticationError, GatewayRefusedError and
    GatewayResponseError. Their messages never contain the e-mail address, the password or a token.
    The session cookie is kept here, because the aiohttp session keeps no cookies.
    """

    def __init__(self, session: ClientSession, template: str, server: str) -> None:
        """Initialize the client; `server` is one of HOSTS."""
        self._session = session
        self._root = template.format(server=server, host=HOSTS[server])
        self._secrets: list[str] = []
        self._cookie = ""

    async def login(self, username: str, password: str) -> None:
        """Sign in."""
        self._secrets += [username, password]
        await self._request("POST", "/login", form={"userId": username, "userPassword": password})
        if not self._cookie:
            raise GatewayResponseError("the response has no session cookie")

    async def generate_token(self, pin: str) -> str:
        """Return a new token, which is valid once it is activated."""
        response = await self._request("GET", f"{_tokens(pin)}/generate")
        token = response.get("token") if isinstance(response, dict) else None
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise GatewayResponseError("the response has no valid token")
        self._secrets.append(token)
        return token

    async def activate_token(self, pin: str, label: str, token: str) -> None:
        """Activate a token on the box."""
        await self._request("POST", _tokens(pin), body={"label": label, "token": token, "scope": _SCOPE})

    async def tokens(self, pin: str) -> tuple[TokenInfo, ...]:
        """List the tokens of a box."""
        return tuple(parse_each(TokenInfo.parse, await self._request("GET", f"{_tokens(pin)}/{_SCOPE}")))

    async def delete_token(self, pin: str, uuid: str) -> None:
        """Delete a token; an unknown one is not an error."""
        try:
            await self._request("DELETE", f"{_tokens(pin)}/{quote(uuid, safe='')}")
        except GatewayRefusedError as error:
            if "such token" not in error.message:
                raise

    async def find_token(self, pin: str, label: str) -> str | None:
        """Return the UUID of the token with a label, or None if there is none."""
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
            response = await send_request(
                self._session,
                method,
                self._root + path,
                max_size=_MAX_RESPONSE_SIZE,
                data=form if body is None else orjson.dumps(body),
                headers=headers,
                timeout=_TIMEOUT,
            )
        except GatewayUnconfirmedError as error:
            if isinstance(error.__cause__, TimeoutError | ClientConnectionError):
                raise GatewayConnectionError(str(error)) from error
            raise GatewayResponseError(str(error)) from error
        raw = parse_json(response.body)
        if response.status != _OK:
            self._fail(response.status, raw)
        if _COOKIE in response.cookies:
            self._cookie = response.cookies[_COOKIE].value
        return raw

    def _fail(self, status: int, raw: Any) -> NoReturn:
        code = raw.get("errorCode") if isinstance(raw, dict) else None
        if not isinstance(code, str):
            raise GatewayResponseError(f"unexpected response with status {status}")
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
