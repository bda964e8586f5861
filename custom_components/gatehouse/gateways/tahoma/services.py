"""The actions of the TaHoma kind."""

from functools import partial
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import orjson
import voluptuous as vol

from ...const import DOMAIN
from ...service_helpers import coordinator_of, parts_of
from .api.models import Command, Device
from .coordinator import TahomaCoordinator

ATTR_COMMAND: Final = "command"
ATTR_PARAMETERS: Final = "parameters"
EXECUTE_COMMAND: Final = "execute_command"
RESULT_TIMEOUT: Final = 60.0


def _json(parameters: list[Any]) -> list[Any]:
    """Validate that the parameters can be sent as JSON."""
    try:
        orjson.dumps(parameters)
    except TypeError as error:
        raise vol.Invalid("parameters cannot be encoded as JSON") from error
    return parameters


_SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): cv.string,
        vol.Required(ATTR_COMMAND): cv.string,
        vol.Optional(ATTR_PARAMETERS, default=list): vol.All(list, _json),
    }
)


@callback
def async_register_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        EXECUTE_COMMAND,
        partial(_async_execute_command, hass),
        schema=_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_execute_command(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Execute a command that the device defines, and return the result."""
    coordinator = coordinator_of(hass, call.data[ATTR_DEVICE_ID], TahomaCoordinator)
    command = Command(call.data[ATTR_COMMAND], tuple(call.data[ATTR_PARAMETERS]))
    device = _device(hass, coordinator, call.data[ATTR_DEVICE_ID], command)
    with coordinator.command_errors(device.url):
        outcome = await coordinator.commands.async_follow(
            device.url, (command,), RESULT_TIMEOUT, to_end=call.return_response
        )
    if not call.return_response:
        return None
    return {"device_url": device.url, "result": outcome.value}


def _device(hass: HomeAssistant, coordinator: TahomaCoordinator, device_id: str, command: Command) -> Device:
    """Return the part of a Home Assistant device that has the command."""
    parts = sorted(parts_of(hass, coordinator, device_id), key=lambda device: device.url)
    names = sorted({name for part in parts for name in part.commands})
    for part in parts:
        definition = part.commands.get(command.name)
        if definition is None:
            continue
        if not definition.accepts(len(command.parameters)):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="tahoma_wrong_parameters",
                translation_placeholders={
                    "command": command.name,
                    "given": str(len(command.parameters)),
                    "expected": definition.expected,
                },
            )
        return part
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="tahoma_unknown_command",
        translation_placeholders={"command": command.name, "commands": ", ".join(names) or "-"},
    )
