"""The texts of the errors of The Keys."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
import pytest

from custom_components.gatehouse.gateways.errors import CommandFailedError
from custom_components.gatehouse.gateways.the_keys.error_translation import (
    CLOUD_ERRORS,
    GATEWAY_ERRORS,
    REFUSALS,
    translate_gateway_error,
)
from tests.translations import LANGUAGES, texts

FORM_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "gateway": ("config.error.{}", "config_subentries.lock.error.{}"),
    "cloud": ("config.error.{}", "issues.the_keys_unused_shares.fix_flow.error.{}"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_per_key(language: str) -> None:
    """Home Assistant needs the text of an error in each section that shows it."""
    gateway = {text.key for text in (*REFUSALS.values(), *GATEWAY_ERRORS.values())}
    gateway -= {"{reason}", "the_keys_not_confirmed"}
    cloud = {text.key for text in CLOUD_ERRORS.values()}
    for kind, keys in (("gateway", gateway), ("cloud", cloud)):
        for key in keys:
            assert key.startswith("the_keys_")
            message = texts(language)[f"exceptions.{key}.message"]
            for section in FORM_SECTIONS[kind]:
                assert texts(language)[section.format(key)] == message


@pytest.mark.parametrize("reason", ["the_keys_not_done", "the_keys_no_firmware", "the_keys_not_updated"])
def test_failed_commands(hass: HomeAssistant, reason: str) -> None:
    key = translate_gateway_error(CommandFailedError(reason), "Front door").key
    for language in LANGUAGES:
        assert f"exceptions.{key}.message" in texts(language)
