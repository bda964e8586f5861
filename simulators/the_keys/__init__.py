"""A simulated The Keys gateway with its local API, the locks in its range, and the vendor's cloud."""

from .cloud import Account, CloudQuirks, Expired, TheKeysCloud
from .faults import Faults
from .gateway import TheKeysGateway
from .home import Accessory, AccessoryType, Home, Share
from .lock import Action, Lock, Movement, Origin, State
from .quirks import LockerReply, Overlap, Quirks, Style, TimestampScope
from .result_codes import ResultCode
from .signatures import signature

__all__ = [
    "Accessory",
    "AccessoryType",
    "Account",
    "Action",
    "CloudQuirks",
    "Expired",
    "Faults",
    "Home",
    "Lock",
    "LockerReply",
    "Movement",
    "Origin",
    "Overlap",
    "Quirks",
    "ResultCode",
    "Share",
    "State",
    "Style",
    "TheKeysCloud",
    "TheKeysGateway",
    "TimestampScope",
    "signature",
]
