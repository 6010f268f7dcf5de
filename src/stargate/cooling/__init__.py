"""Cooling systems: what an hour of weather costs in power (PUE) and water (WUE).

One file a system, and the folder is their registry (`element.system`); `plant/` holds what they are built of.
"""
