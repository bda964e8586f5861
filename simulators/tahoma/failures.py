"""Failure types of commands, with the vendor's names and numbers."""

from enum import IntEnum


class FailureType(IntEnum):
    """The reason why a command failed."""

    ACTUATORNOANSWER = 102
    ERRORCOMMAND = 104
    CMDCANCELLED = 106
    NONEXEC_BLOCKED_BY_HAZARD = 153
    PRIORITY_LOCK__LOCAL_USER = 167
    PRIORITY_LOCK__USER = 168
    PRIORITY_LOCK__RAIN = 169
    PRIORITY_LOCK__WIND = 176


class CommandFailedError(Exception):
    """A device did not execute a command."""

    def __init__(self, failure: FailureType) -> None:
        """Initialize the error."""
        super().__init__(failure.name)
        self.failure = failure


class PriorityLock(IntEnum):
    """The originator of a device's priority lock; the value is the failure type of its commands."""

    localUser = FailureType.PRIORITY_LOCK__LOCAL_USER  # noqa: N815  # the vendor's name
    user = FailureType.PRIORITY_LOCK__USER
    rain = FailureType.PRIORITY_LOCK__RAIN
    wind = FailureType.PRIORITY_LOCK__WIND

    @property
    def level(self) -> str:
        """Return the io lock level of the originator."""
        return "environmentProtection" if self in {PriorityLock.rain, PriorityLock.wind} else "userLevel1"
