"""Keys, names and icons of the tables."""

from dataclasses import replace
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform
from homeassistant.helpers.entity import UNDEFINED
import pytest

import custom_components.gatehouse
from custom_components.gatehouse.gateways.tahoma.api.failures import REASONS
from custom_components.gatehouse.gateways.tahoma.descriptions import DESCRIPTIONS
from custom_components.gatehouse.kinds import KINDS
from simulators.tahoma.catalog import CATALOG

from .devices import catalog_device, device

INTEGRATION = Path(custom_components.gatehouse.__file__).parent

TRANSLATIONS = {
    language: json.loads((INTEGRATION / "translations" / f"{language}.json").read_text())
    for language in ("en", "fr")
}

ICONS = json.loads((INTEGRATION / "icons.json").read_text())["entity"]

EXCEPTIONS = (
    "authentication_failed",
    "certificate_expired",
    "certificate_not_yet_valid",
    "certificate_untrusted",
    "certificate_wrong_name",
    "cannot_connect",
    "not_confirmed",
    "refused",
    "unexpected_answer",
)


def test_keys_are_unique_and_tables_are_sorted() -> None:
    assert list(DESCRIPTIONS) == sorted(DESCRIPTIONS)
    for descriptions in DESCRIPTIONS.values():
        found = [description.key for description in descriptions]
        assert len(found) == len(set(found))
        assert all(re.fullmatch("[a-z0-9_]+", key) for key in found)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_entity_translations(language: str) -> None:
    texts = TRANSLATIONS[language]["entity"]
    tested_device = device("x")
    for platform, descriptions in DESCRIPTIONS.items():
        for description in descriptions:
            text: Any = texts.get(platform, {}).get(description.key, {})
            named = description.name_fn is not None or description.name is None
            assert named is not bool(text.get("name")) or description.device_class is not None
            if description.name is UNDEFINED and platform in (Platform.COVER, Platform.EVENT):
                assert text["name"]
            if platform is Platform.EVENT:
                types = description.event_types_fn(tested_device)  # type: ignore[attr-defined]  # an event's
                assert set(text["state_attributes"]["event_type"]["state"]) == set(types)
            elif platform is Platform.SENSOR:
                assert set(description.options or ()) == set(text.get("state", ()))  # type: ignore[attr-defined]  # a sensor's
            elif platform is Platform.SELECT:
                every = replace(tested_device, commands=known_commands())
                assert set(description.options_fn(every)) == set(text["state"])  # type: ignore[attr-defined]  # a select's


def known_commands() -> dict[str, Any]:
    """Return all commands of the catalog."""
    return {
        name: definition
        for controllable in CATALOG
        for name, definition in catalog_device(controllable).commands.items()
    }


def test_languages_have_the_same_keys_and_placeholders() -> None:
    english, french = (flat(TRANSLATIONS[language]) for language in ("en", "fr"))
    for section in ("entity.", "exceptions."):
        keys_of = [{key for key in texts if key.startswith(section)} for texts in (english, french)]
        assert keys_of[0] == keys_of[1]
        for key in keys_of[0]:
            assert placeholders(english[key]) == placeholders(french[key])


def test_exception_messages() -> None:
    for texts in TRANSLATIONS.values():
        exceptions = texts["exceptions"]
        for key in (*EXCEPTIONS, *(f"command_failed_{reason}" for reason in REASONS)):
            assert placeholders(exceptions[f"tahoma_{key}"]["message"]) <= {"name", "message"}


def test_entities_without_device_class_have_an_icon() -> None:
    own_icons = (
        Platform.ALARM_CONTROL_PANEL,
        Platform.CLIMATE,
        Platform.COVER,
        Platform.LIGHT,
        Platform.LOCK,
        Platform.SIREN,
    )
    for platform, descriptions in DESCRIPTIONS.items():
        for description in descriptions:
            iconless = description.device_class in (None, SensorDeviceClass.ENUM)
            if iconless and platform not in own_icons:
                assert ICONS[platform][description.key]["default"].startswith("mdi:"), description.key


def test_translations_and_icons_belong_to_an_entity() -> None:
    described = {
        (str(platform), description.key)
        for kind in KINDS
        for platform, descriptions in kind.descriptions.items()
        for description in descriptions
    }
    for section in (*(texts["entity"] for texts in TRANSLATIONS.values()), ICONS):
        assert {(platform, key) for platform, each in section.items() for key in each} <= described


def flat(node: Any, prefix: str = "") -> dict[str, str]:
    if isinstance(node, str):
        return {prefix: node}
    return {
        key: text
        for name, child in node.items()
        for key, text in flat(child, f"{prefix}.{name}".lstrip(".")).items()
    }


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))
