"""Firmware behavior that differs between real boxes."""

from dataclasses import dataclass
from enum import StrEnum


class WhenFull(StrEnum):
    """How a box handles an execution beyond the limit of simultaneous executions."""

    ACCEPT = "accept"
    SLOW = "slow"  # responds when another execution has completed
    ERROR = "error"


@dataclass
class Quirks:
    """Quirks that can be changed at any time; the defaults conform to the vendor's OpenAPI document."""

    random_order: bool = True  # of the devices, and of the keys of each device
    loose_numbers: bool = False  # floats have the data type of integers and vice versa
    empty_tables_as_arrays: bool = False  # [] instead of {}, like Lua
    doubly_quoted_errors: bool = False
    connection_close: bool = False  # close the connection after every response
    all_unavailable: bool = False  # `available: false` for devices that are available
    execution_events: bool = True
    action_groups: bool = True  # support the undocumented /actionGroups
    unknown_execution_is_error: bool = False
    when_full: WhenFull = WhenFull.ACCEPT
    max_executions: int = 10

    @classmethod
    def realistic(cls) -> Quirks:
        """Return the quirks observed on real boxes, even if the OpenAPI document does not allow them."""
        return cls(
            loose_numbers=True,
            empty_tables_as_arrays=True,
            connection_close=True,
            when_full=WhenFull.SLOW,
        )
