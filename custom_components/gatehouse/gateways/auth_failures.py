"""When a rejected token or password is certain."""


class AuthFailureTracker:
    """Counts rejections in a row, because gateways also reject valid credentials by mistake.

    Only `limit` rejections over at least `period` seconds are certain.
    """

    def __init__(self, limit: int = 3, period: float = 60.0) -> None:
        """Initialize the tracker."""
        self._limit = limit
        self._period = period
        self._count = 0
        self._first = 0.0

    @property
    def has_failures(self) -> bool:
        """Whether the last response was a rejection."""
        return self._count > 0

    def failed(self, now: float) -> bool:
        """Count a rejection at a time in seconds; return whether it is certain now."""
        if not self._count:
            self._first = now
        self._count += 1
        return self._count >= self._limit and now - self._first >= self._period

    def succeeded(self) -> None:
        """Start over."""
        self._count = 0
