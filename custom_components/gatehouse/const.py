"""Constants of Gatehouse, including the keys of the stored data."""

import logging
from typing import Final

DOMAIN: Final = "gatehouse"
LOGGER: Final = logging.getLogger(__package__)

CONF_KIND: Final = "kind"
