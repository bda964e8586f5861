"""Tests of the verification of the certificate on every connection."""

from collections.abc import AsyncIterator, Callable

from aiohttp import ClientSession
import pytest

from custom_components.gatehouse.gateways.errors import CertificateProblem, GatewayCertificateError
from custom_components.gatehouse.gateways.tahoma.api.client import TahomaClient
from custom_components.gatehouse.gateways.tahoma.api.tls import create_context
from simulators.certificates import Certificate, FakeRoot
from simulators.tahoma import Home, TahomaBox

type Connect = Callable[..., TahomaClient]


@pytest.fixture
async def connect(root: FakeRoot) -> AsyncIterator[Connect]:
    """Create clients that share a session and a context, as those of one Home Assistant do."""
    context = create_context(root.path)
    async with ClientSession() as session:
        yield lambda box, pin=None: TahomaClient(
            session, host=box.host, port=box.port, pin=pin or box.pin, token=box.token, context=context
        )


async def test_expired_certificate_after_a_valid_one(
    connect: Connect, box: TahomaBox, home: Home, root: FakeRoot
) -> None:
    client = connect(box)
    await client.api_version()
    async with TahomaBox(home=home, root=root, certificate=Certificate.EXPIRED) as impostor:
        client.set_address(impostor.host, impostor.port)
        with pytest.raises(GatewayCertificateError) as raised:
            await client.api_version()
    assert raised.value.problem is CertificateProblem.EXPIRED


async def test_wrong_name_after_the_right_one(connect: Connect, box: TahomaBox) -> None:
    await connect(box).api_version()
    with pytest.raises(GatewayCertificateError) as raised:
        await connect(box, "2009-0009-0009").api_version()
    assert raised.value.problem is CertificateProblem.WRONG_NAME
