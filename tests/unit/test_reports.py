"""What a sync says of files that it could not use."""

from pathlib import Path

from qa.reports import SkippedFile, SkippedFilesWarning, describe_skipped


def test_a_few_are_named_and_the_rest_counted() -> None:
    skipped = [SkippedFile(Path(f"in/{name}.pdf"), f"reason {name}") for name in "abcde"]
    assert describe_skipped(skipped[:1]) == "1 file could not be used: a.pdf (reason a)."
    assert describe_skipped(skipped) == (
        "5 files could not be used: a.pdf (reason a); b.pdf (reason b); c.pdf (reason c); and 2 more, which `qa sync` lists."
    )


def test_a_program_can_read_the_warning() -> None:
    skipped = (SkippedFile(Path("a.pdf"), "scanned"),)
    warning = SkippedFilesWarning(describe_skipped(skipped), skipped)
    assert warning.skipped == skipped
    assert str(warning) == "1 file could not be used: a.pdf (scanned)."
