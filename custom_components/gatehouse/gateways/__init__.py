"""The gateways: one closed package a kind, and the errors that all of them share."""
