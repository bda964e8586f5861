"""Test the output of scripts/develop."""

from typing import Any

import pytest

from development.__main__ import facts_to_print
from development.home import GATEWAYS, SimulatedGateway

CLOUDS = {
    "tahoma": "http://127.0.0.1:{port}/{{server}}/enduser-mobile-web/enduserAPI",
    "the_keys": "http://127.0.0.1:{port}",
}


def facts(gateway: SimulatedGateway) -> dict[str, Any]:
    cloud = CLOUDS[gateway.kind].format(port=gateway.ports["cloud-port"])
    return {"host": "127.0.0.1", "user": "user", "password": "password", "cloud": cloud}


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.arguments[0])
def test_cloud_account_is_printed_if_usable(gateway: SimulatedGateway) -> None:
    """Home Assistant uses one TaHoma cloud only: that of the discovered box."""
    is_cloud_used = gateway.kind == "the_keys" or not gateway.flow_inputs
    expected = facts(gateway) if is_cloud_used else {"host": "127.0.0.1"}
    assert facts_to_print(gateway, facts(gateway)) == expected
