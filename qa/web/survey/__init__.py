"""The library at a glance: its days, who says what, and a map of its chunks."""
