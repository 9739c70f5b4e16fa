"""The tables of an index, in SQLite's words: those of PostgreSQL are made of them."""

FORMAT = 5  # of the tables below; raise it when they change
WITHOUT_CHECKSUMS = 4

# Text that only passages need lies apart from what a sync compares, so that comparing 10,000 articles reads no text.
# ``pending`` lists chunks whose vectors Chroma has yet to take or drop: it is written in the same transaction as the
# chunks, so that a process that is killed between the two stores leaves word of what is to be done.
TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    file_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, size_bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    rules TEXT NOT NULL, skipped TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, file_id TEXT NOT NULL, folded_id TEXT NOT NULL, folded_file TEXT NOT NULL, title TEXT,
    outlet TEXT, folded_outlet TEXT, published INTEGER, chunks INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_by_file ON articles (file_id);
CREATE INDEX articles_by_folded_id ON articles (folded_id);
CREATE INDEX articles_by_folded_file ON articles (folded_file);
CREATE INDEX articles_by_outlet ON articles (folded_outlet);
CREATE TABLE texts (article_id TEXT PRIMARY KEY, raw TEXT NOT NULL, spans TEXT NOT NULL);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT, chunk_id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT, folded_heading TEXT, text TEXT NOT NULL
);
CREATE INDEX chunks_by_article ON chunks (article_id);
CREATE INDEX chunks_by_heading ON chunks (folded_heading) WHERE folded_heading IS NOT NULL;
CREATE TABLE vectors (number INTEGER PRIMARY KEY, embedded_hash BLOB NOT NULL, vector BLOB NOT NULL);
CREATE TABLE spellings (
    folded TEXT NOT NULL, written TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (folded, written)
) WITHOUT ROWID;
CREATE TABLE pending (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Comes to an index that lacks it when it is opened; sizes of articles that it does not know yet come when they are read again.
SIZES = "CREATE TABLE IF NOT EXISTS sizes (article_id TEXT PRIMARY KEY, words INTEGER NOT NULL) WITHOUT ROWID;"
CHECKSUMS = """
CREATE TABLE checksums (
    article_id TEXT NOT NULL, part TEXT NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (article_id, part)
) WITHOUT ROWID;
"""
