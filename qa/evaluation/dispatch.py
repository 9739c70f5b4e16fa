"""What ``qa eval`` does: the module of the evaluation that knows the settings, the pipeline and the reading."""

import argparse
import hashlib
import json
import os
import platform
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import qa
from qa.articles import articles_in, find_files, read_content
from qa.errors import ArticleError, EvaluationError
from qa.evaluation import exports, terminal
from qa.evaluation.cases import case_to_json, load_cases
from qa.evaluation.comparison import Comparison, compare, gate_faults, read_gate
from qa.evaluation.drafting import draft_cases
from qa.evaluation.exit_codes import ERROR, GATE_SHUT, PASSED
from qa.evaluation.experiment import Run, System, run_experiment
from qa.evaluation.feedback import cases_from_feedback
from qa.evaluation.importers import CaseSet, import_set
from qa.evaluation.page import history_page, run_page
from qa.evaluation.report import EvalReport
from qa.evaluation.scoring import Verdict
from qa.evaluation.sections import with_section
from qa.evaluation.sweep import parse_grid
from qa.pipeline import open_pipeline
from qa.sentences import split_sentences
from qa.settings import Settings
from qa.terminal import one_line, printable
from qa.types import Article, Rated, Span
from qa.wiring import reader_of

# Settings that say where things are or how fast they go, and can't change an answer.
_OUTSIDE = {"articles", "index", "database_url", "replica", "threads", "host", "port", "chat_api_key"}
_OUTSIDE |= {"chat_timeout_seconds", "chat_token_timeout_seconds", "log", "log_questions", "otlp_endpoint"}
_NOT_SHARED = {"chroma_url": None, "database_url": None, "replica": False}  # each index of an evaluation is its own
_OF_INDEX = ("encoder", "chunk_tokens", "overlap_sentences")
_INDEX_CODE = ("articles", "index", "chunking.py", "sentences.py", "encoding", "encoding.py", "words.py")
_UNUSED = {"evaluation", "web", "__pycache__"}  # parts of the package that no answer comes from
_LIBRARIES = ("chromadb", "langchain", "openvino", "sentence-transformers", "torch")


def run(args: argparse.Namespace, settings: Settings, *, read_rated: Callable[[Settings], Sequence[Rated]]) -> int:
    """Does what the arguments say; ``read_rated`` gives the answers that people rated.

    Returns:
        0 when all is well, 1 when the gate is shut, 2 when a question failed.

    Raises:
        EvaluationError: the arguments or the cases are wrong.
    """
    console = Console(width=None if sys.stdout.isatty() else 150)
    if args.new_cases:
        _draft(args.new_cases, settings, console)
        return PASSED
    if args.from_feedback:
        _print_feedback(read_rated(settings), settings, console)
        return PASSED
    asked = len(args.data) + bool(args.cases)
    if not asked:
        raise EvaluationError("nothing to ask: give a case file, or --data with the folder of a public set")
    if asked > 1 and (args.json or args.html or args.junit or args.markdown or args.against or args.sweep):
        raise EvaluationError("one set at a time with --json, --html, --junit, --markdown, --against and --sweep")
    sets = [_data_set(folder, args) for folder in args.data] + ([_case_file(args, settings)] if args.cases else [])
    if args.sweep:
        return _sweep(sets[0], args, settings, console)
    codes, runs = [], []
    for case_set in sets:
        with _progress(case_set.name, len(case_set.cases)) as advance:
            finished = run_set(case_set, settings, args.work, fresh=args.fresh, progress=advance)
        runs.append(finished)
        codes.append(_judge(finished, args, console))
        if settings.chat_model is not None:
            with _progress(f"{case_set.name}, quoted", len(case_set.cases)) as advance:
                unworded = _varied(settings, {"chat_model": None})
                quoted = run_set(case_set, unworded, args.work, fresh=args.fresh, progress=advance)
            terminal.show_sides(console, quoted.report, finished.report)
    if args.results:
        kept = args.results.read_text(encoding="utf-8") if args.results.is_file() else ""
        _write(args.results, with_section(kept, "qa eval", exports.as_results(runs, _facts(args))))
    return max(codes)


def _judge(finished: Run, args: argparse.Namespace, console: Console) -> int:
    """Shows and writes a run, and says whether the gate lets it pass."""
    report, timings = finished.report, finished.timings
    gate = read_gate(None if args.no_gate else _pyproject(), report.name)
    comparison: Comparison | None = None
    if args.against:
        comparison = compare(_read_run(args.against), report, gated=gate.gated)
    faults = gate_faults(gate, report, comparison)
    terminal.show_report(console, report, timings, gate)
    if comparison:
        terminal.show_comparison(console, comparison)
    if gate.floors or comparison:
        terminal.show_faults(console, faults)
    if args.json:
        _write(args.json, report.to_json())
        _write(args.json.with_suffix(args.json.suffix + ".timings.json"), timings.to_json())
    if args.html:
        _write(args.html, run_page(report, timings, comparison, faults))
    if args.history:
        _keep(args.history, report)
    if args.junit:
        _write(args.junit, exports.as_junit(report, faults))
    if args.markdown:
        _write(args.markdown, exports.as_markdown(report, timings, comparison, faults))
    if report.counts[Verdict.FAILED]:
        return ERROR
    return GATE_SHUT if faults else PASSED


def _keep(folder: Path, report: EvalReport) -> None:
    """Adds the run to the kept ones of its set, and draws them all; the time of the run is in the file's name."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    _write(folder / f"{report.name}.{moment}.json", report.to_json())
    kept = sorted(folder.glob(f"{report.name}.*.json"))
    runs = [(path.name.split(".")[-2], _read_run(path)) for path in kept]
    _write(folder / f"{report.name}.html", history_page(runs))


def _sweep(case_set: CaseSet, args: argparse.Namespace, settings: Settings, console: Console) -> int:
    combinations = parse_grid(args.sweep, set(Settings.model_fields) - _OUTSIDE)
    runs = []
    with _progress(case_set.name, len(combinations) * len(case_set.cases)) as advance:
        for position, combination in enumerate(combinations):
            # Bound now: the bar counts the cases of all combinations.
            onward = partial(_onward, advance, position * len(case_set.cases))
            varied = _varied(settings, combination)
            runs.append(run_set(case_set, varied, args.work, fresh=args.fresh, progress=onward))
    terminal.show_sweep(console, combinations, [finished.report for finished in runs])
    if args.json:
        rows = [
            {"settings": dict(combination), "report": json.loads(finished.report.to_json())}
            for combination, finished in zip(combinations, runs, strict=True)
        ]
        _write(args.json, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return ERROR if any(finished.report.counts[Verdict.FAILED] for finished in runs) else PASSED


def run_set(
    case_set: CaseSet,
    settings: Settings,
    work: Path,
    *,
    fresh: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """The cases asked of the pipeline with these settings; the index and the outcomes are kept in ``work``.

    ``fresh`` asks again even where an outcome is kept; ``progress`` is called with how many cases are done.

    Raises:
        EvaluationError: a case does not fit the articles.
    """
    texts = {article.article_id: article.raw for article in _read_articles(case_set.articles)}
    return run_experiment(
        case_set, _system(settings), texts, folder=work / case_set.name, fresh=fresh, progress=progress
    )


def _onward(advance: Callable[[int], None], before: int, done: int) -> None:
    advance(before + done)


def _system(settings: Settings) -> System:
    settings = _varied(settings, {"reader": reader_of(settings)})  # a run on another processor may be another system
    package = Path(qa.__file__).parent
    prompts = next((folder for folder in (package / "prompts", package.parent / "prompts") if folder.is_dir()), None)
    own = [path for path in sorted(package.rglob("*")) if path.is_file() and _UNUSED.isdisjoint(path.parts)]
    index_code = [path for path in own if path.relative_to(package).parts[0] in _INDEX_CODE]
    return System(
        open_pipeline=lambda articles, index: open_pipeline(
            _varied(settings, {"articles": articles, "index": index, **_NOT_SHARED})
        ),
        settings={name: str(value) for name, value in settings.model_dump().items() if name not in _OUTSIDE},
        index_settings=_OF_INDEX,
        code=_hash_files(own + (sorted(prompts.rglob("*.txt")) if prompts else [])),
        index_code=_hash_files(index_code),
        version=qa.__version__,
    )


def _varied(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """The settings with some values changed, checked like any others."""
    values: dict[str, Any] = settings.model_dump()
    return Settings(**{**values, **changes})


def _hash_files(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _case_file(args: argparse.Namespace, settings: Settings) -> CaseSet:
    texts = {article.article_id: article.raw for article in _read_articles(settings.articles)}
    cases = load_cases(args.cases, texts)
    chosen = tuple(case for case in cases if args.split in (None, case.split))
    if not chosen:
        raise EvaluationError(f"{args.cases}: no cases in the {args.split} half")
    return CaseSet(args.cases.stem, settings.articles, chosen)


def _data_set(folder: Path, args: argparse.Namespace) -> CaseSet:
    return import_set(folder, args.work / folder.name / "articles", sample=args.sample)


def _read_articles(folder: Path) -> list[Article]:
    if not folder.is_dir():
        raise EvaluationError(f"{folder}: no such folder of articles")
    articles: list[Article] = []
    for file in find_files(folder)[0]:
        try:
            articles += articles_in(file, read_content(file)).articles
        except ArticleError:
            continue  # the index passes it over as well; a case that quotes it is reported
    return articles


def _draft(article_id: str, settings: Settings, console: Console) -> None:
    articles = {article.article_id: article for article in _read_articles(settings.articles)}
    if article_id not in articles:
        raise EvaluationError(
            f"{settings.articles}: no article {article_id!r}; there are {', '.join(sorted(articles))}"
        )
    article = articles[article_id]
    sentences = [
        Span(sentence.start, sentence.end)
        for section in article.sections
        for sentence in split_sentences(article.raw[section.span.start : section.span.end], offset=section.span.start)
        if any(kept.start <= sentence.start and sentence.end <= kept.end for kept in article.kept)
    ]
    for case in draft_cases(article, sentences):
        console.out(printable(case_to_json(case)), highlight=False)


def _print_feedback(rated: Sequence[Rated], settings: Settings, console: Console) -> None:
    texts = {article.article_id: article.raw for article in _read_articles(settings.articles)}
    for case in cases_from_feedback(rated, texts):
        console.out(printable(case_to_json(case)), highlight=False)


def _read_run(path: Path) -> EvalReport:
    try:
        return EvalReport.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"{path}: can't be read: {error}") from error


def _pyproject() -> Path | None:
    """The nearest pyproject.toml, from the working folder upwards."""
    folders = (Path.cwd(), *Path.cwd().parents)
    return next((folder / "pyproject.toml" for folder in folders if (folder / "pyproject.toml").exists()), None)


def _facts(args: argparse.Namespace) -> list[tuple[str, str]]:
    sample = ["--sample", str(args.sample)] if args.sample else []
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return [
        ("date", datetime.now(UTC).strftime("%Y-%m-%d")),
        ("command", shlex.join(["qa", "eval", "--data", *(folder.name for folder in args.data), *sample])),
        ("machine", f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"),
        ("versions", f"qa {qa.__version__}, Python {platform.python_version()}, {libraries}"),
    ]


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path}: can't be written: {error}") from error


@contextmanager
def _progress(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar with the time left, on stderr; what it gives is told how much is done."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(one_line(name), total=total)
        yield lambda done: bar.update(task, completed=done)
