"""The simulated cloud that issues tokens."""

from collections.abc import AsyncIterator
import json
import os
from pathlib import Path
from typing import Any

import pytest

from simulators.tahoma import TahomaBox
from simulators.tahoma.cloud import TahomaCloud


def write_endpoints(overrides: dict[str, Any]) -> None:
    """Write the endpoints file that points the integration to the simulators."""
    Path(os.environ["GATEHOUSE_ENDPOINTS"]).write_text(json.dumps(overrides), encoding="utf-8")


@pytest.fixture
async def cloud(box: TahomaBox, endpoints: dict[str, Any]) -> AsyncIterator[TahomaCloud]:
    """A running cloud with one account that owns the box."""
    async with TahomaCloud([box]) as cloud:
        endpoints["tahoma"]["cloud"] = cloud.url
        write_endpoints(endpoints)
        yield cloud
