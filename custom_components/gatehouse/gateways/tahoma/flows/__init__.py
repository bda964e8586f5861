"""The config, options and repair flows of a TaHoma box."""
