"""Articles on harbours, alike but for their numbers, for the tests of servers that keep an index."""

from pathlib import Path

ARTICLES = 12


def write_harbours(folder: Path) -> Path:
    """Makes the folder with one article a town. Returns it."""
    folder.mkdir()
    for number in range(ARTICLES):
        write_harbour(folder, number, "opened")
    return folder


def write_harbour(folder: Path, number: int, what: str) -> None:
    """Writes, or writes anew, the article on a town whose harbour was opened, closed …"""
    text = (
        f"The harbour of town {number} was {what} by mayor {chr(65 + number)} in May. It cost {number} million euros."
    )
    (folder / f"{number:02}.txt").write_text(f"Harbour {number}\n\n{text}\n", encoding="utf-8")
