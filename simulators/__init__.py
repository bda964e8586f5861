"""Simulated gateways with real sockets, real TLS, adjustable time and fault injection."""
