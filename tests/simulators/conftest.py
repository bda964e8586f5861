"""What the tests of all simulators need."""

import pytest


@pytest.fixture(autouse=True)
def loopback_sockets(socket_enabled: None) -> None:
    """Let the tests use real sockets."""
