"""What ``qa eval`` ends with, for the shell that called it."""

PASSED, GATE_SHUT, ERROR = 0, 1, 2
