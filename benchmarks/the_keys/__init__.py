"""Benchmarks of Gatehouse against an integration with the-keyspy, with simulated The Keys gateways."""
