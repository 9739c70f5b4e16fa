"""The answer in the articles' own words, or why there is none."""
