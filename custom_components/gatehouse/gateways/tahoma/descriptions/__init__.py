"""Entity descriptions of TaHoma devices."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.const import Platform

from ....descriptions import GatehouseDescription
from .alarm_control_panel import ALARM_CONTROL_PANELS
from .binary_sensor import BINARY_SENSORS
from .button import BUTTONS
from .climate import CLIMATES
from .cover import COVERS
from .event import EVENTS
from .fan import FANS
from .light import LIGHTS
from .lock import LOCKS
from .number import NUMBERS
from .scene import SCENES
from .select import SELECTS
from .sensor import SENSORS
from .siren import SIRENS
from .switch import SWITCHES

DESCRIPTIONS: Final[Mapping[Platform, Sequence[GatehouseDescription[Any]]]] = {
    Platform.ALARM_CONTROL_PANEL: ALARM_CONTROL_PANELS,
    Platform.BINARY_SENSOR: BINARY_SENSORS,
    Platform.BUTTON: BUTTONS,
    Platform.CLIMATE: CLIMATES,
    Platform.COVER: COVERS,
    Platform.EVENT: EVENTS,
    Platform.FAN: FANS,
    Platform.LIGHT: LIGHTS,
    Platform.LOCK: LOCKS,
    Platform.NUMBER: NUMBERS,
    Platform.SCENE: SCENES,
    Platform.SELECT: SELECTS,
    Platform.SENSOR: SENSORS,
    Platform.SIREN: SIRENS,
    Platform.SWITCH: SWITCHES,
}
