"""When a lock is asked by Bluetooth, which costs its battery."""

import pytest

from custom_components.gatehouse.gateways.errors import GatewayError, GatewayUnconfirmedError
from custom_components.gatehouse.gateways.the_keys.api.responses import (
    KeysRefusedError,
    SignatureRefusedError,
)
from custom_components.gatehouse.gateways.the_keys.lock_poll_state import LockPollState

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("error", "most"),
    [
        (KeysRefusedError(36, ""), 40),
        (GatewayUnconfirmedError("no answer"), 300),
        # The gateway refuses these itself, without asking the lock.
        (SignatureRefusedError(""), 3000),
    ],
)
def test_a_day_of_failures(error: GatewayError, most: int) -> None:
    poll_state = LockPollState()
    asked = 0
    for now in range(0, DAY, 5):
        if poll_state.is_due(100, now):
            asked += 1
            poll_state.failed(error, now)
    assert 20 < asked <= most
