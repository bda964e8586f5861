"""Constants of Gatehouse, including the keys of the stored data."""

import logging
from typing import Final

DOMAIN: Final = "gatehouse"
LOGGER: Final = logging.getLogger(__package__)

CONF_KIND: Final = "kind"
CONF_GATEWAY: Final = "gateway"
CONF_IDENTIFIER: Final = "identifier"
CONF_MADE: Final = "made"
CONF_SHARE: Final = "share"

SUBENTRY_LOCK: Final = "lock"
