"""Files to articles: what is in a file, whatever its format."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.articles.folder import ArticleFile, read_content
from qa.articles.folder import find_files as folder_files
from qa.articles.formats import SUFFIXES, Entry, Source, read_entries
from qa.articles.parsing import build_article
from qa.articles.refusals import refusal
from qa.errors import ArticleError
from qa.reports import SkippedFile
from qa.types import Article


@dataclass(frozen=True, slots=True)
class FileContents:
    """The articles of a file, in order, and what in it could not be used."""

    articles: tuple[Article, ...]
    skipped: tuple[SkippedFile, ...]


def find_files(folder: Path, *, follow_links: bool = False) -> tuple[tuple[ArticleFile, ...], tuple[SkippedFile, ...]]:
    """``folder.find_files`` for the formats that can be read."""
    return folder_files(folder, SUFFIXES, follow_links=follow_links)


def articles_in(file: ArticleFile, content: bytes) -> FileContents:
    """The articles that the bytes of a file hold; ids start with the file's own.

    Raises:
        ArticleError: they can't be decoded or taken apart, or there is no text in them; says which.
    """
    content_hash = hashlib.sha256(content).hexdigest()
    contents = read_entries(Source(file.path, content, PurePosixPath(file.article_id).name))
    articles: list[Article] = []
    skipped = list(contents.skipped)
    for entry in contents.entries:
        path = Path(f"{file.path}{entry.suffix}")
        try:
            articles.append(_article(path, file.article_id + entry.suffix, entry, content_hash))
        except ArticleError as error:
            skipped.append(SkippedFile(path, error.reason))
    if not articles:
        raise ArticleError(file.path, skipped[0].reason if skipped else "empty")
    return FileContents(tuple(articles), tuple(skipped))


def read_article(file: ArticleFile) -> Article:
    """The article in a file that holds one.

    Raises:
        ArticleError: it can't be read, or holds no article or several.
    """
    articles = articles_in(file, read_content(file)).articles
    if len(articles) > 1:
        raise ArticleError(file.path, f"holds {len(articles):,} articles, not one")
    return articles[0]


def _article(path: Path, article_id: str, entry: Entry, content_hash: str) -> Article:
    if not entry.text.strip("\ufeff\u200b \t\r\n"):
        raise ArticleError(path, "an entry without a text" if "#" in entry.suffix else "empty")
    try:
        entry.text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(path, "holds half a character (a lone surrogate)") from error
    article = build_article(
        article_id, entry.text, content_hash=content_hash, stated=entry.stated, form=entry.form, parts=entry.parts
    )
    kept = "\n".join(article.raw[span.start : span.end] for span in article.kept)
    instead = refusal(kept if article.sections else entry.text, title=article.title)
    if instead:
        raise ArticleError(path, f"no article: {instead}")
    if not article.sections:
        raise ArticleError(path, "no article text: nothing is left without the page's controls, links and credits")
    return article
