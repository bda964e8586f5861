"""The kinds of gateways: one line per kind."""

from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry

from .const import CONF_KIND
from .gateways import tahoma, the_keys
from .kind import Kind

KINDS: Final[Sequence[Kind]] = (
    tahoma.KIND,
    the_keys.KIND,
)


def find_kind(entry: ConfigEntry[Any]) -> Kind | None:
    """Return the kind of an entry, or None for an ignored discovery, which has none."""
    return next((kind for kind in KINDS if kind.name == entry.data.get(CONF_KIND)), None)


def kind_of(entry: ConfigEntry[Any]) -> Kind:
    """Return the kind of an entry."""
    kind = find_kind(entry)
    assert kind is not None  # noqa: S101 - entries that are set up have one
    return kind
