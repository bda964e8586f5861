"""Tests that all texts exist in every language."""

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
from custom_components.gatehouse.errors import TranslateError
from custom_components.gatehouse.gateways.errors import (
    CertificateProblem,
    CommandFailedError,
    CommandUnconfirmedError,
    GatewayAuthenticationError,
    GatewayCertificateError,
    GatewayConnectionError,
    GatewayError,
    GatewayRefusedError,
    GatewayResponseError,
    GatewayUnconfirmedError,
)
from custom_components.gatehouse.gateways.tahoma.api.client import UnknownObjectError
from custom_components.gatehouse.gateways.tahoma.api.cloud import NotOfThisAccountError, TooManyAttemptsError
from custom_components.gatehouse.gateways.tahoma.api.failures import REASONS
from custom_components.gatehouse.gateways.tahoma.error_translation import (
    translate_box_error,
    translate_cloud_error,
)
from custom_components.gatehouse.gateways.tahoma.issues import REPAIRABLE
from custom_components.gatehouse.gateways.the_keys.issues import LOCK_ISSUES
from custom_components.gatehouse.kind import Kind
from custom_components.gatehouse.kinds import KINDS
from simulators.tahoma import Home

from .translations import INTEGRATION, LANGUAGES, Checker, flatten, placeholders_of, read_json, texts

ICONS = read_json("icons.json")
TRANSLATED_BY_HOME_ASSISTANT = {"activity", "away", "boost", "comfort", "eco", "home", "none", "sleep"}


def descriptions() -> Iterator[Any]:
    for kind in KINDS:
        for platform, table in kind.descriptions.items():
            for description in table:
                yield pytest.param(platform, description, id=f"{kind.name}-{platform}-{description.key}")


def test_english_and_french() -> None:
    assert {"en", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_and_placeholders(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert english.keys() == other.keys()
    assert {key: placeholders_of(text) for key, text in english.items()} == {
        key: placeholders_of(text) for key, text in other.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_well_formed(language: str) -> None:
    for key, text in texts(language).items():
        assert text, f"{key} is empty"
        assert text == text.strip(), f"{key} starts or ends with whitespace"
        assert not re.search(r"https?://|www\.", text), f"{key} contains a URL"
        assert not re.search(r"<[a-z/]", text), f"{key} contains HTML"
        assert not re.search(r"'\{\w+\}'", text), f"{key} has a placeholder in single quotes"


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
    """Each description has a name, and its options have texts."""
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
    """Each entity has an icon of its device class, its platform or icons.json."""
    icons = ICONS["entity"].get(platform, {}).get(description.translation_key or description.key)
    own_icon_is_good = platform in ("cover", "lock", "light", "climate", "fan", "siren", "scene", "event")
    own_icon_is_good |= platform == "alarm_control_panel"
    assert icons or description.device_class is not None or own_icon_is_good


def test_icons_belong_to_entities() -> None:
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


SHARED_ERRORS = (
    *(GatewayCertificateError(problem, "") for problem in CertificateProblem),
    GatewayAuthenticationError(),
    GatewayConnectionError(),
    GatewayRefusedError("CODE", "message"),
    GatewayRefusedError("CODE", "Unknown object."),
    GatewayResponseError(),
    GatewayUnconfirmedError(),
)
TAHOMA_ERRORS = (
    *SHARED_ERRORS,
    *(CommandFailedError(reason) for reason in (*REASONS, "position_unknown", "unknown_devices")),
    CommandUnconfirmedError(),
    UnknownObjectError("CODE", "message"),
)


@pytest.mark.parametrize(
    ("translate_error", "error"),
    [
        *(pytest.param(translate_box_error, error, id=f"box-{error!r}") for error in TAHOMA_ERRORS),
    ],
)
def test_exceptions(
    hass: HomeAssistant, translate_error: TranslateError, error: GatewayError, check_translations: Checker
) -> None:
    translated = translate_error(error, "name")
    check_translations.check(f"exceptions.{translated.key}.message", translated.placeholders)


@pytest.mark.parametrize("section", ["config", "options", "issues.tahoma_token.fix_flow"])
@pytest.mark.parametrize(
    "error",
    [
        GatewayAuthenticationError(),
        GatewayConnectionError(),
        GatewayRefusedError("CODE", "message"),
        GatewayResponseError(),
        NotOfThisAccountError("CODE", "message"),
        TooManyAttemptsError("CODE", "message"),
    ],
    ids=repr,
)
def test_errors_of_the_somfy_cloud(error: GatewayError, section: str, check_translations: Checker) -> None:
    translated = translate_cloud_error(error, "name")
    check_translations.check(f"{section}.error.{translated.key}", translated.placeholders)


@pytest.mark.parametrize(
    "error",
    [error for error in TAHOMA_ERRORS if not isinstance(error, CommandFailedError | CommandUnconfirmedError)],
    ids=repr,
)
def test_errors_of_a_box_in_forms(error: GatewayError, check_translations: Checker) -> None:
    translated = translate_box_error(error, "name")
    check_translations.check(f"config.error.{translated.key}", translated.placeholders)


def error_texts(language: str) -> Iterator[tuple[str, str, str]]:
    """Return the section, the key and the text of each error."""
    for path, text in texts(language).items():
        section, _, key = path.removesuffix(".message").rpartition(".")
        if section == "exceptions" or section.endswith(".error"):
            yield section, key, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_text_per_error(language: str, kind: Kind) -> None:
    """Two keys of a kind never have the same text in a section."""
    keys: dict[tuple[str, str], str] = {}
    for section, key, text in error_texts(language):
        if key.startswith(f"{kind.name}_"):
            assert keys.setdefault((section, text), key) == key


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_error_has_one_text(language: str) -> None:
    """A key has the same text in all sections: those of the kinds with their prefix, and the common ones."""
    prefixes = tuple(f"{kind.name}_" for kind in KINDS)
    common = {"invalid_host", "unknown"}
    known: dict[str, str] = {}
    for _, key, text in error_texts(language):
        if key in common or key.startswith(prefixes):
            assert known.setdefault(key, text) == text


@pytest.mark.parametrize("problem", [*REPAIRABLE, *LOCK_ISSUES.values()])
def test_issues(problem: str, check_translations: Checker) -> None:
    check_translations.check_issue(problem, {"name"})


def test_issues_have_a_description_or_a_repair_flow() -> None:
    issues = read_json("translations/en.json")["issues"]
    for issue in issues.values():
        assert ("description" in issue) != ("fix_flow" in issue)


async def test_system_health(hass: HomeAssistant, check_translations: Checker) -> None:
    """Each value has a text if there is a gateway of each kind."""
    hass.config.components.add(DOMAIN)
    for kind in KINDS:
        MockConfigEntry(domain=DOMAIN, data={CONF_KIND: kind.name}).add_to_hass(hass)
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    assert len(info) >= len(KINDS)
    for key in info:
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


class TestWholeHome:
    """The options of the entities of a home with all kinds of devices."""

    @pytest.fixture
    def home(self) -> Home:
        return Home.showcase()

    async def test_options(
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
                for value in set(offered.get(name) or ()) - TRANSLATED_BY_HOME_ASSISTANT:
                    check_translations.check(f"{prefix}.state_attributes.{attribute}.state.{value}")
            assert entity.platform == DOMAIN
