"""Who says a sentence, and whether it is one whose words are asked for."""
