"""Whether a refusal is meant."""

from typing import ClassVar


class AuthenticationDoubt:
    """Counts refusals of a token or a password, which gateways also give by mistake.

    Only so many in a row over some time make it certain.
    """

    REFUSALS: ClassVar = 3
    PERIOD: ClassVar = 60.0

    def __init__(self) -> None:
        """Begin without a doubt."""
        self._count = 0
        self._since = 0.0

    @property
    def exists(self) -> bool:
        """Whether the last answer was a refusal."""
        return self._count > 0

    def refused(self, now: float) -> bool:
        """Note a refusal at a time in seconds; tell whether it is certain now."""
        if not self._count:
            self._since = now
        self._count += 1
        return self._count >= self.REFUSALS and now - self._since >= self.PERIOD

    def accepted(self) -> None:
        """Begin anew."""
        self._count = 0
