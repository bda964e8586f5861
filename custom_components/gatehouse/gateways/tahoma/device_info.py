"""Device registry details of a box and its devices."""

from collections.abc import Mapping
from functools import lru_cache
import re
from typing import Final

from ...device_registrar import DeviceDetails
from .api.models import BOX, SCENARIO, Device

_BOX_COMPONENT_CLASSES: Final = (
    "Pod",
    "Wifi",
    "ProtocolGateway",
    "NetworkComponent",
    "ConfigurationComponent",
)
_MODELS: Final = {
    "internal:PodMiniComponent": "Connexoon",
    "internal:PodV2Component": "TaHoma V2",
    "internal:PodV3Component": "TaHoma Switch",
}


def is_box_component(device: Device) -> bool:
    """Return whether a device belongs to the box itself."""
    return device.controllable in (BOX, SCENARIO) or device.ui_class in _BOX_COMPONENT_CLASSES


def box_details(pin: str, name: str, pod: str, firmware: str) -> DeviceDetails:
    """Return the details of the box; `pod` is its controllable name. Unknown values are empty."""
    return DeviceDetails(
        identifier=pin,
        name=name,
        manufacturer="Somfy",
        model=_MODELS.get(pod, "TaHoma"),
        model_id=pod or None,
        serial_number=pin,
        sw_version=firmware or None,
    )


def device_details(device: Device, siblings: Mapping[str, Device]) -> DeviceDetails:
    """Return the details of a device; `#1`, `#2`… are parts of one."""
    main = siblings.get(f"{device.base_url}#1") or siblings.get(device.base_url) or device
    firmware = main.attributes.get("core:FirmwareRevision")
    manufacturer = main.attributes.get("core:Manufacturer")
    return DeviceDetails(
        identifier=device.base_url,
        name=main.label or _words(main.widget) or main.url,
        manufacturer=manufacturer if isinstance(manufacturer, str) else None,
        model=_words(main.ui_class) or None,
        model_id=main.controllable or None,
        sw_version=firmware if isinstance(firmware, str) else None,
    )


@lru_cache(maxsize=512)
def _words(name: str) -> str:
    """Convert a vendor name to words: `RollerShutter` becomes "Roller shutter"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
