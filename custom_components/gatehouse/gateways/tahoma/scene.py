"""The scenarios made in the vendor's app."""

from typing import Final

from ...descriptions import SceneDescription
from .abilities import is_controllable
from .models import SCENARIO, Command, Device

SCENES: Final[tuple[SceneDescription[Device, Command], ...]] = (
    SceneDescription(
        key="scenario",
        supports=is_controllable(SCENARIO),
        label=lambda device: device.label,
        activate=lambda _: Command("activate"),
    ),
)
