"""The command line: ``qa sync | ask | search | serve | eval | doctor``. It prints and exits, nothing else."""

import argparse
import itertools
import json
import sys
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa import __version__
from qa.errors import QAError
from qa.evaluation import command as evaluation
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.index import SyncProgress
    from qa.reports import SyncReport
    from qa.types import Answer, Article, Citation, Passage

FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives the exit code: 0 done, 1 an error that the user can mend, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings(
            **{name: value for name in ("articles", "index") if (value := getattr(options, name)) is not None}
        )
        code: int = options.run(options, settings)
    except QAError as error:
        print(f"qa: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has left (qa search … | head)
        sys.stderr.close()
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qa",
        description="Questions and answers over a folder of articles, every sentence tied to the exact characters of a file.",
    )
    parser.add_argument("--version", action="version", version=f"qa {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    sync = _command(commands, "sync", _sync, "bring the index in step with the articles folder")
    sync.add_argument("--rebuild", action="store_true", help="throw the index away and build it anew")
    sync.add_argument(
        "--accept-deletions", action="store_true", help="forget articles even where most of them are gone at once"
    )
    sync.add_argument("--watch", action="store_true", help="go on following the folder until interrupted")

    ask = _command(commands, "ask", _ask, "answer a question with citations")
    ask.add_argument("question")
    search = _command(commands, "search", _search, "show the passages nearest to a question")
    search.add_argument("question")
    search.add_argument("-k", type=_positive, default=6, help="how many passages (default 6)")
    search.add_argument("--explain", action="store_true", help="show what each passage's rank comes from")
    for command in (ask, search):
        command.add_argument("--json", action="store_true", help="print the record as JSON")
        command.add_argument(
            "--source",
            action="append",
            default=[],
            metavar="NAME",
            help="keep to this article or outlet; may be repeated",
        )
        command.add_argument(
            "--from", dest="date_from", type=_day, metavar="YYYY-MM-DD", help="keep to articles from this day on"
        )
        command.add_argument(
            "--to", dest="date_to", type=_day, metavar="YYYY-MM-DD", help="keep to articles up to this day"
        )
        command.add_argument(
            "--section",
            action="append",
            default=[],
            metavar="HEADING",
            help="keep to what stands under this heading; may be repeated",
        )
        command.add_argument(
            "--today", type=_day, metavar="YYYY-MM-DD", help="the day that words such as “this week” count from"
        )

    _command(commands, "serve", _serve, "start the web chat")
    evaluation.add_arguments(_command(commands, "eval", evaluation.run, "score answers against cases"))
    doctor = _command(commands, "doctor", _doctor, "check the set-up, or show how an article is read")
    doctor.add_argument(
        "--article", type=Path, metavar="FILE", help="show what is kept and removed of this file, and why"
    )
    return parser


def _command(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.add_argument("--articles", type=Path, metavar="FOLDER", help="folder of the articles (default: QA_ARTICLES)")
    parser.add_argument("--index", type=Path, metavar="FOLDER", help="folder of the index (default: QA_INDEX)")
    parser.set_defaults(run=run)
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write YYYY-MM-DD") from error


def _sync(options: argparse.Namespace, settings: Settings) -> int:
    from qa.pipeline import open_pipeline

    with open_pipeline(settings, rebuild=options.rebuild) as pipeline:
        progress = _show_progress if sys.stderr.isatty() else None
        _print_report(pipeline.sync(progress=progress, accept_deletions=options.accept_deletions))
        if options.watch:
            for report in itertools.islice(pipeline.follow(stop=threading.Event()), 1, None):
                _print_report(report)
    return 0


def _show_progress(progress: "SyncProgress") -> None:
    print(f"\r{progress}", end="", file=sys.stderr, flush=True)


def _print_report(report: "SyncReport") -> None:
    for skipped in report.skipped:
        print(f"skipped {skipped.path}: {skipped.reason}", file=sys.stderr)
    if report.withheld:
        print(
            f"{len(report.withheld)} indexed articles are no longer in the folder: too many at once to be forgotten unasked. "
            "Is its disk there? If they were deleted on purpose: qa sync --accept-deletions",
            file=sys.stderr,
        )
    print(
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.deleted)} deleted, "
        f"{len(report.unchanged)} unchanged, {len(report.skipped)} skipped; {report.chunks} chunks, {report.seconds:.1f} s",
        flush=True,
    )


def _limits(options: argparse.Namespace) -> dict[str, Any]:
    if options.date_from and options.date_to and options.date_from > options.date_to:
        raise SystemExit("qa: --from is after --to")
    return {
        "sources": options.source,
        "date_from": options.date_from,
        "date_to": options.date_to,
        "sections": options.section,
        "today": options.today,
    }


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from qa.pipeline import open_pipeline

    with open_pipeline(settings) as pipeline:
        pipeline.sync()
        answer = pipeline.ask(options.question, **_limits(options))
    if options.json:
        print(answer.to_json())
    else:
        _print_answer(answer)
    return 0


def _print_answer(answer: "Answer") -> None:
    if answer.notice:
        print(answer.notice, file=sys.stderr)
    if answer.standalone_question != answer.question.strip():
        print(f"Read as: {answer.standalone_question}\n")
    print(_with_bold(answer) if sys.stdout.isatty() else answer.text)
    for sentence in answer.left_out:
        print(f"\nleft out, not supported by the articles: {sentence.text}")
    if answer.citations:
        print()
    for citation in answer.citations:
        print(
            f"[{citation.number}] {_source(citation)}, characters {citation.start} to {citation.end} of {citation.article_id}"
        )
        print(f"    {_one_line(citation.quote, 400)}")
    if answer.abstention is not None:
        for passage in answer.passages[:3]:
            print(f"\n  near: {_place(passage)}\n  {_one_line(passage.chunk.text, 160)}")


def _with_bold(answer: "Answer") -> str:
    """The answer's text with its short answers in bold, for a terminal."""
    text = answer.text
    for sentence in answer.sentences:
        if (short := sentence.short_answer) is not None:
            whole = sentence.text
            bold = f"{whole[: short.start]}\033[1m{whole[short.start : short.end]}\033[0m{whole[short.end :]}"
            text = text.replace(whole, bold, 1)
    return text


def _source(citation: "Citation") -> str:
    day = citation.published.isoformat() if citation.published else None
    return ", ".join(part for part in (citation.title, citation.outlet, day) if part) or "untitled"


def _place(passage: "Passage") -> str:
    heading = f" · {passage.chunk.heading}" if passage.chunk.heading else ""
    return f"{passage.chunk.chunk_id} {passage.title or ''}{heading}".strip()


def _one_line(text: str, most_chars: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most_chars else f"{line[:most_chars]} (…)"


def _search(options: argparse.Namespace, settings: Settings) -> int:
    from pydantic import TypeAdapter

    from qa.pipeline import open_pipeline
    from qa.types import Passage

    with open_pipeline(settings) as pipeline:
        pipeline.sync()
        passages = pipeline.retrieve(options.question, k=options.k, **_limits(options))
    if options.json:
        print(TypeAdapter(list[Passage]).dump_json(passages, indent=2).decode())
        return 0
    if passages and passages[0].trace.read_as:
        print(f"Read as: {passages[0].trace.read_as}")
    if passages and passages[0].trace.days:
        print(f"articles of these days are preferred: {passages[0].trace.days}")
    for number, passage in enumerate(passages):
        trace = passage.trace
        print(
            f"{passage.rank}. {_place(passage)}\n   similarity {passage.similarity:.3f} (rank {trace.dense_rank or '–'}), "
            f"terms {passage.term_score:.2f} (rank {trace.term_rank or '–'}), fused {trace.fused_score:.4f}\n   {_one_line(passage.chunk.text, 240)}"
        )
        if passage.also_in:
            print(f"   also in {', '.join(other.outlet or other.article_id for other in passage.also_in)}")
        if options.explain:
            print(f"   {_explanation(passage, passages[number - 1] if number else None)}")
    return 0


def _explanation(passage: "Passage", above: "Passage | None") -> str:
    """What the fused score is made of, and what the passage lost to the one above it by."""
    own = dict(passage.trace.parts)
    text = "fused = " + " + ".join(f"{name} {value:.3f}" for name, value in own.items())
    if above is None:
        return text
    better = dict(above.trace.parts)
    behind = {name: better.get(name, 0.0) - own.get(name, 0.0) for name in {**own, **better}}
    most = max(behind, key=lambda name: behind[name])
    return f"{text}; {above.trace.fused_score - passage.trace.fused_score:.3f} behind the one above, most of it {most}"


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    from qa.web.serve import serve

    serve(settings, announce=lambda line: print(line, flush=True))
    return 0


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from qa import doctor

    if options.article is not None:
        _print_reading(doctor.read_file(options.article))
        return 0
    findings = doctor.check(settings)
    for finding in findings:
        print(f"{'ok ' if finding.good else 'BAD'} {finding.text}")
    return 0 if all(finding.good for finding in findings) else FAILED


def _print_reading(article: "Article") -> None:
    facts = {"title": article.title, "outlet": article.outlet, "published": article.published}
    for name, value in facts.items():
        print(f"{name}: {value if value is not None else 'none'}")
    for section in article.sections:
        print(f"section {section.span.start}-{section.span.end}: {section.heading or '(no heading)'}")
    print(f"removed ({len(article.removed)}):")
    for removal in article.removed:
        text = article.raw[removal.span.start : removal.span.end]
        print(
            f"  {removal.span.start}-{removal.span.end} {removal.reason}: {json.dumps(_one_line(text, 100), ensure_ascii=False)}"
        )
    print("kept:")
    for span in article.kept:
        print(f"  {span.start}-{span.end}: {_one_line(article.raw[span.start : span.end], 200)}")


if __name__ == "__main__":
    sys.exit(main())
