"""Entity descriptions of The Keys devices."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.const import Platform

from ....descriptions import GatehouseDescription
from .binary_sensor import BINARY_SENSORS
from .button import BUTTONS
from .event import EVENTS
from .lock import LOCKS
from .sensor import SENSORS
from .update import UPDATES

DESCRIPTIONS: Final[Mapping[Platform, Sequence[GatehouseDescription[Any]]]] = {
    Platform.BINARY_SENSOR: BINARY_SENSORS,
    Platform.BUTTON: BUTTONS,
    Platform.EVENT: EVENTS,
    Platform.LOCK: LOCKS,
    Platform.SENSOR: SENSORS,
    Platform.UPDATE: UPDATES,
}
