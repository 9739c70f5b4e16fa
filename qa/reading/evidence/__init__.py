"""Which sentences answer, and how likely it is that any does: candidates, features, the trained network, weights."""
