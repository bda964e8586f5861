"""The habits of a box's firmware, in which real boxes differ."""

from dataclasses import dataclass
from enum import StrEnum


class WhenFull(StrEnum):
    """What an eleventh simultaneous execution meets."""

    ACCEPT = "accept"
    SLOW = "slow"
    ERROR = "error"


@dataclass
class Quirks:
    """Switches that may be turned at any time; the defaults keep to the vendor's OpenAPI document."""

    random_order: bool = True  # of devices, and of the keys of each
    loose_numbers: bool = False  # floats typed as int, ints typed as float
    empty_tables_as_arrays: bool = False  # [] for {}, as Lua does
    doubly_quoted_errors: bool = False
    connection_close: bool = False  # end the connection after every answer
    all_unavailable: bool = False  # `available: false` for devices that work
    execution_events: bool = True
    action_groups: bool = True  # the undocumented /actionGroups is there
    unknown_execution_is_error: bool = False
    when_full: WhenFull = WhenFull.ACCEPT
    max_executions: int = 10

    @classmethod
    def realistic(cls) -> Quirks:
        """Return the habits seen on real boxes, including those outside the OpenAPI document."""
        return cls(
            loose_numbers=True,
            empty_tables_as_arrays=True,
            connection_close=True,
            when_full=WhenFull.SLOW,
        )
