"""Files that hold several articles, or none that can be read: what a sync makes of them."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.encoding import Encoder
from qa.errors import SourceError
from qa.index import Index, PostgresAddress, SyncProgress, open_index
from qa.types import Filters

BRIDGE = {"title": "The bridge", "text": "The bridge over the Weser was closed on Monday."}
HARBOUR = {
    "title": "The harbour",
    "source": "Dagens Nyheder på Ærø",
    "text": "The harbour of Emden gets a second lock.",
}
METRO = {"title": "The metro", "text": "The metro of Lille runs without drivers."}


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder, database: PostgresAddress | None) -> Iterator[Index]:
    settings = {"encoder": encoder, "chunk_tokens": 64, "overlap_sentences": 0, "database": database}
    with open_index(tmp_path / "index", **settings) as opened:  # type: ignore[arg-type]
        yield opened


def lines(*records: object) -> str:
    return "\n".join(map(json.dumps, records))


def test_articles_of_one_file_come_change_and_go_with_it(index: Index, write_articles: Callable[..., Path]) -> None:
    folder = write_articles({"news.jsonl": lines(BRIDGE, HARBOUR)})
    assert index.sync(folder).added == ("news.jsonl#1", "news.jsonl#2")
    write_articles({"news.jsonl": lines(BRIDGE, {**HARBOUR, "text": "The harbour of Emden gets a third lock."}, METRO)})
    embedded: list[SyncProgress] = []
    second = index.sync(folder, progress=embedded.append)
    assert (second.added, second.changed, second.unchanged) == (("news.jsonl#3",), ("news.jsonl#2",), ("news.jsonl#1",))
    assert "third lock" in index.article("news.jsonl#2").raw
    write_articles({"news.jsonl": lines(METRO)})
    third = index.sync(folder)
    assert (third.changed, third.deleted) == (("news.jsonl#1",), ("news.jsonl#2", "news.jsonl#3"))
    assert embedded[-1].tokens > 0
    assert index.sync(folder).unchanged == ("news.jsonl#1",)
    (folder / "news.jsonl").unlink()
    assert index.sync(folder, accept_deletions=True).deleted == ("news.jsonl#1",)
    assert index.articles() == ()


def test_an_entry_that_moves_is_not_embedded_again(index: Index, write_articles: Callable[..., Path]) -> None:
    folder = write_articles({"news.jsonl": lines(BRIDGE, HARBOUR)})
    index.sync(folder)
    write_articles({"news.jsonl": lines(HARBOUR, BRIDGE)})
    embedded: list[SyncProgress] = []
    assert index.sync(folder, progress=embedded.append).changed == ("news.jsonl#1", "news.jsonl#2")
    assert embedded[-1].tokens == 0
    assert index.matching("Weser", k=1)[0][0].startswith("news.jsonl#2#")


def test_what_could_not_be_read_is_said_again_without_reading_it_again(
    index: Index, write_articles: Callable[..., Path]
) -> None:
    folder = write_articles({"news.jsonl": lines(BRIDGE) + "\n{broken", "bad.json": "{}", "bridge.txt": BRIDGE["text"]})
    first = index.sync(folder)
    assert {each.path.name: each.reason.split(":")[0] for each in first.skipped} == {
        "news.jsonl": "line 2 is no JSON",
        "bad.json": "no articles in it",
    }
    # Only what has changed is opened: with the same size and time as before, this is not looked at.
    status = (folder / "bad.json").stat()
    os.utime(folder / "bad.json", (1, 1))
    index.sync(folder)
    (folder / "bad.json").write_text("[]")
    os.utime(folder / "bad.json", (1, 1))
    assert status.st_size == 2
    assert index.sync(folder).skipped == first.skipped
    (folder / "bad.json").write_text(json.dumps(METRO))
    healed = index.sync(folder)
    assert (healed.added, [each.path.name for each in healed.skipped]) == (("bad.json",), ["news.jsonl"])


def test_a_file_that_can_no_longer_be_read_takes_its_articles_along(
    index: Index, write_articles: Callable[..., Path]
) -> None:
    folder = write_articles({"news.jsonl": lines(BRIDGE, HARBOUR), "metro.txt": METRO["text"]})
    index.sync(folder)
    write_articles({"news.jsonl": "no record here"})
    report = index.sync(folder)
    assert report.deleted == ("news.jsonl#1", "news.jsonl#2")
    assert [each.reason for each in report.skipped] == ["no line of it is JSON"]
    assert index.sync(folder).skipped == report.skipped


def test_a_source_is_a_file_an_article_in_it_or_an_outlet(index: Index, write_articles: Callable[..., Path]) -> None:
    folder = write_articles(
        {"2021/news.jsonl": lines(BRIDGE, HARBOUR), "2021/Zoo.txt": METRO["text"], "2022/zoo.txt": METRO["text"]}
    )
    index.sync(folder)

    def found(source: str) -> list[str]:
        filters = Filters(sources=(index.names.whole(source),))
        return sorted(
            chunk_id.rpartition("#")[0] for chunk_id, _ in index.matching("Weser Emden Lille", k=9, filters=filters)
        )

    assert found("news.jsonl") == ["2021/news.jsonl#1", "2021/news.jsonl#2"]
    assert found("NEWS.jsonl#2") == found("2021/news.jsonl#2") == ["2021/news.jsonl#2"]
    assert found("dagens nyheder pa aero") == ["2021/news.jsonl#2"]
    assert found("2022/zoo.txt") == ["2022/zoo.txt"]
    assert found("nowhere.txt") == []
    with pytest.raises(SourceError, match=r"2 files are called that \(2021/Zoo.txt, 2022/zoo.txt\)"):
        index.names.whole("zoo.txt")


def test_a_name_is_one_name_in_either_form_of_unicode(index: Index, write_articles: Callable[..., Path]) -> None:
    index.sync(write_articles({"Mu\u0308nchen.txt": METRO["text"]}))
    assert [facts.article_id for facts in index.articles()] == ["M\u00fcnchen.txt"]
    for name in ("M\u00fcnchen.txt", "Mu\u0308nchen.txt", "muenchen.txt"):
        assert index.matching("Lille", k=1, filters=Filters(sources=(name,)))


def test_what_no_text_of_a_database_can_hold_comes_back_as_it_was(
    index: Index, write_articles: Callable[..., Path]
) -> None:
    odd = {
        "title": "The\0 bridge",
        "text": "The bridge over the Weser\0 was closed on Monday \ufffe\ufdd0\\ 'so' \"it\" $1 ? %s \U0001f600.",
    }
    folder = write_articles({"odd.jsonl": lines(odd, HARBOUR)})
    assert len(index.sync(folder).added) == 2
    article = index.article("odd.jsonl#1")
    assert odd["text"] in article.raw
    assert index.sync(folder).unchanged == ("odd.jsonl#1", "odd.jsonl#2")
    assert index.examine(folder) == ()
