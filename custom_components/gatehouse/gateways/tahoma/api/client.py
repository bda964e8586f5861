"""The local API of a TaHoma box ("developer mode").

Source: the vendor's OpenAPI document for `/enduser-mobile-web/1/enduserAPI`, and for its errors what boxes
say.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
import ssl
from typing import Any, Final
from urllib.parse import quote

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorSSLError,
    ClientSession,
    ClientTimeout,
)
import orjson
from yarl import URL

from ...errors import (
    CertificateProblem,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from ...http import parse_json, read_body, redact, transport_errors
from ...request_queue import RequestQueue
from .events import Event, parse_events
from .models import (
    Action,
    ActionGroup,
    Device,
    Execution,
    Gateway,
    JsonValue,
    Setup,
    parse_each,
    parse_states,
)
from .tls import PIN, certificate_error, certificate_names

LABEL: Final = "Home Assistant"

_ROOT: Final = "/enduser-mobile-web/1/enduserAPI"
_CONNECT_TIMEOUT: Final = 5.0
_TIMEOUT: Final = 15.0
_FETCH_TIMEOUT: Final = 10.0
_EXTRA_TIMEOUT: Final = 5.0
_APPLY_TIMEOUT: Final = 30.0
# A box that hangs on one thing shall not keep a shutter from being stopped.
_PATIENCE: Final = 5.0
_PATIENCE_WITH_POLLS: Final = 2.0
_LARGEST_ANSWER: Final = 2 * 1024 * 1024
_LARGEST_SETUP: Final = 32 * 1024 * 1024
# No home has so many of anything, and no box that many to tell.
_MOST: Final = 10_000
_OK: Final = 200
_UNAUTHORIZED: Final = 401


class UnknownObjectError(GatewayRefusedError):
    """The box does not know the request: developer mode is off, or its firmware lacks a part of the API."""


class NoListenerError(GatewayRefusedError):
    """The box does not know the listener, or not any more."""


class NoTlsError(GatewayResponseError):
    """What answers is no box; nothing was sent to it."""


class TahomaClient:
    """Speaks with one box: one request at a time, but that a slow one is overtaken after some seconds.

    Each method raises GatewayConnectionError where nothing was sent, GatewayUnconfirmedError where no answer
    came, GatewayCertificateError, GatewayAuthenticationError, GatewayRefusedError and GatewayResponseError.
    """

    def __init__(
        self,
        session: ClientSession,
        *,
        host: str,
        port: int,
        pin: str,
        token: str,
        context: ssl.SSLContext,
    ) -> None:
        """Know where the box is, who it is, and what it trusts."""
        self.pin = pin
        self._session = session
        self._context = context
        self._token = token
        self._names = certificate_names(pin)
        self._queue = RequestQueue()
        self.address = (host, port)
        self.move_to(host, port)

    def move_to(self, host: str, port: int) -> tuple[str, int]:
        """Speak to the box at another address from now on; return the former one.

        The host is a name, an IPv4 or an IPv6 address.
        """
        former, self.address = self.address, (host, port)
        self._root = f"https://{f'[{host}]' if ':' in host else host}:{port}{_ROOT}"
        return former

    def at(self, host: str, port: int) -> TahomaClient:
        """Return a client to find out whether the box is at another address; it has no token."""
        return TahomaClient(
            self._session, host=host, port=port, pin=self.pin, token="", context=self._context
        )

    # Events

    async def register(self) -> str:
        """Register a listener, which lives until it is not fetched for ten minutes; return its id."""
        answer = await self._request("POST", "/events/register")
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
            raise GatewayResponseError("a listener without an id")
        listener: str = answer["id"]
        return listener

    async def fetch(self, listener: str) -> list[Event]:
        """Take what happened since the last fetch; what is lost on the way is lost for good."""
        path = f"/events/{quote(listener, safe='')}/fetch"
        return parse_events(_members(await self._request("POST", path, timeout=_FETCH_TIMEOUT), "events"))

    async def unregister(self, listener: str) -> None:
        """End a listener; the box does not mind an unknown one."""
        await self._request("POST", f"/events/{quote(listener, safe='')}/unregister")

    # What is there

    async def api_version(self) -> str | None:
        """Return the version of the protocol; needs no token."""
        answer = await self._request("GET", "/apiVersion", authorized=False)
        version = answer.get("protocolVersion") if isinstance(answer, dict) else None
        return version if isinstance(version, str) else None

    async def setup(self) -> Setup:
        """Read all that the box knows."""
        body = await self._exchange("GET", "/setup", largest=_LARGEST_SETUP)
        setup = await asyncio.to_thread(_parse_setup, body)
        own = {url: device for url, device in setup.devices.items() if not self._is_anothers(device)}
        return replace(setup, devices=own)

    async def gateways(self) -> tuple[Gateway, ...]:
        """Read what the box says of itself."""
        return tuple(parse_each(Gateway.parse, await self._request("GET", "/setup/gateways")))

    async def devices(self) -> tuple[Device, ...]:
        """Read the devices."""
        answer = await self._request("GET", "/setup/devices", largest=_LARGEST_SETUP)
        devices = parse_each(Device.parse, _members(answer, "devices"))
        return tuple(device for device in devices if not self._is_anothers(device))

    async def device(self, url: str) -> Device:
        """Read one device."""
        answer = await self._request("GET", f"/setup/devices/{quote(url, safe='')}")
        for device in parse_each(Device.parse, [answer]):
            return device
        raise GatewayResponseError("a device without a URL")

    async def states(self, url: str) -> Mapping[str, JsonValue]:
        """Read the states of one device."""
        return parse_states(await self._request("GET", f"/setup/devices/{quote(url, safe='')}/states"))

    async def state(self, url: str, name: str) -> JsonValue:
        """Read one state of one device; None where it is not known."""
        path = f"/setup/devices/{quote(url, safe='')}/states/{quote(name, safe='')}"
        return parse_states([await self._request("GET", path)]).get(name)

    async def devices_of(self, controllable: str) -> tuple[str, ...]:
        """Return the URLs of the devices of one type."""
        answer = await self._request("GET", f"/setup/devices/controllables/{quote(controllable, safe='')}")
        return tuple(url for url in answer if isinstance(url, str)) if isinstance(answer, list) else ()

    async def action_groups(self) -> tuple[ActionGroup, ...]:
        """Read the scenarios of the vendor's app. Not documented: a box may refuse it."""
        answer = await self._request("GET", "/actionGroups", timeout=_EXTRA_TIMEOUT)
        return tuple(parse_each(ActionGroup.parse, _members(answer, "scenarios")))

    # Executions

    async def apply(self, actions: Iterable[Action]) -> str:
        """Let devices carry out commands, one action a device; return the execution's id.

        The actions are iterated over when their turn has come; where there are none, nothing is sent.
        They are sent once, whatever happens: after GatewayUnconfirmedError it may have been carried out.
        """

        def body() -> dict[str, JsonValue]:
            wanted: list[JsonValue] = [action.as_json() for action in actions]
            if not wanted:
                raise GatewayConnectionError("nothing is to be sent any more")
            return {"label": LABEL, "actions": wanted}

        try:
            answer = await self._request("POST", "/exec/apply", body, urgent=True, timeout=_APPLY_TIMEOUT)
        except NoTlsError as error:
            raise GatewayConnectionError(str(error)) from error
        except GatewayResponseError as error:
            raise GatewayUnconfirmedError(str(error)) from error
        if not isinstance(answer, dict) or not isinstance(answer.get("execId"), str):
            raise GatewayUnconfirmedError("an execution without an id")
        execution: str = answer["execId"]
        return execution

    async def executions(self) -> tuple[Execution, ...]:
        """Read the executions under way that were begun through the local API."""
        # None may come as an empty object: lists and objects are one to a box.
        answer = await self._request("GET", "/exec/current") or []
        return tuple(parse_each(Execution.parse, _members(answer, "executions")))

    async def execution(self, execution_id: str) -> Execution | None:
        """Read one execution; None where it is over, or never was."""
        answer = await self._request("GET", f"/exec/current/{quote(execution_id, safe='')}")
        return next(iter(parse_each(Execution.parse, [answer])), None)

    async def cancel_all(self) -> None:
        """Cancel all executions that were begun through the local API."""
        await self._request("DELETE", "/exec/current/setup", urgent=True)

    async def cancel(self, execution_id: str) -> None:
        """Cancel one execution; the box does not mind an unknown one."""
        await self._request("DELETE", f"/exec/current/setup/{quote(execution_id, safe='')}", urgent=True)

    def _is_anothers(self, device: Device) -> bool:
        """Tell whether a device is another box's, whose entities and commands it would take over."""
        return device.authority != self.pin and PIN.fullmatch(device.authority) is not None

    # The exchange

    async def _request(
        self,
        method: str,
        path: str,
        body: Callable[[], Mapping[str, JsonValue]] | None = None,
        *,
        authorized: bool = True,
        urgent: bool = False,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - aiohttp's, which tells whether a connection was made
        largest: int = _LARGEST_ANSWER,
    ) -> Any:
        answer = await self._exchange(
            method, path, body, authorized=authorized, urgent=urgent, timeout=timeout, largest=largest
        )
        return parse_json(answer)

    async def _exchange(
        self,
        method: str,
        path: str,
        body: Callable[[], Mapping[str, JsonValue]] | None = None,
        *,
        authorized: bool = True,
        urgent: bool = False,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
        largest: int = _LARGEST_ANSWER,
    ) -> bytes:
        patience = _PATIENCE if urgent else _PATIENCE_WITH_POLLS
        async with self._queue.slot(urgent=urgent, patience=patience):
            data = None if body is None else orjson.dumps(body())
            for name in self._names:
                try:
                    answer = await self._exchange_as(
                        name, method, path, data, authorized=authorized, timeout=timeout, largest=largest
                    )
                except GatewayCertificateError as error:
                    if error.problem is not CertificateProblem.WRONG_NAME:
                        raise
                    wrong_name = error
                else:
                    self._names = (name, *(other for other in self._names if other != name))
                    return answer
            raise wrong_name

    async def _exchange_as(
        self,
        name: str,
        method: str,
        path: str,
        data: bytes | None,
        *,
        authorized: bool,
        timeout: float,  # noqa: ASYNC109 - see above
        largest: int,
    ) -> bytes:
        with transport_errors(), _tls_errors():
            async with self._session.request(
                method,
                URL(self._root + path, encoded=True),
                data=data,
                headers={
                    "Content-Type": "application/json",
                    **({"Authorization": f"Bearer {self._token}"} if authorized else {}),
                },
                allow_redirects=False,
                ssl=self._context,
                server_hostname=name,
                timeout=ClientTimeout(
                    total=timeout, connect=2 * _CONNECT_TIMEOUT, sock_connect=_CONNECT_TIMEOUT
                ),
            ) as response:
                answer = await read_body(response, largest)
        if response.status == _OK:
            return answer
        raise self._error(response.status, answer)

    def _error(
        self, status: int, answer: bytes
    ) -> GatewayAuthenticationError | GatewayRefusedError | GatewayResponseError:
        try:
            raw = orjson.loads(answer)
        except ValueError:
            raw = None
        code = raw.get("errorCode") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or not isinstance(code, str):
            return GatewayResponseError(f"an answer of status {status} that is not the box's")
        secrets = (self._token, self.pin)
        code, message = redact(code, secrets), redact(raw.get("error"), secrets)
        if status == _UNAUTHORIZED:
            return GatewayAuthenticationError(message)
        if "Unknown object" in message:
            return UnknownObjectError(code, message)
        if "No registered event listener" in message:
            return NoListenerError(code, message)
        return GatewayRefusedError(code, message)


def _parse_setup(answer: bytes) -> Setup:
    raw = parse_json(answer)
    if not isinstance(raw, dict):
        raise GatewayResponseError("a setup that is none")
    _members(raw.get("devices"), "devices")
    return Setup.parse(raw)


def _members(raw: object, what: str) -> list[Any]:
    """Return a list that was read; raises GatewayResponseError where it is none, or longer than any box's."""
    if not isinstance(raw, list):
        raise GatewayResponseError(f"{what} that are no list")
    if len(raw) > _MOST:
        raise GatewayResponseError(f"more {what} than a box has")
    return raw


@contextmanager
def _tls_errors() -> Iterator[None]:
    try:
        yield
    except ClientConnectorCertificateError as error:
        raise _certificate_error(error) from error
    except ClientConnectorSSLError as error:
        raise NoTlsError("no TLS is spoken there") from error


def _certificate_error(error: ClientConnectorCertificateError) -> GatewayCertificateError:
    cause = error.certificate_error
    if isinstance(cause, ssl.SSLError):
        return certificate_error(cause)
    return GatewayCertificateError(CertificateProblem.UNTRUSTED, type(cause).__name__)
