"""Benchmarks of Gatehouse against core's Overkiz integration, with a simulated TaHoma box."""
