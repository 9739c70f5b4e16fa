"""Words looked up in PostgreSQL: a tsvector of the stored stems with a GIN index, and the BM25 of FTS5 over it."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from qa.index.engines import Connection

_K1, _B = 1.2, 0.75  # FTS5's own, as is the idf below
_LEAST_IDF = 1e-6
_MOST_TIMES = 255  # that a tsvector counts of a word
_LONGEST = 500  # letters of a word; a lexeme takes 2,046 bytes

# ``ts_rank`` of one word that occurs n times is (1 + 1/4 + … + 1/n²) / 1.64493406685: where among these it lies says n, which
# PostgreSQL gives in no other way short of taking the tsvector apart.
_RANKS = [total / 1.64493406685 for total in accumulate((1 / n**2 for n in range(1, _MOST_TIMES + 1)), initial=0.0)]
_BETWEEN = ", ".join(f"{(low + high) / 2:.9f}" for low, high in pairwise(_RANKS))

TERMS = f"""
CREATE FUNCTION words_of(stored TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg('''' || replace(word, '''', '''''') || ''':' || places, ' '), '')::tsvector FROM (
        SELECT left(each, {_LONGEST}) AS word, string_agg(least(place, 16383)::text, ',') AS places
        FROM unnest(string_to_array(stored, ' ')) WITH ORDINALITY AS listed (each, place) WHERE each <> '' GROUP BY 1
    ) AS counted
$$;
CREATE FUNCTION times(lexemes tsvector, word tsquery) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT width_bucket(ts_rank('{{1, 1, 1, 1}}'::float4[], lexemes, word)::float8, '{{{_BETWEEN}}}'::float8[])
$$;
CREATE TABLE terms (
    rowid BIGINT PRIMARY KEY, title TEXT COLLATE "C" NOT NULL, heading TEXT COLLATE "C" NOT NULL, text TEXT COLLATE "C" NOT NULL,
    lexemes tsvector GENERATED ALWAYS AS (words_of(title || ' ' || heading || ' ' || text)) STORED,
    length INTEGER GENERATED ALWAYS AS (
        cardinality(array_remove(string_to_array(title || ' ' || heading || ' ' || text, ' '), ''))
    ) STORED
) WITH (toast_tuple_target = 8160);
CREATE INDEX terms_by_words ON terms USING gin (lexemes);
CREATE FUNCTION count_terms() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE state SET
        chunks = chunks + CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END * (SELECT count(*) FROM changed),
        words = words + CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END * (SELECT coalesce(sum(length), 0) FROM changed);
    RETURN NULL;
END $$;
CREATE TRIGGER terms_come AFTER INSERT ON terms REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_terms();
CREATE TRIGGER terms_go AFTER DELETE ON terms REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_terms();
"""  # noqa: S608 - numbers of this module
_COUNTED = "SELECT count(*), coalesce(sum(length), 0)::bigint FROM terms"
_IDF = f"greatest(ln((greatest(state.chunks - ?::float8, 0) + 0.5) / (?::float8 + 0.5)), {_LEAST_IDF})"
# f / (f + norm) of BM25, with the number of times f named once, since counting it is what takes time.
_BM25 = f"{_K1 + 1} * {_IDF} * (1 - norm / (times(lexemes, ?::tsquery) + norm))"
_WEIGHT = f"CASE WHEN lexemes @@ ?::tsquery THEN {_BM25} ELSE 0 END"  # most rows hold one or two of the words
_NORM = f"{_K1} * ({1 - _B} + {_B} * length * state.chunks / state.words::float8)"


class TsvectorSearch:
    """See ``WordSearch``."""

    def best(
        self,
        connection: Connection,
        words: Sequence[str],
        *,
        most: int,
        holding: Callable[[str], int],
        allowed: str,
        parameters: Sequence[object],
    ) -> list[tuple[int, float]]:
        """See ``WordSearch``."""
        passing = f"SELECT number FROM chunks JOIN articles USING (article_id) WHERE {allowed}"  # noqa: S608
        within = f"AND rowid IN ({passing})" if allowed else ""
        sql = (
            f"SELECT rowid, {' + '.join([_WEIGHT] * len(words))} AS score FROM state, terms, LATERAL (SELECT {_NORM} AS norm) AS k "  # noqa: S608
            f"WHERE lexemes @@ ?::tsquery {within} ORDER BY score DESC LIMIT ?"
        )
        weights = [value for word in words for value in (_quoted(word), holding(word), holding(word), _quoted(word))]
        any_of = " | ".join(_quoted(word) for word in words)
        return connection.execute(sql, (*weights, any_of, *parameters, most)).fetchall()

    def count_holding(self, connection: Connection, word: str) -> int:
        """See ``WordSearch``."""
        row = connection.execute("SELECT count(*) FROM terms WHERE lexemes @@ ?::tsquery", (_quoted(word),)).fetchone()
        return int(row[0])

    def make_anew(self, connection: Connection) -> None:
        """See ``WordSearch``."""
        connection.execute("UPDATE terms SET text = text")
        connection.execute(f"UPDATE state SET (chunks, words) = ({_COUNTED})")  # noqa: S608
        connection.execute("REINDEX INDEX terms_by_words")

    def is_sound(self, connection: Connection) -> bool:
        """Whether the tsvectors and the counts are those of the stored stems."""
        other = "SELECT 1 FROM terms WHERE lexemes IS DISTINCT FROM words_of(title || ' ' || heading || ' ' || text) LIMIT 1"
        stated = connection.execute("SELECT chunks, words FROM state").fetchone()
        return connection.execute(other).fetchone() is None and stated == connection.execute(_COUNTED).fetchone()


def _quoted(word: str) -> str:
    """The word as a tsquery that looks for just it."""
    escaped = word[:_LONGEST].replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
