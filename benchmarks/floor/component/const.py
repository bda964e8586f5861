"""Constants of the floor integration."""

DOMAIN = "floor"
