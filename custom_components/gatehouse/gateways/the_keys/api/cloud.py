"""The cloud of The Keys: what an account has, and the shares of its locks.

Source: the vendor's description of how a share is made, and what clients of the real cloud found; the rest of
it is not documented. Many fields are missing on some accounts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from html import unescape
import re
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, quote_plus

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout

from ...errors import (
    GatewayAuthenticationError,
    GatewayConnectionError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from ...http import MAX_MESSAGE_LENGTH, parse_json, send_request
from .models import whole

_API: Final = "/fr/api/v2"
_TIMEOUT: Final = ClientTimeout(total=20, sock_connect=10)
_LARGEST_ANSWER: Final = 8 * 1024 * 1024
_LONGEST_TEXT: Final = 1000  # to look for secrets in
_OK: Final = range(200, 300)
_UNAUTHORIZED: Final = 401
_SERVER_ERROR: Final = 500
_NOT_FOUND: Final = 404
_EARLIER: Final = 60.0
_USUAL_LIFETIME: Final = 3600
_GATEWAY: Final = 1
_KEYPAD: Final = 2
_COUNTRY_CODE: Final = "+33"
_FORM: Final = "partage_accessoire"
_ON: Final = (True, 1, "1")
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
    """A lock of an account. `identifier` is the "ID serrure" that a gateway knows it by.

    `accessories` are the names of what it is paired with, gateways and keypads and others, by identifier;
    `keypads` are the identifiers of those that codes are typed on.
    """

    number: int
    identifier: str
    name: str = ""
    version: int | None = None
    newest_version: int | None = None
    gateways: tuple[CloudGateway, ...] = ()
    accessories: Mapping[str, str] = field(default_factory=dict)
    keypads: frozenset[str] = frozenset()
    log: tuple[LogEntry, ...] = ()

    @property
    def title(self) -> str:
        """Its name, or its number where it has none."""
        return self.name or self.identifier


@dataclass(frozen=True, slots=True)
class Share:
    """The right of an accessory, such as a gateway, to a lock; a permanent one has no dates nor hours.

    `begins` and `ends` are its first and its last day, None where there is no such or it is not understood.
    `form` is what the cloud's form of it has to repeat whenever it is sent, None where that is not known.
    """

    number: int
    name: str = ""
    code: str = field(default="", repr=False)
    accessory: str = ""
    active: bool = False
    permanent: bool = True
    begins: date | None = None
    ends: date | None = None
    description: str = ""
    form: Mapping[str, str] | None = field(default=None, repr=False, hash=False)


class TheKeysCloud:
    """One account.

    Each method raises GatewayConnectionError, GatewayAuthenticationError, GatewayRefusedError (NotFoundError)
    and GatewayResponseError, those that change something GatewayUnconfirmedError, too. What is repeated in
    these holds neither the account nor a code.
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
        raw = parse_json(await self._send("POST", "/api/login_check", form))
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
        return _read(_lock, await self._ask("GET", f"/serrure/get/{number}"))

    async def gateway(self, number: int) -> CloudGateway:
        """Read one gateway."""
        return _read(_gateway, {"accessoire": await self._ask("GET", f"/accessoire/get/{number}")})

    async def shares(self, lock: int) -> tuple[Share, ...]:
        """Read the shares of a lock with accessories."""
        data = await self._ask("GET", f"/partage/all/serrure/{lock}")
        return tuple(_each(_share, _list(data, "partages_accessoire")))

    async def create_share(
        self,
        lock: int,
        accessory: str,
        name: str,
        *,
        description: str = "",
        code: str | None = None,
        begins: date | None = None,
        ends: date | None = None,
    ) -> Share:
        """Share a lock with an accessory, from a day to another if told; a keypad gets its code, in digits.

        Gateway and lock learn of it when they synchronise.
        """
        path = f"/partage/create/{lock}/accessoire/{quote(accessory, safe='')}"
        limits = {"[code]": code, "[date_debut]": begins, "[date_fin]": ends}
        form = {
            "[nom]": name,
            "[description]": description,
            "[iddesc]": "remote",
            "[notification_enabled]": "1",
            **{field: str(limit) for field, limit in limits.items() if limit is not None},
        }
        data = await self._ask("POST", path, _filled_in(form, active=True))
        made, number = data.get("code"), whole(data.get("id"))
        if not isinstance(made, str) or not made or number is None:
            raise GatewayResponseError("a share without a code")
        permanent = begins is None and ends is None
        return Share(
            number,
            name,
            made,
            accessory,
            active=True,
            permanent=permanent,
            begins=begins,
            ends=ends,
            description=description,
            form={name: value for name, value in form.items() if value},
        )

    async def update_share(self, share: Share, *, active: bool) -> None:
        """Let a share be used, or not; one that would lose its dates or hours by that is left alone."""
        if share.form is None:
            raise GatewayResponseError("a share that cannot be repeated as it is")
        form = _filled_in({**share.form, "[nom]": share.name}, active=active)
        await self._ask("POST", f"/partage/accessoire/update/{share.number}", form)

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
        changes = method != "GET"
        try:
            raw = parse_json(await self._send(method, _API + path, form, changes=changes))
        except GatewayAuthenticationError:
            await self.login()
            raw = parse_json(await self._send(method, _API + path, form, changes=changes))
        data = raw.get("data", "") if isinstance(raw, dict) else ""
        if data is None:
            raise NotFoundError("not found", "the cloud knows no such thing")
        if not isinstance(data, dict) and (data != [] or method == "GET"):
            raise GatewayResponseError("an answer without data")
        return data or {}

    async def _send(
        self, method: str, path: str, form: Mapping[str, str] | None, *, changes: bool = False
    ) -> bytes:
        try:
            response = await send_request(
                self._session,
                method,
                self._root + path,
                max_size=_LARGEST_ANSWER,
                data=form,
                headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                timeout=_TIMEOUT,
            )
        # Without the cause, which contains the URL, and in it the user's phone number.
        except GatewayConnectionError as error:
            raise GatewayConnectionError(str(error)) from None
        except GatewayUnconfirmedError as error:
            if not isinstance(error.__cause__, TimeoutError | ClientConnectionError):
                raise GatewayResponseError(str(error)) from None
            raise (GatewayUnconfirmedError if changes else GatewayConnectionError)(str(error)) from None
        answer = response.body
        if response.status == _UNAUTHORIZED or b"invalid_grant" in answer:
            raise GatewayAuthenticationError("the cloud refuses the account")
        if response.status == _NOT_FOUND:
            raise NotFoundError("404", "the cloud knows no such thing")
        if response.status not in _OK:
            told = self._message(answer, form or {})
            if not told:
                raise GatewayResponseError(f"an answer of status {response.status} that is not the cloud's")
            if changes and response.status >= _SERVER_ERROR:
                # It may have failed at what comes after the change.
                raise GatewayUnconfirmedError(f"an answer of status {response.status}: {told}")
            raise GatewayRefusedError(str(response.status), told)
        return answer

    def _message(self, answer: bytes, form: Mapping[str, str]) -> str:
        """Return what the cloud says of a refusal, in words."""
        try:
            raw = parse_json(answer)
        except GatewayResponseError:
            return ""
        message = raw.get("message") if isinstance(raw, dict) else None
        parts = message.get("global") if isinstance(message, dict) else message
        words = (
            " ".join(part for part in parts if isinstance(part, str)) if isinstance(parts, list) else parts
        )
        told = self._without_secrets(words[:_LONGEST_TEXT], form) if isinstance(words, str) else ""
        return self._without_secrets(unescape(told), form)[:MAX_MESSAGE_LENGTH]

    def _without_secrets(self, text: str, form: Mapping[str, str]) -> str:
        """Take out the account and a keypad's code, in whatever spelling the cloud repeats them."""
        for secret in filter(None, (self._password, self._token, form.get(f"{_FORM}[code]"))):
            for written in (secret, quote(secret), quote_plus(secret), quote(secret, safe="")):
                text = re.sub(re.escape(written), "…", text, flags=re.IGNORECASE)
        digits = re.sub(r"\D", "", self.username)
        country, national = digits[:-_NATIONAL_DIGITS], digits[-_NATIONAL_DIGITS:]
        gap = r"[\s.()-]*"
        return (
            re.sub(rf"(?:(?:\+|00)?{country}|0)?{gap}{gap.join(national)}", "…", text) if national else text
        )


def phone_number(text: str) -> str:
    """Write a phone number as the cloud knows it; one without a country is French."""
    number = re.sub(r"[\s.()-]", "", text.replace("(0)", ""))
    if number.startswith("00"):
        return f"+{number[2:]}"
    return f"{_COUNTRY_CODE}{number[1:]}" if number.startswith("0") else number


def _filled_in(form: Mapping[str, str], *, active: bool) -> dict[str, str]:
    """Fill in the form of a share; in it, what is left out is off."""
    fields = {**form, "[actif]": "1"} if active else form
    return {f"{_FORM}{name}": value for name, value in fields.items()}


def _each[T](read_one: Callable[[Mapping[str, Any]], T], raw: Any) -> Iterator[T]:
    """Read each of a list; what is broken loses itself alone."""
    for item in raw if isinstance(raw, list) else ():
        try:
            yield read_one(item)
        except AttributeError, KeyError, TypeError, ValueError:
            continue


def _read[T](read_one: Callable[[Mapping[str, Any]], T], raw: Mapping[str, Any]) -> T:
    """Read what was asked for; raises GatewayResponseError where it is broken."""
    try:
        return read_one(raw)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GatewayResponseError("an answer that lacks what is needed") from error


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
        gateways=tuple(_each(_gateway, _of_type(_GATEWAY, raw.get("accessoires")))),
        accessories=dict(_each(_accessory, raw.get("accessoires"))),
        keypads=frozenset(dict(_each(_accessory, _of_type(_KEYPAD, raw.get("accessoires"))))),
        log=tuple(_each(_log_entry, raw.get("logs"))),
    )


def _accessory(raw: Mapping[str, Any]) -> tuple[str, str]:
    accessory = raw["accessoire"]
    identifier = accessory["id_accessoire"]
    if not isinstance(identifier, str) or not identifier:
        raise ValueError("an accessory without an identifier")
    return identifier, _text(accessory.get("nom"))


def _of_type(kind: int, raw: Any) -> list[Any]:
    return [
        item
        for item in (raw if isinstance(raw, list) else ())
        if isinstance(item, dict)
        and isinstance(accessory := item.get("accessoire"), dict)
        and whole(accessory.get("type")) == kind
    ]


def _gateway(raw: Mapping[str, Any]) -> CloudGateway:
    accessory = raw["accessoire"]
    identifier, name = _accessory(raw)
    info = raw.get("info") or accessory.get("info")
    host = info.get("ip") if isinstance(info, dict) else None
    return CloudGateway(
        identifier=identifier,
        number=whole(accessory.get("id")),
        name=name,
        host=host if isinstance(host, str) and host else None,
        version=whole(accessory.get("version")),
        newest_version=whole(accessory.get("type_version")),
    )


def _share(raw: Mapping[str, Any]) -> Share:
    accessory = raw.get("accessoire")
    if not isinstance(accessory, dict):
        accessory = {}
    begins, ends = (_day(raw.get(limit)) for limit in _DATES)
    return Share(
        number=_required(raw.get("id")),
        name=_text(raw.get("nom")),
        code=_text(raw.get("code")),
        accessory=_text(accessory.get("id_accessoire")),
        active=raw.get("actif") in _ON,
        permanent=not any(raw.get(limit) for limit in (*_DATES, *_HOURS, _TIMETABLE)),
        begins=begins,
        ends=ends,
        description=_text(raw.get("description")),
        form=_form(raw, whole(accessory.get("type"))),
    )


_DATES: Final = ("date_debut", "date_fin")
_HOURS: Final = ("heure_debut", "heure_fin")
_TIMETABLE: Final = "horaires"


def _form(raw: Mapping[str, Any], accessory_type: int | None) -> dict[str, str] | None:
    """Return a share as its form has it; None where it has what is not known how to fill in."""
    form = {f"[{name}]": _text(raw.get(name)) for name in ("nom", "description", "iddesc")}
    if raw.get("notification_enabled", True) in _ON:
        form["[notification_enabled]"] = "1"
    code = _text(raw.get("code"))
    if accessory_type == _KEYPAD or (accessory_type is None and code.isdecimal()):
        form["[code]"] = code
    try:
        for name in _DATES:
            if raw.get(name):
                form[f"[{name}]"] = _required_day(raw[name]).isoformat()
        for name in _HOURS:
            if raw.get(name):
                hour = time.fromisoformat(re.split("[ T]", _moment(raw[name]))[-1])
                form |= {f"[{name}][hour]": str(hour.hour), f"[{name}][minute]": str(hour.minute)}
    except ValueError:
        return None
    if raw.get(_TIMETABLE) or form.get("[code]") == "":
        return None
    return {name: value for name, value in form.items() if value}


def _day(value: Any) -> date | None:
    """Return a day, None where it is missing or written in a way that is not known."""
    try:
        return _required_day(value)
    except ValueError:
        return None


def _required_day(value: Any) -> date:
    return date.fromisoformat(_moment(value)[:10])


def _moment(value: Any) -> str:
    """Return a date or an hour as it is written, alone or with its time zone."""
    return _text(value.get("date") if isinstance(value, dict) else value)


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
