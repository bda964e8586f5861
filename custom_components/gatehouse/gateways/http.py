"""HTTP requests of all clients: bounded responses, and errors that say whether anything was sent."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
import re
from typing import Any, Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ConnectionTimeoutError,
    InvalidURL,
)
import orjson
from yarl import URL

from .errors import GatewayConnectionError, GatewayResponseError, GatewayUnconfirmedError

MAX_MESSAGE_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """The response to one request."""

    status: int
    body: bytes
    cookies: SimpleCookie


async def send_request(
    session: ClientSession, method: str, url: str, *, max_size: int, **options: Any
) -> HttpResponse:
    """Send one request to an encoded URL and read a body of at most `max_size` bytes.

    The options are aiohttp's. Redirects are not followed. Raises GatewayConnectionError if nothing was sent,
    GatewayUnconfirmedError if no response came, and GatewayResponseError if it is too large.
    """
    with transport_errors():
        async with session.request(
            method, URL(url, encoded=True), allow_redirects=False, **options
        ) as response:
            return HttpResponse(response.status, await read_body(response, max_size), response.cookies)


@contextmanager
def transport_errors() -> Iterator[None]:
    """Raise GatewayConnectionError if nothing was sent, or GatewayUnconfirmedError, for aiohttp's errors."""
    try:
        yield
    except (ClientConnectorError, ConnectionTimeoutError, InvalidURL, UnicodeError) as error:
        raise GatewayConnectionError(f"no connection: {type(error).__name__}") from error
    except (TimeoutError, ClientError) as error:
        raise GatewayUnconfirmedError(f"no answer: {type(error).__name__}") from error


async def read_body(response: ClientResponse, max_size: int) -> bytes:
    """Read a body; raises GatewayResponseError if it has more than `max_size` bytes."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_size:
            response.close()
            raise GatewayResponseError("an oversized response")
    return bytes(body)


def parse_json(body: bytes) -> Any:
    """Parse JSON; raises GatewayResponseError if it is none."""
    try:
        return orjson.loads(body)
    except ValueError as error:
        raise GatewayResponseError("a response that is not JSON") from error


def redact(text: object, secrets: Iterable[str]) -> str:
    """Return a vendor's message without secrets, and shortened."""
    # Some messages are quoted twice.
    message = str(text or "").strip('"')
    for secret in filter(None, secrets):
        message = re.sub(re.escape(secret), "…", message, flags=re.IGNORECASE)
    return message[:MAX_MESSAGE_LENGTH]
