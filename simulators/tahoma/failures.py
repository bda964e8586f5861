"""Why a command failed, with the vendor's numbers."""

from enum import IntEnum


class Failure(IntEnum):
    """A failure type."""

    ACTUATORNOANSWER = 102
    ERRORCOMMAND = 104
    CMDCANCELLED = 106
    NONEXEC_BLOCKED_BY_HAZARD = 153
    PRIORITY_LOCK__LOCAL_USER = 167
    PRIORITY_LOCK__USER = 168
    PRIORITY_LOCK__RAIN = 169
    PRIORITY_LOCK__WIND = 176


class CommandFailedError(Exception):
    """A device did not do what it was told."""

    def __init__(self, failure: Failure) -> None:
        """Keep the reason."""
        super().__init__(failure.name)
        self.failure = failure


class Lock(IntEnum):
    """Who holds a device's priority lock; the value is the failure that commands meet."""

    localUser = Failure.PRIORITY_LOCK__LOCAL_USER  # noqa: N815  # the vendor's words
    user = Failure.PRIORITY_LOCK__USER
    rain = Failure.PRIORITY_LOCK__RAIN
    wind = Failure.PRIORITY_LOCK__WIND

    @property
    def level(self) -> str:
        """Return the io lock level that such an originator uses."""
        return "environmentProtection" if self in {Lock.rain, Lock.wind} else "userLevel1"
