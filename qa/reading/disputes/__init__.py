"""What sources disagree on: a claim that somebody denies, values that differ, whether that was asked, and how it is told."""
