"""Constants of the TaHoma kind."""

from typing import Final

NAME: Final = "tahoma"

CONF_GATEWAY_PIN: Final = "gateway_pin"
CONF_TRAVEL_TIMES: Final = "travel_times"
CONF_OPENING_TIME: Final = "opening"
CONF_CLOSING_TIME: Final = "closing"
