"""Figures: how they are written, what distribution they stand for, who says so, and how they are drawn."""
