"""The local API of a TaHoma box ("developer mode").

Source: the vendor's OpenAPI document for `/enduser-mobile-web/1/enduserAPI`; errors as observed.
"""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
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

from ...errors import (
    CertificateProblem,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from ...http import parse_json, redact, send_request
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
_SCENARIO_TIMEOUT: Final = 5.0
_APPLY_TIMEOUT: Final = 30.0
# A request that hangs must not prevent a cover from being stopped.
_COMMAND_SLOT_TIMEOUT: Final = 5.0
_POLL_SLOT_TIMEOUT: Final = 2.0
_MAX_RESPONSE_SIZE: Final = 2 * 1024 * 1024
_MAX_SETUP_SIZE: Final = 32 * 1024 * 1024
# More than any home has.
_MAX_ITEMS: Final = 10_000
_OK: Final = 200
_UNAUTHORIZED: Final = 401


class UnknownObjectError(GatewayRefusedError):
    """The box does not know the endpoint: developer mode is off, or the firmware lacks it."""


class NoListenerError(GatewayRefusedError):
    """The event listener is unknown to the box, or expired."""


class NoTlsError(GatewayResponseError):
    """The server does not use TLS, so it is not a box; nothing was sent."""


class TahomaClient:
    """The client of one box. It sends one request at a time; a slow one delays the next by seconds only.

    Methods raise GatewayConnectionError if nothing was sent, GatewayUnconfirmedError if no response came,
    GatewayCertificateError, GatewayAuthenticationError, GatewayRefusedError and GatewayResponseError.
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
        """Initialize the client."""
        self.pin = pin
        self._session = session
        self._context = context
        self._token = token
        self._names = certificate_names(pin)
        self._queue = RequestQueue()
        self.address = (host, port)
        self.set_address(host, port)

    def set_address(self, host: str, port: int) -> tuple[str, int]:
        """Use another address, and return the previous one; the host is a name or an IP address."""
        previous, self.address = self.address, (host, port)
        self._root = f"https://{f'[{host}]' if ':' in host else host}:{port}{_ROOT}"
        return previous

    def create_probe(self, host: str, port: int) -> TahomaClient:
        """Return a client without a token that checks whether the box is at another address."""
        return TahomaClient(
            self._session, host=host, port=port, pin=self.pin, token="", context=self._context
        )

    # Events

    async def register(self) -> str:
        """Register an event listener and return its ID; it expires after ten minutes without a fetch."""
        response = await self._request("POST", "/events/register")
        if not isinstance(response, dict) or not isinstance(response.get("id"), str):
            raise GatewayResponseError("the response has no listener ID")
        listener: str = response["id"]
        return listener

    async def fetch(self, listener: str) -> list[Event]:
        """Return the events since the last fetch; events in a lost response are not repeated."""
        path = f"/events/{quote(listener, safe='')}/fetch"
        return parse_events(_members(await self._request("POST", path, timeout=_FETCH_TIMEOUT), "events"))

    async def unregister(self, listener: str) -> None:
        """Unregister a listener; an unknown one is not an error."""
        await self._request("POST", f"/events/{quote(listener, safe='')}/unregister")

    # Setup

    async def api_version(self) -> str | None:
        """Return the API version; needs no token."""
        response = await self._request("GET", "/apiVersion", authorized=False)
        version = response.get("protocolVersion") if isinstance(response, dict) else None
        return version if isinstance(version, str) else None

    async def setup(self) -> Setup:
        """Return the gateways and devices of the box."""
        body = await self._queued("GET", "/setup", max_size=_MAX_SETUP_SIZE)
        setup = await asyncio.to_thread(_parse_setup, body)
        own = {url: device for url, device in setup.devices.items() if not self._is_foreign(device)}
        return replace(setup, devices=own)

    async def gateways(self) -> tuple[Gateway, ...]:
        """Return the gateways, which is the box itself."""
        return tuple(parse_each(Gateway.parse, await self._request("GET", "/setup/gateways")))

    async def devices(self) -> tuple[Device, ...]:
        """Return all devices."""
        response = await self._request("GET", "/setup/devices", max_size=_MAX_SETUP_SIZE)
        devices = parse_each(Device.parse, _members(response, "devices"))
        return tuple(device for device in devices if not self._is_foreign(device))

    async def device(self, url: str) -> Device:
        """Return one device."""
        response = await self._request("GET", f"/setup/devices/{quote(url, safe='')}")
        for device in parse_each(Device.parse, [response]):
            return device
        raise GatewayResponseError("the device has no valid URL")

    async def states(self, url: str) -> Mapping[str, JsonValue]:
        """Return the states of one device."""
        return parse_states(await self._request("GET", f"/setup/devices/{quote(url, safe='')}/states"))

    async def state(self, url: str, name: str) -> JsonValue:
        """Return one state of one device, or None if unknown."""
        path = f"/setup/devices/{quote(url, safe='')}/states/{quote(name, safe='')}"
        return parse_states([await self._request("GET", path)]).get(name)

    async def devices_of_type(self, controllable: str) -> tuple[str, ...]:
        """Return the URLs of the devices of one type."""
        response = await self._request("GET", f"/setup/devices/controllables/{quote(controllable, safe='')}")
        return tuple(url for url in response if isinstance(url, str)) if isinstance(response, list) else ()

    async def action_groups(self) -> tuple[ActionGroup, ...]:
        """Return the scenarios of the vendor's app. Undocumented: not every box supports it."""
        response = await self._request("GET", "/actionGroups", timeout=_SCENARIO_TIMEOUT)
        return tuple(parse_each(ActionGroup.parse, _members(response, "scenarios")))

    # Executions

    def command_slot(self) -> AbstractAsyncContextManager[None]:
        """Wait for the slot of a command, before all polls; `apply` is called while holding it."""
        return self._queue.slot(urgent=True, hold_timeout=_COMMAND_SLOT_TIMEOUT)

    async def apply(self, actions: Iterable[Action]) -> str:
        """Execute one action per device and return the execution ID; the caller holds `command_slot`.

        The request is sent once: after GatewayUnconfirmedError it may have been executed.
        """
        wanted: list[JsonValue] = [action.as_json() for action in actions]
        if not wanted:
            raise GatewayConnectionError("no actions to send")
        body: dict[str, JsonValue] = {"label": LABEL, "actions": wanted}
        try:
            response = parse_json(
                await self._send("POST", "/exec/apply", orjson.dumps(body), timeout=_APPLY_TIMEOUT)
            )
        except NoTlsError as error:
            raise GatewayConnectionError(str(error)) from error
        except GatewayResponseError as error:
            raise GatewayUnconfirmedError(str(error)) from error
        if not isinstance(response, dict) or not isinstance(response.get("execId"), str):
            raise GatewayUnconfirmedError("the response has no execution ID")
        execution_id: str = response["execId"]
        return execution_id

    async def executions(self) -> tuple[Execution, ...]:
        """Return the running executions that were started through the local API."""
        # The box may return an empty object instead of an empty list.
        response = await self._request("GET", "/exec/current") or []
        return tuple(parse_each(Execution.parse, _members(response, "executions")))

    async def execution(self, execution_id: str) -> Execution | None:
        """Return one execution, or None if it is not running."""
        response = await self._request("GET", f"/exec/current/{quote(execution_id, safe='')}")
        return next(iter(parse_each(Execution.parse, [response])), None)

    async def cancel_all(self) -> None:
        """Cancel all executions that were started through the local API."""
        await self._request("DELETE", "/exec/current/setup", urgent=True)

    async def cancel(self, execution_id: str) -> None:
        """Cancel one execution; an unknown one is not an error."""
        await self._request("DELETE", f"/exec/current/setup/{quote(execution_id, safe='')}", urgent=True)

    def _is_foreign(self, device: Device) -> bool:
        """Return whether a device belongs to another box, which lists it as well."""
        return device.authority != self.pin and PIN.fullmatch(device.authority) is not None

    # Requests

    async def _request(
        self,
        method: str,
        path: str,
        *,
        authorized: bool = True,
        urgent: bool = False,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - aiohttp reports whether a connection was made
        max_size: int = _MAX_RESPONSE_SIZE,
    ) -> Any:
        return parse_json(
            await self._queued(
                method, path, authorized=authorized, urgent=urgent, timeout=timeout, max_size=max_size
            )
        )

    async def _queued(
        self,
        method: str,
        path: str,
        *,
        authorized: bool = True,
        urgent: bool = False,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
        max_size: int = _MAX_RESPONSE_SIZE,
    ) -> bytes:
        slot_timeout = _COMMAND_SLOT_TIMEOUT if urgent else _POLL_SLOT_TIMEOUT
        async with self._queue.slot(urgent=urgent, hold_timeout=slot_timeout):
            return await self._send(method, path, authorized=authorized, timeout=timeout, max_size=max_size)

    async def _send(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        authorized: bool = True,
        timeout: float = _TIMEOUT,  # noqa: ASYNC109 - see above
        max_size: int = _MAX_RESPONSE_SIZE,
    ) -> bytes:
        """Send a request, trying each possible name of the certificate until one matches."""
        for name in self._names:
            try:
                body = await self._send_to_name(
                    name, method, path, data, authorized=authorized, timeout=timeout, max_size=max_size
                )
            except GatewayCertificateError as error:
                if error.problem is not CertificateProblem.WRONG_NAME:
                    raise
                wrong_name = error
            else:
                self._names = (name, *(other for other in self._names if other != name))
                return body
        raise wrong_name

    async def _send_to_name(
        self,
        name: str,
        method: str,
        path: str,
        data: bytes | None,
        *,
        authorized: bool,
        timeout: float,  # noqa: ASYNC109 - see above
        max_size: int,
    ) -> bytes:
        try:
            response = await send_request(
                self._session,
                method,
                self._root + path,
                max_size=max_size,
                data=data,
                headers={
                    "Content-Type": "application/json",
                    **({"Authorization": f"Bearer {self._token}"} if authorized else {}),
                },
                ssl=self._context,
                server_hostname=name,
                timeout=ClientTimeout(
                    total=timeout, connect=2 * _CONNECT_TIMEOUT, sock_connect=_CONNECT_TIMEOUT
                ),
            )
        except GatewayConnectionError as error:
            raise _tls_error(error) from error.__cause__
        if response.status == _OK:
            return response.body
        raise self._error(response.status, response.body)

    def _error(
        self, status: int, body: bytes
    ) -> GatewayAuthenticationError | GatewayRefusedError | GatewayResponseError:
        try:
            raw = orjson.loads(body)
        except ValueError:
            raw = None
        code = raw.get("errorCode") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or not isinstance(code, str):
            return GatewayResponseError(f"unexpected response with status {status}")
        secrets = (self._token, self.pin)
        code, message = redact(code, secrets), redact(raw.get("error"), secrets)
        if status == _UNAUTHORIZED:
            return GatewayAuthenticationError(message)
        if "Unknown object" in message:
            return UnknownObjectError(code, message)
        if "No registered event listener" in message:
            return NoListenerError(code, message)
        return GatewayRefusedError(code, message)


def _parse_setup(body: bytes) -> Setup:
    raw = parse_json(body)
    if not isinstance(raw, dict):
        raise GatewayResponseError("the setup is not an object")
    _members(raw.get("devices"), "devices")
    return Setup.parse(raw)


def _members(raw: object, what: str) -> list[Any]:
    """Return a list of a response; raises GatewayResponseError if it is not a list or too long."""
    if not isinstance(raw, list):
        raise GatewayResponseError(f"the {what} are not a list")
    if len(raw) > _MAX_ITEMS:
        raise GatewayResponseError(f"too many {what}")
    return raw


def _tls_error(error: GatewayConnectionError) -> GatewayError:
    """Return the TLS problem that caused a connection error, or the error itself."""
    if isinstance(error.__cause__, ClientConnectorCertificateError):
        return _certificate_error(error.__cause__)
    if isinstance(error.__cause__, ClientConnectorSSLError):
        return NoTlsError("the server does not use TLS")
    return error


def _certificate_error(error: ClientConnectorCertificateError) -> GatewayCertificateError:
    cause = error.certificate_error
    if isinstance(cause, ssl.SSLError):
        return certificate_error(cause)
    return GatewayCertificateError(CertificateProblem.UNTRUSTED, type(cause).__name__)
