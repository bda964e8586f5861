"""Time that passes faster, for Home Assistant and for what is signed with the time."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
import time
from types import SimpleNamespace
from unittest.mock import patch

from the_keyspy.devices import gateway

from benchmarks.measure import frozen_memory
from custom_components.gatehouse.gateways.the_keys import client_factory

from .warp import warp


@contextmanager
def faster(speed: float) -> Iterator[None]:
    """Let the running loop's time pass so many times as fast, for the rest of its life.

    Both integrations sign with that time, too: at the real one, the-keyspy would sign a second twice. Only
    its time-outs stay; it does not come to them here. To collect the garbage of all Home Assistant would stop
    everything for longer than Gatehouse waits for an answer in a time as fast.
    """
    warp(asyncio.get_running_loop(), speed)
    begin, begin_unix = time.monotonic(), time.time()

    def unix_time() -> float:
        return begin_unix + (time.monotonic() - begin) * speed

    clock = SimpleNamespace(time=unix_time, sleep=lambda seconds: time.sleep(seconds / speed))
    with (
        patch.object(client_factory, "time", unix_time),
        patch.object(gateway, "time", clock),
        frozen_memory(),
    ):
        yield
