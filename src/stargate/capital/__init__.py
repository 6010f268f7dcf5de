"""Who brings money: partners, their commitments, and what a commitment's status is worth."""
