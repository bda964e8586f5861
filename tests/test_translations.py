"""What users read is there in every language, and for all that there is."""

from collections.abc import Iterator
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info
import yaml

from custom_components.gatehouse.const import CONF_KIND, DOMAIN
from custom_components.gatehouse.descriptions import GatehouseDescription
from custom_components.gatehouse.gateways.errors import (
    CertificateProblem,
    CommandFailedError,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from custom_components.gatehouse.gateways.tahoma.api.failures import REASONS
from custom_components.gatehouse.gateways.tahoma.error_translation import translate_box_error
from custom_components.gatehouse.gateways.tahoma.issues import REPAIRABLE
from custom_components.gatehouse.gateways.the_keys.issues import LOCK_ISSUES
from custom_components.gatehouse.kinds import KINDS
from simulators.tahoma import Home

from .translations import INTEGRATION, LANGUAGES, Checker, flatten, gaps, read_json, texts

ICONS = read_json("icons.json")
OF_HOME_ASSISTANT = {"activity", "away", "boost", "comfort", "eco", "home", "none", "sleep"}


def descriptions() -> Iterator[Any]:
    for kind in KINDS:
        for platform, table in kind.descriptions.items():
            for description in table:
                yield pytest.param(platform, description, id=f"{kind.name}-{platform}-{description.key}")


def test_english_and_french() -> None:
    assert {"en", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_say_the_same(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert english.keys() == other.keys()
    assert {key: gaps(text) for key, text in english.items()} == {
        key: gaps(text) for key, text in other.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_well_formed(language: str) -> None:
    for key, text in texts(language).items():
        assert text, f"{key} is empty"
        assert text == text.strip(), f"{key} has blanks around it"
        assert not re.search(r"https?://|www\.", text), f"{key} holds an address"
        assert not re.search(r"<[a-z/]", text), f"{key} holds HTML"
        assert not re.search(r"'\{\w+\}'", text), f"{key} has a gap in single quotes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_belong_to_fields(language: str) -> None:
    keys = texts(language).keys()
    for key in keys:
        for described, field in (
            (".data_description.", ".data."),
            (".menu_option_descriptions.", ".menu_options."),
        ):
            if described in key:
                assert key.replace(described, field) in keys


@pytest.mark.parametrize(("platform", "description"), descriptions())
def test_entities(platform: str, description: GatehouseDescription[Any], check_translations: Checker) -> None:
    """Each description has its name, and an icon where its class brings none."""
    prefix = f"entity.{platform}.{description.translation_key or description.key}"
    has_name = check_translations.has(f"{prefix}.name")
    unnamed = description.name is None or description.name_fn is not None
    assert unnamed or has_name or description.device_class is not None
    if has_name:
        check_translations.check(f"{prefix}.name")
    for option in getattr(description, "options", None) or ():
        check_translations.check(f"{prefix}.state.{option}")


@pytest.mark.parametrize(("platform", "description"), descriptions())
def test_icons(platform: str, description: GatehouseDescription[Any]) -> None:
    """Where neither a device class nor the platform brings a fitting icon, there is one of ours."""
    icons = ICONS["entity"].get(platform, {}).get(description.translation_key or description.key)
    own_icon_is_good = platform in ("cover", "lock", "light", "climate", "fan", "siren", "scene", "event")
    own_icon_is_good |= platform == "alarm_control_panel"
    assert icons or description.device_class is not None or own_icon_is_good


def test_icons_have_owners() -> None:
    used = {
        (str(platform), description.translation_key or description.key)
        for kind in KINDS
        for platform, table in kind.descriptions.items()
        for description in table
    }
    for platform, icons in ICONS["entity"].items():
        for key, icon in icons.items():
            assert (platform, key) in used
            assert all(re.fullmatch(r"mdi:[a-z0-9-]+", name) for name in flatten(icon).values())


@pytest.mark.parametrize(
    "error",
    [
        *(CommandFailedError(reason) for reason in (*REASONS, "position_unknown", "unknown_devices")),
        *(GatewayCertificateError(problem, "") for problem in CertificateProblem),
        GatewayAuthenticationError(),
        GatewayConnectionError(),
        GatewayRefusedError("CODE", "message"),
        GatewayRefusedError("CODE", "Unknown object."),
        GatewayResponseError(),
        GatewayUnconfirmedError(),
    ],
    ids=repr,
)
def test_exceptions(hass: HomeAssistant, error: GatewayError, check_translations: Checker) -> None:
    translated = translate_box_error(error, "name")
    check_translations.check(f"exceptions.{translated.key}.message", translated.placeholders)


@pytest.mark.parametrize("problem", [*(f"tahoma_{problem}" for problem in REPAIRABLE), *LOCK_ISSUES.values()])
def test_issues(problem: str, check_translations: Checker) -> None:
    check_translations.check_issue(problem, {"name"})


def test_issues_have_a_description_or_a_way_to_fix() -> None:
    issues = read_json("translations/en.json")["issues"]
    for issue in issues.values():
        assert ("description" in issue) != ("fix_flow" in issue)


async def test_system_health(hass: HomeAssistant, check_translations: Checker) -> None:
    """All that is told where there is a gateway of each kind."""
    hass.config.components.add(DOMAIN)
    for kind in KINDS:
        MockConfigEntry(domain=DOMAIN, data={CONF_KIND: kind.name}).add_to_hass(hass)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    told = await get_system_health_info(hass, DOMAIN)
    assert len(told) >= len(KINDS)
    for key in told:
        check_translations.check(f"system_health.info.{key}")


def test_actions(check_translations: Checker) -> None:
    """Each action and its fields have texts, and the action has an icon."""
    actions = yaml.safe_load((INTEGRATION / "services.yaml").read_text(encoding="utf-8"))
    for action, facts in actions.items():
        assert action in ICONS["services"]
        check_translations.check(f"services.{action}.name")
        check_translations.check(f"services.{action}.description")
        for field in (facts or {}).get("fields", {}):
            check_translations.check(f"services.{action}.fields.{field}.name")
            check_translations.check(f"services.{action}.fields.{field}.description")


class TestOfAWholeHome:
    """What devices offer, as far as a home of all kinds of devices shows it."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.showcase()

    async def test_choices(
        self, hass: HomeAssistant, loaded: MockConfigEntry, check_translations: Checker
    ) -> None:
        registry = er.async_get(hass)
        for entity in er.async_entries_for_config_entry(registry, loaded.entry_id):
            prefix = f"entity.{entity.domain}.{entity.translation_key}"
            offered = entity.capabilities or {}
            if entity.domain in ("select", "sensor"):
                for option in offered.get("options") or ():
                    check_translations.check(f"{prefix}.state.{option}")
            for name, attribute in (("event_types", "event_type"), ("preset_modes", "preset_mode")):
                for value in set(offered.get(name) or ()) - OF_HOME_ASSISTANT:
                    check_translations.check(f"{prefix}.state_attributes.{attribute}.state.{value}")
            assert entity.platform == DOMAIN
