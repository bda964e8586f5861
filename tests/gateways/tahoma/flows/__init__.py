"""Tests of the flows of the TaHoma kind."""
