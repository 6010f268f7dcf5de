"""Planning engine and digital twin for programmes of gigawatt-scale AI data-centre campuses."""
