"""Cooling systems: what an hour of weather costs in power (PUE) and water (WUE). One file a system."""
