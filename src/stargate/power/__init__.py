"""Power technologies, one file each, and the exact dispatch of a site's hours."""
