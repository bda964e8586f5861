"""What a diagnostics download of a gateway and its locks must not hold."""

from typing import Final

from homeassistant.const import CONF_CODE, CONF_HOST, CONF_PASSWORD, CONF_USERNAME

from ...redaction import RedactionRules
from .const import CONF_IDENTIFIER

REDACTION: Final = RedactionRules(
    names=r"^code$|^hash$|^ts$|^identifier$|^name$|^share$|^gateway$",
    values=r"\+\d{8,15}\b|(?<=\bthe_keys-)(?:lock-)?\w+",
    secrets=(CONF_HOST, CONF_USERNAME, CONF_PASSWORD, CONF_IDENTIFIER, CONF_CODE),
)
