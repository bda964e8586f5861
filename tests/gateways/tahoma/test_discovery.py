"""A box is found, and found again at another address, by mDNS over a network of the test's own."""

from collections.abc import Iterator
import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest

from development.processes import REPOSITORY

HOME, BOX = "gatehouse-home", "gatehouse-box"

pytestmark = [
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("ip") is None,
        reason="only root may make a network, by the program ip",
    ),
    pytest.mark.timeout(240),
]


def ip(*words: str, network: str | None = None) -> None:
    within = ("-netns", network) if network else ()
    subprocess.run(("ip", *within, *" ".join(words).split()), check=True)  # noqa: S603, S607 - our own words


@pytest.fixture
def networks() -> Iterator[None]:
    """Two networks with a cable between them."""
    for network in (HOME, BOX):
        ip("netns add", network)
    try:
        ip(f"link add home netns {HOME} type veth peer name box netns {BOX}")
        for network, card, addresses in (
            (HOME, "home", ["10.99.0.1"]),
            (BOX, "box", ["10.99.0.2", "10.99.0.3"]),
        ):
            for address in addresses:
                ip(f"address add {address}/24 dev {card}", network=network)
            ip("link set lo up", network=network)
            ip(f"link set {card} up", network=network)
            ip(f"route add default dev {card}", network=network)
        yield
    finally:
        for network in (HOME, BOX):
            ip("netns delete", network)


def test_discovery(networks: None, tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603 - our own words
        ("ip", "netns", "exec", HOME, sys.executable, "-m", "tests.discovery", str(tmp_path), BOX),  # noqa: S607 - found by its name
        cwd=REPOSITORY,
        check=True,
        timeout=200,
    )
