"""A simulated Somfy TaHoma box with its local API ("developer mode") and the cloud that hands out tokens."""

from .announcement import Announcement, InstanceName
from .box import TahomaBox
from .failures import Failure, Lock
from .faults import Faults
from .home import Home
from .poison import poison
from .quirks import Quirks, WhenFull

__all__ = [
    "Announcement",
    "Failure",
    "Faults",
    "Home",
    "InstanceName",
    "Lock",
    "Quirks",
    "TahomaBox",
    "WhenFull",
    "poison",
]
