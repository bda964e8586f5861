"""Translated errors, shared by forms, repairs, actions and setup."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .gateways.errors import GatewayError, GatewayRefusedError


class GatehouseError(HomeAssistantError):
    """An error with a translation key, its placeholders, and the form fields it belongs to.

    A form shows the error at the first of these fields that it has, or else at its top.
    """

    def __init__(self, key: str, *fields: str, **placeholders: str) -> None:
        """Initialize the error."""
        super().__init__(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        )
        self.key = key
        self.fields = fields
        self.placeholders = placeholders


@dataclass(frozen=True, slots=True)
class ErrorText:
    """The translation key of an error, which may contain its attributes in braces, and its form fields."""

    key: str
    fields: tuple[str, ...] = ()


type ErrorTable = Mapping[type[GatewayError], ErrorText]
type TranslateError = Callable[[GatewayError, str], GatehouseError]


def translate_error(table: ErrorTable, error: GatewayError, name: str) -> GatehouseError:
    """Translate a client's error by the first of its classes that the table has.

    `name` is what the user calls the device or the gateway. The placeholder `message` is the vendor's.
    """
    text = next(table[error_type] for error_type in type(error).__mro__ if error_type in table)
    placeholders = {"name": name}
    if isinstance(error, GatewayRefusedError):
        placeholders["message"] = error.text
    return GatehouseError(text.key.format_map(vars(error)), *text.fields, **placeholders)


@contextmanager
def translated_errors(translate_error: TranslateError, name: str = "") -> Iterator[None]:
    """Raise a client's error as a GatehouseError; `name` is what the user calls the device or gateway."""
    try:
        yield
    except GatewayError as error:
        raise translate_error(error, name) from error
