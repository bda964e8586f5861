"""How all clients read an answer, whoever gave it, and what it means to them that there is none."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
import re
from typing import Any, Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ConnectionTimeoutError,
    InvalidURL,
)
import orjson

from .errors import GatewayConnectionError, GatewayResponseError, GatewayUnconfirmedError

LONGEST_MESSAGE: Final = 200


@contextmanager
def transport_errors() -> Iterator[None]:
    """Tell a request of which nothing was sent from one that may have been carried out.

    Raises GatewayConnectionError and GatewayUnconfirmedError for what aiohttp raises.
    """
    try:
        yield
    except (ClientConnectorError, ConnectionTimeoutError, InvalidURL, UnicodeError) as error:
        raise GatewayConnectionError(f"no connection: {type(error).__name__}") from error
    except (TimeoutError, ClientError) as error:
        raise GatewayUnconfirmedError(f"no answer: {type(error).__name__}") from error


async def read(response: ClientResponse, largest: int) -> bytes:
    """Read a body of at most so many bytes; raises GatewayResponseError where it is larger."""
    answer = bytearray()
    async for chunk in response.content.iter_any():
        answer += chunk
        if len(answer) > largest:
            response.close()
            raise GatewayResponseError("an oversized answer")
    return bytes(answer)


def parse(answer: bytes) -> Any:
    """Read JSON; raises GatewayResponseError where it is none."""
    try:
        return orjson.loads(answer)
    except ValueError as error:
        raise GatewayResponseError("an answer that is no JSON") from error


def cleaned(text: object, secrets: Iterable[str]) -> str:
    """Read what a gateway says to people: without secrets, and not at any length."""
    # Some messages come in a second pair of quotes.
    message = str(text or "").strip('"')
    for secret in filter(None, secrets):
        message = re.sub(re.escape(secret), "…", message, flags=re.IGNORECASE)
    return message[:LONGEST_MESSAGE]
