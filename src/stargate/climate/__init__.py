"""Weather by the hour: typical years from monthly normals, files, and public services."""
