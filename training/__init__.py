"""Making what the package ships: fitted weights, word tables, the trained reader. Not installed with it."""
