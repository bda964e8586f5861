"""Constants of the The Keys kind."""

from typing import Final

NAME: Final = "the_keys"

CONF_GATEWAY: Final = "gateway"
CONF_IDENTIFIER: Final = "identifier"
CONF_MADE: Final = "made"
CONF_SHARE: Final = "share"

SUBENTRY_LOCK: Final = "lock"
CONF_LOCKS: Final = "locks"
