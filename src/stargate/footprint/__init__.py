"""What campuses take from the places they stand in: land, electricity, water, carbon; and the jobs they bring."""
