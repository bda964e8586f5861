"""Faithful simulated gateways: real sockets, real TLS, time that can be sped up, faults on demand."""
