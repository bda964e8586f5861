"""The cloud of The Keys: what an account has, and the shares of its locks.

Source: the vendor's description of how a share is made, and what clients of the real cloud found; the rest of
it is not documented. Many fields are missing on some accounts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
import re
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, quote_plus

from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout, InvalidURL
from yarl import URL

from ..answers import parse, read
from ..errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayRefusedError,
    GatewayResponseError,
)
from .models import whole

_API: Final = "/fr/api/v2"
_TIMEOUT: Final = ClientTimeout(total=20)
_LARGEST_ANSWER: Final = 8 * 1024 * 1024
_LONGEST_MESSAGE: Final = 200
_OK: Final = range(200, 300)
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_EARLIER: Final = 60.0
_USUAL_LIFETIME: Final = 3600
_GATEWAY: Final = 1
_COUNTRY_CODE: Final = "+33"
_NATIONAL_DIGITS: Final = 9


class NotFoundError(GatewayRefusedError):
    """The cloud knows no such thing, or it is not this account's."""


@dataclass(frozen=True, slots=True)
class CloudGateway:
    """A gateway of an account. `number` is the cloud's own, `identifier` its name for others."""

    identifier: str
    number: int | None = None
    name: str = ""
    host: str | None = None
    version: int | None = None
    newest_version: int | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something that was done with a lock; `time` is as the cloud tells it."""

    number: int
    action: str = ""
    time: str = ""
    user: str = ""
    accessory_share: int | None = None


@dataclass(frozen=True, slots=True)
class CloudLock:
    """A lock of an account. `identifier` is the "ID serrure" that a gateway knows it by."""

    number: int
    identifier: str
    name: str = ""
    version: int | None = None
    newest_version: int | None = None
    gateways: tuple[CloudGateway, ...] = ()
    log: tuple[LogEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """The right of an accessory, such as a gateway, to a lock; a permanent one has no dates nor hours."""

    number: int
    name: str = ""
    code: str = field(default="", repr=False)
    gateway: str = ""
    active: bool = False
    permanent: bool = True


class TheKeysCloud:
    """One account.

    Each method raises GatewayConnectionError, GatewayAuthenticationError, GatewayRefusedError (NotFoundError)
    and GatewayResponseError. What is repeated in these holds neither the account nor a code.
    """

    def __init__(
        self,
        session: ClientSession,
        root: str,
        username: str,
        password: str,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Know the account; the username is a phone number, in any of its spellings."""
        self._session = session
        self._root = root
        self.username = phone_number(username)
        self._password = password
        self._clock = clock
        self._token = ""
        self._expires = 0.0

    async def login(self) -> None:
        """Sign in; the other methods do so by themselves, and again when it expires."""
        self._token = ""
        form = {"_username": self.username, "_password": self._password}
        raw = parse(await self._send("POST", "/api/login_check", form))
        token = raw.get("access_token") or raw.get("token") if isinstance(raw, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise GatewayResponseError("a login without a token")
        lifetime = whole(raw.get("expires_in"))
        self._expires = self._clock() + (_USUAL_LIFETIME if lifetime is None else lifetime) - _EARLIER
        self._token = token

    async def locks(self) -> tuple[CloudLock, ...]:
        """Read the locks of the account, with the gateways that they are paired with."""
        data = await self._ask("GET", f"/utilisateur/get/{quote(self.username, safe='')}")
        return tuple(_each(_lock, _list(data, "serrures")))

    async def lock(self, number: int) -> CloudLock:
        """Read one lock, with its log."""
        return _lock(await self._ask("GET", f"/serrure/get/{number}"))

    async def gateway(self, number: int) -> CloudGateway:
        """Read one gateway."""
        return _gateway({"accessoire": await self._ask("GET", f"/accessoire/get/{number}")})

    async def shares(self, lock: int) -> tuple[Share, ...]:
        """Read the shares of a lock with accessories."""
        data = await self._ask("GET", f"/partage/all/serrure/{lock}")
        return tuple(_each(_share, _list(data, "partages_accessoire")))

    async def create_share(self, lock: int, gateway: str, name: str) -> Share:
        """Share a lock with a gateway, for good; both learn of it when they synchronise."""
        path = f"/partage/create/{lock}/accessoire/{quote(gateway, safe='')}"
        data = await self._ask("POST", path, _form(name, active=True))
        code, number = data.get("code"), whole(data.get("id"))
        if not isinstance(code, str) or not code or number is None:
            raise GatewayResponseError("a share without a code")
        return Share(number, name, code, gateway, active=True)

    async def update_share(self, share: Share, *, active: bool) -> None:
        """Let a share be used, or not."""
        await self._ask(
            "POST", f"/partage/accessoire/update/{share.number}", _form(share.name, active=active)
        )

    async def delete_share(self, number: int) -> None:
        """Take a share back; one that is gone already is no error."""
        try:
            await self._ask("POST", f"/partage/accessoire/delete/{number}", {})
        except NotFoundError:
            return

    # The exchange

    async def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        if not self._token or self._clock() >= self._expires:
            await self.login()
        try:
            raw = parse(await self._send(method, _API + path, form))
        except GatewayAuthenticationError:
            await self.login()
            raw = parse(await self._send(method, _API + path, form))
        if not isinstance(raw, dict):
            raise GatewayResponseError("an answer that is no object")
        data = raw.get("data")
        if data is None and method == "GET":
            raise NotFoundError("not found", "the cloud knows no such thing")
        if data is not None and not isinstance(data, dict):
            raise GatewayResponseError("data that is no object")
        return data or {}

    async def _send(self, method: str, path: str, form: Mapping[str, str] | None) -> bytes:
        try:
            async with self._session.request(
                method,
                URL(self._root + path, encoded=True),
                data=form,
                headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                answer = await read(response, _LARGEST_ANSWER)
        except (TimeoutError, ClientConnectionError, InvalidURL) as error:
            raise GatewayConnectionError(f"no answer from the cloud: {type(error).__name__}") from error
        except ClientError as error:
            raise GatewayResponseError(f"a broken answer: {type(error).__name__}") from error
        if response.status == _UNAUTHORIZED or b"invalid_grant" in answer:
            raise GatewayAuthenticationError("the cloud refuses the account")
        if response.status == _NOT_FOUND:
            raise NotFoundError("404", "the cloud knows no such thing")
        if response.status not in _OK:
            raise GatewayRefusedError(str(response.status), self._message(answer))
        return answer

    def _message(self, answer: bytes) -> str:
        """Return what the cloud says of a refusal, in words."""
        try:
            raw = parse(answer)
        except GatewayResponseError:
            return ""
        message = raw.get("message") if isinstance(raw, dict) else None
        parts = message.get("global") if isinstance(message, dict) else message
        words = (
            " ".join(part for part in parts if isinstance(part, str)) if isinstance(parts, list) else parts
        )
        return self._without_secrets(words if isinstance(words, str) else "")[:_LONGEST_MESSAGE]

    def _without_secrets(self, text: str) -> str:
        """Take out the account, in whatever spelling the cloud repeats it."""
        for secret in filter(None, (self._password, self._token)):
            for written in (secret, quote(secret), quote_plus(secret), escape(secret)):
                text = text.replace(written, "…")
        digits = re.sub(r"\D", "", self.username)[-_NATIONAL_DIGITS:]
        return re.sub(r"[\s.()-]*".join(digits), "…", text) if digits else text


def phone_number(text: str) -> str:
    """Write a phone number as the cloud knows it; one without a country is French."""
    number = re.sub(r"[\s.()-]", "", text)
    if number.startswith("00"):
        return f"+{number[2:]}"
    return f"{_COUNTRY_CODE}{number[1:]}" if number.startswith("0") else number


def _form(name: str, *, active: bool) -> dict[str, str]:
    """Fill in the form of a share; in it, what is left out is off."""
    form = {"nom": name, "description": "", "iddesc": "remote", "notification_enabled": "1"}
    if active:
        form["actif"] = "1"
    return {f"partage_accessoire[{key}]": value for key, value in form.items()}


def _each[T](read_one: Callable[[Mapping[str, Any]], T], raw: Any) -> Iterator[T]:
    """Read each of a list; what is broken loses itself alone."""
    for item in raw if isinstance(raw, list) else ():
        try:
            yield read_one(item)
        except AttributeError, KeyError, TypeError, ValueError:
            continue


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    """Return a list, which may be missing; raises GatewayResponseError where it is something else."""
    found = data.get(name)
    if found is not None and not isinstance(found, list):
        raise GatewayResponseError(f"{name} that are no list")
    return found or []


def _required(value: Any) -> int:
    number = whole(value)
    if number is None:
        raise ValueError("no number")
    return number


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _lock(raw: Mapping[str, Any]) -> CloudLock:
    return CloudLock(
        number=_required(raw.get("id")),
        identifier=str(_required(raw.get("id_serrure"))),
        name=_text(raw.get("nom")),
        version=whole(raw.get("version")),
        newest_version=whole(raw.get("version_cible")),
        gateways=tuple(_gateways(raw.get("accessoires"))),
        log=tuple(_each(_log_entry, raw.get("logs"))),
    )


def _gateways(raw: Any) -> Iterable[CloudGateway]:
    for item in raw if isinstance(raw, list) else ():
        accessory = item.get("accessoire") if isinstance(item, dict) else None
        if isinstance(accessory, dict) and whole(accessory.get("type")) == _GATEWAY:
            yield from _each(_gateway, [item])


def _gateway(raw: Mapping[str, Any]) -> CloudGateway:
    accessory = raw["accessoire"]
    identifier = accessory["id_accessoire"]
    if not isinstance(identifier, str) or not identifier:
        raise ValueError("a gateway without a name")
    info = raw.get("info") or accessory.get("info")
    host = info.get("ip") if isinstance(info, dict) else None
    return CloudGateway(
        identifier=identifier,
        number=whole(accessory.get("id")),
        name=_text(accessory.get("nom")),
        host=host if isinstance(host, str) and host else None,
        version=whole(accessory.get("version")),
        newest_version=whole(accessory.get("type_version")),
    )


def _share(raw: Mapping[str, Any]) -> Share:
    accessory = raw.get("accessoire")
    return Share(
        number=_required(raw.get("id")),
        name=_text(raw.get("nom")),
        code=_text(raw.get("code")),
        gateway=_text(accessory.get("id_accessoire")) if isinstance(accessory, dict) else "",
        active=raw.get("actif") in (True, 1, "1"),
        permanent=not any(raw.get(limit) for limit in _LIMITS),
    )


_LIMITS: Final = ("date_debut", "date_fin", "heure_debut", "heure_fin", "horaires")


def _log_entry(raw: Mapping[str, Any]) -> LogEntry:
    time, user = raw.get("action_at"), raw.get("utilisateur")
    return LogEntry(
        number=_required(raw.get("id")),
        action=_text(raw.get("action")),
        time=_text(time.get("date")) if isinstance(time, dict) else "",
        user=" ".join(filter(None, (_text(user.get(part)) for part in ("prenom", "nom"))))
        if isinstance(user, dict)
        else _text(user),
        accessory_share=whole(raw.get("accessory_share_id")),
    )
