"""Home Assistant with a simulated home, for development and demonstration."""
