"""What is known of a gateway and of its locks: the devices of the snapshot."""

from dataclasses import dataclass

from .api.models import Activity, Command, LockState, battery_level


@dataclass(frozen=True, slots=True)
class GatewayDevice:
    """A gateway."""

    id: str
    connected: bool = True
    activity: Activity | None = None
    version: int | None = None
    newest_version: int | None = None


@dataclass(frozen=True, slots=True)
class LockDevice:
    """A lock that is shared with us; `name` is the user's.

    `state` is what the lock said last, None before it said anything and where it did not know. `operation` is
    what it was told and has not been heard to have done.
    """

    id: str
    identifier: str
    name: str
    subentry_id: str
    in_range: bool = True
    state: LockState | None = None
    operation: Command | None = None
    rssi: int | None = None
    battery: int | None = None
    last_log: int | None = None
    position: int | None = None
    version: int | None = None
    newest_version: int | None = None

    @property
    def battery_level(self) -> int | None:
        """Per cent; None where it is not known."""
        return battery_level(self.battery)


@dataclass(frozen=True, slots=True)
class Operated:
    """A device_event: a lock was operated; how and by whom is empty where nobody tells."""

    action: str = ""
    by: str = ""


type Device = GatewayDevice | LockDevice


def is_gateway(device: object) -> bool:
    """Tell a gateway from its locks."""
    return isinstance(device, GatewayDevice)


def is_lock(device: object) -> bool:
    """Tell a lock from its gateway."""
    return isinstance(device, LockDevice)
