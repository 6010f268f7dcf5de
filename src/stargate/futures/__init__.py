"""Many futures of a programme: when each phase comes, how likely, and what moves it."""
