"""How all clients read an answer, whoever gave it."""

from collections.abc import Iterable
import re
from typing import Any, Final

from aiohttp import ClientResponse
import orjson

from .errors import GatewayResponseError

LONGEST_MESSAGE: Final = 200


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
