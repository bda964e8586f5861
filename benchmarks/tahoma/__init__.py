"""Gatehouse beside core's Overkiz in Home Assistant, at a simulated TaHoma box."""
