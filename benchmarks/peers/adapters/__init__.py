"""One module a system, each run by an interpreter of that system's own environment: nothing here may import the others."""
