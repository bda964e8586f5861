"""Fixtures for the tests of all simulators."""

import pytest


@pytest.fixture(autouse=True)
def loopback_sockets(socket_enabled: None) -> None:
    """Enable real sockets."""
