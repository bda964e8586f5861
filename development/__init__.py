"""Home Assistant with a simulated home in it, to look at and to try things in."""
