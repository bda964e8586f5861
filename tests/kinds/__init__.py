"""Kinds of gateways that exist in tests only."""
