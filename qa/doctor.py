"""What ``qa doctor`` looks at: whether the set-up is sound, and how one file is read."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.articles import ArticleFile, FileContents, articles_in, find_files, page_beside, read_content
from qa.errors import ArticleError, IndexCorrupt, IndexMissing, QAError
from qa.settings import Settings, models_folder
from qa.whereabouts import describe_answering

_FAULTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination, and whether it is as it should be."""

    good: bool
    text: str


def read_file(path: Path) -> FileContents:
    """The file as the index would read it; where the path goes on inside of a file, as ``feed.xml#3`` does, that part.

    Raises:
        ArticleError: it can't be used, or holds no such article.
    """
    whole = _file_of(path)
    try:
        facts = whole.stat()
    except OSError as error:
        raise ArticleError(path, f"can't be read: {error.strerror}") from error
    page = next(filter(None, map(page_beside, whole.parents)), None)
    if page:
        raise ArticleError(path, f"belongs to the saved page {page}, and is passed over")
    file = ArticleFile(whole.name, whole, facts.st_size, facts.st_mtime_ns)
    contents = articles_in(file, read_content(file))
    behind = str(path)[len(str(whole)) :]
    if not behind:
        return contents
    chosen = tuple(article for article in contents.articles if article.article_id == whole.name + behind)
    if not chosen:
        reasons = [skipped.reason for skipped in contents.skipped if skipped.path == path]
        raise ArticleError(path, reasons[0] if reasons else f"{whole.name} holds no such article")
    return FileContents(chosen, ())


def _file_of(path: Path) -> Path:
    """The file that a path names or goes on inside of; the path itself where there is none."""
    for place in (path, *path.parents):
        for candidate in (place, place.with_name(place.name.rpartition("#")[0]) if "#" in place.name[1:] else place):
            if candidate.is_file():
                return candidate
    return path


def check(settings: Settings) -> tuple[Finding, ...]:
    """One finding per part: Python, articles, model, index, chat model. Nothing is changed or downloaded."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    findings = [Finding(sys.version_info >= (3, 11), f"Python {version}")]
    for examine in (_articles, _encoder, _index, _chat_model):
        findings.extend(_guarded(examine, settings))
    return tuple(findings)


def _guarded(examine: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from examine(settings)
    except QAError as error:
        yield Finding(False, str(error))


def _articles(settings: Settings) -> Iterator[Finding]:
    if not settings.articles.is_dir():
        yield Finding(False, f"articles: {settings.articles} is not a folder; set QA_ARTICLES")
        return
    files, skipped = find_files(settings.articles, follow_links=settings.follow_links)
    yield Finding(bool(files), f"articles: {len(files)} files in {settings.articles}")
    for file in files:
        try:
            skipped += articles_in(file, read_content(file)).skipped
        except ArticleError as error:
            yield Finding(False, f"article {error}")
    for file_skipped in skipped:
        yield Finding(False, f"skipped {file_skipped.path}: {file_skipped.reason}")


def _encoder(settings: Settings) -> Iterator[Finding]:
    from qa.encoding import load_encoder

    encoder = load_encoder(
        settings.encoder, cache=models_folder(settings), threads=settings.threads, precision=settings.precision
    )
    yield Finding(
        True,
        f"encoder: {encoder.name}, {encoder.dimensions} dimensions, {encoder.max_tokens} tokens ({encoder.fingerprint})",
    )


def _index(settings: Settings) -> Iterator[Finding]:
    if settings.database_url is None and not settings.index.exists():
        yield Finding(True, f"index: none yet in {settings.index}; `qa sync` makes it")
        return
    from qa.pipeline import Pipeline

    try:
        pipeline = Pipeline(settings, reads_only=settings.database_url is not None)  # which bears one beside who writes
    except IndexMissing as error:
        yield Finding(True, f"index: {error}")
        return
    with pipeline:
        indexed = pipeline.articles()
        faults = pipeline.examine()
    yield Finding(
        True,
        f"index: {len(indexed)} articles, {sum(facts.chunks for facts in indexed)} chunks in {pipeline.index.home}",
    )
    for fault in faults[:_FAULTS_SHOWN]:
        yield Finding(False, f"index: {fault.said}")
    if faults:
        yield Finding(False, f"index: {len(faults)} faults; `qa doctor --repair` mends them")


def repair(settings: Settings) -> tuple[Finding, ...]:
    """Mends the index, and says what was wrong and what is still. Raises QAError where the index can't be opened."""
    from qa.pipeline import open_pipeline

    try:
        with open_pipeline(settings) as pipeline:
            faults = pipeline.examine()
            pipeline.repair(faults)
            left = pipeline.examine()
    except IndexCorrupt as error:
        with open_pipeline(settings, rebuild=True) as pipeline:
            report = pipeline.sync()
            left = pipeline.examine()
        mended = [Finding(True, f"built anew with {len(report.added)} articles: {error}")]
    else:
        mended = [Finding(True, f"mended: {fault.said}") for fault in faults if fault not in left]
    return (*mended, *(Finding(False, f"still wrong: {fault.said}") for fault in left))


def _chat_model(settings: Settings) -> Iterator[Finding]:
    said = describe_answering(settings.chat_model, settings.chat_base_url)
    if settings.chat_model is None:
        yield Finding(True, f"chat model: none. {said}")
        return
    from qa.chat.opening import ChatChoice, open_chat_model  # heavy

    open_chat_model(
        ChatChoice(settings.chat_model, settings.chat_base_url, settings.chat_api_key, settings.chat_reply_tokens)
    )
    yield Finding(True, f"chat model: {said}")
