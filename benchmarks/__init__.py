"""Benchmarks of Gatehouse against other integrations for the same gateways."""
