"""How long to wait before another attempt."""


def backoff_delay(failures: int, *, first: float, factor: float, longest: float) -> float:
    """Return the seconds to wait after a number of failures in a row: `first`, then growing by `factor`."""
    delay = first
    for _ in range(failures - 1):
        if delay >= longest:
            break
        delay *= factor
    return min(delay, longest)
