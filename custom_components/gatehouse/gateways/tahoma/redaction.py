"""Redaction rules for the diagnostics of a TaHoma box."""

from typing import Final

from homeassistant.const import CONF_HOST, CONF_TOKEN

from ...redaction import RedactionRules
from .account import CONF_TOKEN_UUID
from .api.tls import PIN
from .const import CONF_GATEWAY_PIN

REDACTION: Final = RedactionRules(
    # Command parameters may contain a user code.
    names=r"_pin$|^parameters$|:NameState|:LocalUser|SetupCode|CurrentInfraConfig|Address(State)?$",
    values=rf"\b{PIN.pattern}\b",
    secrets=(CONF_TOKEN, CONF_GATEWAY_PIN, CONF_HOST, CONF_TOKEN_UUID),
)
