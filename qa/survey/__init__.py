"""What a whole library holds, article by article: its days, who says what in it, and where its chunks lie to each other."""
