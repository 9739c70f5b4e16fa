"""What a sync says of itself, in lines."""

from qa.index.progress import SyncProgress
from qa.reports import SyncReport

NO_REPORT = SyncReport((), (), (), (), (), 0, 0.0)


def describe_progress(progress: SyncProgress) -> str:
    """The progress of a sync in one line."""
    left = progress.seconds_left
    rest = f", about {left:.0f} s left" if left is not None and left >= 1 else ""
    return f"Reading article {progress.done} of {progress.total}{rest} …"


def describe_report(report: SyncReport) -> str:
    """What a sync did, in one line."""
    counts = [
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.deleted), "deleted"),
        (len(report.unchanged), "unchanged"),
        (len(report.skipped), "skipped"),
    ]
    return ", ".join(f"{count:,} {name}" for count, name in counts if count) or "The folder holds no articles"


def describe_withheld(report: SyncReport) -> tuple[str, ...]:
    """The line on articles that are gone all at once; none where there are none."""
    if not report.withheld:
        return ()
    count = len(report.withheld)
    return (
        f"{count:,} indexed articles are no longer in the folder: too many at once to be forgotten unasked. "
        "Is its disk there?",
    )
