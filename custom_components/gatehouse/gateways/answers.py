"""How all clients read an answer, whoever gave it."""

from typing import Any

from aiohttp import ClientResponse
import orjson

from .errors import GatewayResponseError


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
