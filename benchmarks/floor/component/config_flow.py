"""Config flow of the floor integration."""

from homeassistant.config_entries import ConfigFlow

from .const import DOMAIN


class FloorConfigFlow(ConfigFlow, domain=DOMAIN):
    """Config flow without steps; Home Assistant requires one to set up a config entry."""
