"""What a question takes for granted, and whether the articles bear it out."""
