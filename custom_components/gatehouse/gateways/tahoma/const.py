"""Constants of the TaHoma kind."""

from typing import Final

NAME: Final = "tahoma"
