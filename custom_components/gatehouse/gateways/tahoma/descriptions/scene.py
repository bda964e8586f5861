"""Scenes: the scenarios of the TaHoma app."""

from typing import Final

from ....descriptions import SceneDescription
from ..api.models import SCENARIO, Command, Device
from .helpers import has_controllable

SCENES: Final[tuple[SceneDescription[Device, Command], ...]] = (
    SceneDescription(
        key="scenario",
        supported_fn=has_controllable(SCENARIO),
        name_fn=lambda device: device.label,
        activate_fn=lambda _: Command("activate"),
    ),
)
