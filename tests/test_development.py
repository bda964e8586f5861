"""What scripts/develop tells of the simulated home."""

from typing import Any

import pytest

from development.__main__ import worth_telling
from development.home import GATEWAYS, SimulatedGateway

CLOUDS = {
    "tahoma": "http://127.0.0.1:{port}/{{server}}/enduser-mobile-web/enduserAPI",
    "the_keys": "http://127.0.0.1:{port}",
}


def facts(gateway: SimulatedGateway) -> dict[str, Any]:
    cloud = CLOUDS[gateway.kind].format(port=gateway.ports["cloud-port"])
    return {"host": "127.0.0.1", "user": "user", "password": "password", "cloud": cloud}


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.arguments[0])
def test_account_is_told_where_it_can_be_used(gateway: SimulatedGateway) -> None:
    """That of the box which is set up with its token is another simulator's, and nobody asks it."""
    told = worth_telling(gateway, facts(gateway))
    is_asked = gateway.kind == "the_keys" or not gateway.answers
    assert told == (facts(gateway) if is_asked else {"host": "127.0.0.1"})
