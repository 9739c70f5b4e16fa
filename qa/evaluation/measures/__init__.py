"""The measures: pure functions from what was found and what was wanted to numbers. Higher is better unless said."""
