"""Passages to an answer, in rooms of their own; ``answers`` is the last one and the only one that sees all others."""
