"""Benchmark of the base that all kinds share, with a kind whose gateway pushes every change."""
