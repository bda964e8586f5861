"""A box is discovered by mDNS, and again at another address, in network namespaces."""

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
        reason="creating network namespaces needs root and the ip command",
    ),
    pytest.mark.timeout(240),
]


def ip(*words: str, network: str | None = None) -> None:
    within = ("-netns", network) if network else ()
    subprocess.run(("ip", *within, *" ".join(words).split()), check=True)  # noqa: S603, S607 - fixed arguments


@pytest.fixture
def networks() -> Iterator[None]:
    """Create two connected network namespaces."""
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
    subprocess.run(  # noqa: S603 - fixed arguments
        ("ip", "netns", "exec", HOME, sys.executable, "-m", "tests.discovery", str(tmp_path), BOX),  # noqa: S607 - found in PATH
        cwd=REPOSITORY,
        check=True,
        timeout=200,
    )
