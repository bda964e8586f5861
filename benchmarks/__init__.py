"""How Gatehouse compares with what Home Assistant has for the same gateways."""
