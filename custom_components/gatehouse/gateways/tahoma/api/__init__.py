"""The protocol of a TaHoma box and of its cloud."""
