"""Ours as it is measured beside the peers, in a process of its own: filled with lent vectors, it goes on with its own."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import scale
from benchmarks.peers.systems import OURS, Process


def test_ours_is_filled_with_vectors_that_are_lent_and_goes_on_with_its_own(
    tmp_path: Path, encoder_cache: Path
) -> None:
    (tmp_path / "models").symlink_to(encoder_cache)
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "ferry.txt").write_text("Ferry\n\nThe ferry runs on Monday.\n", "utf-8")
    places = {"articles": str(articles), "store": str(tmp_path / "ours-index")}
    with Process(OURS, tmp_path, encode=one_row) as process:
        process.ask("prepare", **places)
        assert process.ask("fill")["chunks"] == 1
    with Process(OURS, tmp_path) as process:
        process.ask("open", store=places["store"])
        assert process.ask("sync")["changed"] == 0
        scale.change_one(articles, 0)
        assert process.ask("sync")["changed"] == 1


def one_row(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.full((len(texts), 384), 384**-0.5, np.float32)
