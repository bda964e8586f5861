"""Constants of the The Keys kind."""

from typing import Final

NAME: Final = "the_keys"
CONF_LOCKS: Final = "locks"
