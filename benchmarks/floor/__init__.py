"""The floor: the cost of adding a number of devices and entities to Home Assistant.

The custom integration in `component` adds as many devices and empty entities as another integration has,
through the same machinery of Home Assistant, but without a gateway.
"""

from collections import Counter
from dataclasses import asdict, dataclass
import json
from pathlib import Path
from shutil import copytree, ignore_patterns
import sys
from typing import Self

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

DOMAIN = "floor"
# Written by `install`, so that validators of the repository (hassfest, HACS) find only Gatehouse's manifest.
MANIFEST = {
    "domain": DOMAIN,
    "name": "Floor",
    "codeowners": [],
    "config_flow": True,
    "dependencies": [],
    "integration_type": "hub",
    "iot_class": "calculated",
    "version": "1.0.0",
}
COMPONENT = Path(__file__).parent / "component"
PLATFORM_MODULE = '''"""Platform of the floor integration."""

from .entity import async_setup_entry
'''


@dataclass(frozen=True)
class RegistryCounts:
    """Numbers of devices, and of enabled and disabled entities by platform, of a config entry."""

    devices: int
    enabled: dict[str, int]
    disabled: dict[str, int]

    @classmethod
    def from_entry(cls, hass: HomeAssistant, entry: ConfigEntry) -> Self:
        """Count the devices and entities of a config entry in the registries."""
        devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        return cls(
            devices=len(devices),
            enabled=dict(Counter(entity.domain for entity in entities if not entity.disabled)),
            disabled=dict(Counter(entity.domain for entity in entities if entity.disabled)),
        )

    @property
    def platforms(self) -> list[str]:
        """Return the platforms that have entities."""
        return sorted(self.enabled | self.disabled)

    @property
    def entities(self) -> int:
        """Return the number of entities, including the disabled ones."""
        return sum(self.enabled.values()) + sum(self.disabled.values())


def install(config_dir: Path, counts: RegistryCounts) -> None:
    """Install the floor integration as a custom integration, with its manifest and a module per platform.

    `custom_components` is a namespace package that has the one of this repository, too. Home Assistant keeps
    its configuration directory in the import path during the start only, so it is added for this process.
    """
    target = config_dir / "custom_components" / DOMAIN
    copytree(COMPONENT, target, ignore=ignore_patterns("__pycache__"))
    (target / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    for platform in counts.platforms:
        (target / f"{platform}.py").write_text(PLATFORM_MODULE, encoding="utf-8")
    sys.path.append(str(config_dir))


def create_entry(counts: RegistryCounts) -> MockConfigEntry:
    """Return a config entry of the floor integration that adds so many devices and entities."""
    return MockConfigEntry(domain=DOMAIN, title="Floor", data=asdict(counts))
