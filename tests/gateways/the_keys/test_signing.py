"""What a request is signed with."""

import asyncio
from itertools import pairwise

import pytest

from custom_components.gatehouse.gateways.the_keys.api.signing import (
    MOST_AHEAD,
    SANE,
    ClockError,
    Timestamps,
    signature,
)

NOW = 1_795_218_242


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (1647349435, "jejmupCqAu5wOsraszmzcl3UyCi0hgsIdxWvfcvdzBg="),
        (1647350684, "fcbTI/x8qKsN/nhLxjRE5toEO3tDK/F0ubQXHCsnf88="),
        (1795218242, "lWcJ0/A1CzoySjd+Tf13KMKgj2anwhSo5A0SoLSITt4="),
    ],
)
def test_signature(timestamp: int, expected: str) -> None:
    """These were seen on the wire, and stand in another client's tests."""
    assert signature("sEcReT", timestamp) == expected


async def test_a_thousand_across_three_restarts() -> None:
    """None is given twice, and none is earlier than the one before, also if it is not known any more."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    given: list[int] = []
    remembered = [0]

    async def remember(timestamp: int) -> None:
        remembered.append(timestamp)

    for restart in range(4):
        timestamps = Timestamps(
            0 if restart == 2 else remembered[-1], remember, clock=lambda: NOW + loop.time() - begun
        )
        given += [await timestamps.take() for _ in range(250)]
    assert len(given) == 1000
    assert all(earlier < later for earlier, later in pairwise(given))
    assert remembered[1:] == given
    assert given[-1] <= NOW + loop.time() - begun


async def test_one_a_second() -> None:
    """The clock may stand still or go wild: requests are a second apart all the same."""
    loop = asyncio.get_running_loop()
    timestamps = Timestamps(clock=lambda: NOW)
    begun = loop.time()
    assert [await timestamps.take() for _ in range(4)] == [NOW, NOW + 1, NOW + 2, NOW + 3]
    assert loop.time() - begun >= 4.0


async def test_never_far_ahead_of_the_clock() -> None:
    """One that is far ahead would have the gateway refuse all that follow, until then."""
    assert await Timestamps(NOW + MOST_AHEAD - 1, clock=lambda: NOW).take() == NOW + MOST_AHEAD
    timestamps = Timestamps(NOW + MOST_AHEAD, clock=lambda: NOW)
    with pytest.raises(ClockError):
        await timestamps.take()


async def test_no_clock() -> None:
    """A machine that does not know the time yet signs nothing."""
    with pytest.raises(ClockError):
        await Timestamps(clock=lambda: SANE - 1).take()
    with pytest.raises(ClockError):
        await Timestamps(clock=lambda: 0).take()
