"""A simulated The Keys gateway with its local API, the locks around it, and the vendor's cloud."""

from .cloud import Account, CloudQuirks, Expired, TheKeysCloud
from .codes import Code
from .faults import Faults
from .gateway import TheKeysGateway
from .home import Accessory, Home, Kind, Share
from .lock import Action, Lock, Movement, Origin, State
from .quirks import LockerReply, Overlap, Quirks, Scope, Style
from .signatures import signature

__all__ = [
    "Accessory",
    "Account",
    "Action",
    "CloudQuirks",
    "Code",
    "Expired",
    "Faults",
    "Home",
    "Kind",
    "Lock",
    "LockerReply",
    "Movement",
    "Origin",
    "Overlap",
    "Quirks",
    "Scope",
    "Share",
    "State",
    "Style",
    "TheKeysCloud",
    "TheKeysGateway",
    "signature",
]
