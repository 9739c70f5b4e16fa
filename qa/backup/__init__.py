"""A library as one file and back: articles, corrections, conversations and users, each with its checksum."""
