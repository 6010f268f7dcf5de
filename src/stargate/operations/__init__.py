"""A year of hours for every campus: weather, cooling, load and power together."""
