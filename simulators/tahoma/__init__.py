"""A simulated Somfy TaHoma box with its local API ("developer mode") and the cloud that issues its tokens."""

from .box import TahomaBox
from .failures import FailureType, PriorityLock
from .faults import Faults
from .home import Home
from .malformed_events import malformed_events
from .mdns import BoxAnnouncer, InstanceName
from .quirks import Quirks, WhenFull

__all__ = [
    "BoxAnnouncer",
    "FailureType",
    "Faults",
    "Home",
    "InstanceName",
    "PriorityLock",
    "Quirks",
    "TahomaBox",
    "WhenFull",
    "malformed_events",
]
