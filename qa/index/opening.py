"""Opens an index: for one process at a time that writes, and beside it for others that read; of the right make, or a new one."""

import sys
from functools import partial
from pathlib import Path

from qa.encoding import Encoder
from qa.errors import IndexMismatch
from qa.index.chroma_places import ChromaFolder, ChromaServer, ServerAddress
from qa.index.corrections import Corrections
from qa.index.engines import Database, Home
from qa.index.exact import MOST_IN_MEMORY
from qa.index.homes import home_of
from qa.index.moving import make_room_beside
from qa.index.postgres import PostgresAddress
from qa.index.store import Index
from qa.index.sync import ChunkRules
from qa.index.vectors import ChromaVectors


def open_index(
    path: Path,
    *,
    encoder: Encoder,
    chunk_tokens: int,
    overlap_sentences: int,
    rebuild: bool = False,
    most_in_memory: int = MOST_IN_MEMORY,
    server: ServerAddress | None = None,
    database: PostgresAddress | None = None,
) -> Index:
    """The index in the folder ``path``, made when there is none yet; held for this process until it is closed.

    Args:
        path: the folder of the index.
        encoder: what the vectors are made with.
        chunk_tokens: most tokens of a chunk, title and heading counted in; the encoder's own limit also holds.
        overlap_sentences: how many sentences a chunk repeats from the one before it.
        rebuild: start from nothing, beside what is there; the first sync that is done puts it in its place.
        most_in_memory: up to this many vectors are held in memory and searched exactly; beyond, Chroma is asked.
        server: of Chroma, in place of its folder below ``path``.
        database: of PostgreSQL, in place of SQLite's file in ``path``.

    Raises:
        IndexLocked: another process has it open.
        IndexMismatch: it was built with another encoder or other chunk settings.
        IndexCorrupt: it is damaged.
        StoreError: the folder can't be written to.
    """
    rules = ChunkRules(min(chunk_tokens, encoder.max_tokens), overlap_sentences)
    home = home_of(path, database)
    lock = home.lock()
    try:
        # Not in the folder of the index, which may be deleted.
        corrections = Corrections(path.absolute().with_name(f"{path.name}-corrections.sqlite"))
        place = make_room_beside(path) if rebuild else path
        opened = home.open(place)
        try:
            _check_facts(opened, encoder, rules, home)
        except BaseException:
            opened.close()
            raise
        vectors_at = partial(_vectors_at, home, server)
        return Index(lock, opened, place, home, encoder, rules, most_in_memory, corrections, vectors_at)
    except BaseException:
        lock.release()
        raise


def _vectors_at(home: Home, server: ServerAddress | None, place: Path) -> ChromaVectors:
    """The vectors of an index in ``place``: what is built beside the one at ``home`` is not a server's matter yet."""
    return ChromaVectors(
        ChromaServer(server, home.library) if server is not None and place == home.folder else ChromaFolder(place)
    )


def open_for_reading(
    path: Path, *, encoder: Encoder, server: ServerAddress | None = None, database: PostgresAddress | None = None
) -> Index:
    """The index in ``path`` beside the process that holds it: it is searched, and never written to.

    ``Index.take_in_changes`` lets it see what that process has written since. Without a Chroma server vectors are held in
    memory, however many, since Chroma's folder bears one process only.

    Raises:
        IndexMissing: no process has made it yet.
        IndexMismatch: it was built with another encoder.
        StoreError: it can't be read.
    """
    home = home_of(path, database)
    rules = ChunkRules(encoder.max_tokens, 0)  # of no use here: nothing is cut up
    corrections = Corrections(path.absolute().with_name(f"{path.name}-corrections.sqlite"))
    opened = home.open_for_reading()
    try:
        _check_facts(opened, encoder, None, home)
    except BaseException:
        opened.close()
        raise
    most_in_memory = sys.maxsize if server is None else MOST_IN_MEMORY
    vectors_at = partial(_vectors_at, home, server)
    return Index(None, opened, path, home, encoder, rules, most_in_memory, corrections, vectors_at)


def _check_facts(opened: Database, encoder: Encoder, rules: ChunkRules | None, home: Home) -> None:
    """Holds an index against the settings, or notes them in a new one; without ``rules`` it is only to be read."""
    expected = {"encoder": encoder.name, "encoder_fingerprint": encoder.fingerprint}
    if rules is not None:
        expected |= {"chunk_tokens": str(rules.max_tokens), "overlap_sentences": str(rules.overlap_sentences)}
    found = opened.facts() if opened.has_current_tables else {"tables": "another version of this program"}
    if not found:
        if rules is not None:
            opened.set_facts(expected)
        return
    differing = [name for name in expected if name != "encoder" and found.get(name) != expected[name]]
    if differing:
        wanted = ", ".join(f"{name} {expected[name]}" for name in expected if name in differing)
        built = ", ".join(f"{name} {value}" for name, value in found.items() if name in differing or name == "tables")
        raise IndexMismatch(
            f"the index in {home} was built with {built or 'other settings'}, the settings ask for {wanted}; "
            f"build it again with `qa sync --rebuild`, or set {home.variable} to another {home.kind}",
            expected=wanted,
            found=built,
        )
