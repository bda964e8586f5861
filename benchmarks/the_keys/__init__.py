"""Gatehouse beside the-keyspy in Home Assistant, at simulated The Keys gateways and their cloud."""
