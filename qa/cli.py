"""The command line: ``qa sync | ask | search | serve | mcp | users | eval | export | import | doctor``. It prints and exits, nothing else."""

import argparse
import getpass
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from qa import __version__, terminal
from qa import sync_command as syncing
from qa.backup import command as backup
from qa.errors import EvaluationError, QAError
from qa.evaluation import command as evaluation
from qa.logs import start_logging
from qa.reports import describe_skipped
from qa.settings import Settings
from qa.types import Abstention, Rated

if TYPE_CHECKING:
    from qa.reports import SyncReport

FAILED = 1
_OVERRIDES = ("articles", "index", "open", "workers")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; gives the exit code: 0 done, 1 an error that the user can mend, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings(
            **{name: value for name in _OVERRIDES if (value := getattr(options, name, None)) is not None}
        )
        start_logging(settings.log)
        code: int = options.run(options, settings)
    except QAError as error:
        print(f"qa: {terminal.one_line(str(error))}", file=sys.stderr)
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

    syncing.add_arguments(_command(commands, "sync", syncing.run, "bring the index in step with the articles folder"))
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
            "--today",
            type=_day,
            metavar="YYYY-MM-DD",
            help="the day that words such as “this week” count from (default: this day)",
        )

    _add_upkeep(commands)
    return parser


def _add_upkeep(commands: Any) -> None:
    serve = _command(commands, "serve", _serve, "start the web chat")
    serve.add_argument(
        "--open", action="store_true", default=None, help="let everybody read who reaches it, without users"
    )
    serve.add_argument(
        "--workers", type=_positive, metavar="N", help="processes that answer questions (default: QA_WORKERS)"
    )
    _command(commands, "mcp", _mcp, "serve ask, retrieve and read_article to a program that started this one")
    users = _command(commands, "users", _users, "add, remove and list the users of the web chat")
    users.add_argument("action", choices=["add", "key", "remove", "list"], help="key: make a key for a program")
    users.add_argument("name", nargs="?", help="of the user or key")
    users.add_argument("--role", choices=["reader", "editor"], default="reader", help="default: reader")
    evaluation.add_arguments(_command(commands, "eval", _eval, "score answers against cases"))
    backup.add_argument(_command(commands, "export", backup.run_export, "write the library to one file"))
    backup.add_argument(_command(commands, "import", backup.run_import, "take in what qa export wrote"))
    doctor = _command(commands, "doctor", _doctor, "check the set-up, or show how an article is read")
    doctor.add_argument(
        "--article", type=Path, metavar="FILE", help="show what is kept and removed of this file, and why"
    )
    doctor.add_argument("--repair", action="store_true", help="mend what is wrong with the index")


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


def _tell_skipped(report: "SyncReport") -> None:
    if report.skipped:
        print(terminal.one_line(describe_skipped(report.skipped)), file=sys.stderr)


def _tell(lines: Iterable[str], file: TextIO | None = None) -> None:
    for line in lines:
        print(line, file=file)


def _limits(options: argparse.Namespace) -> dict[str, Any]:
    if options.date_from and options.date_to and options.date_from > options.date_to:
        raise SystemExit("qa: --from is after --to")
    return {
        "sources": options.source,
        "date_from": options.date_from,
        "date_to": options.date_to,
        "sections": options.section,
        "today": options.today or date.today(),
    }


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from qa.pipeline import open_pipeline

    with open_pipeline(settings) as pipeline:
        _tell_skipped(pipeline.sync())
        answer = pipeline.ask(options.question, **_limits(options))
    if options.json:
        print(terminal.printable(answer.to_json()))
        return 0
    if answer.notice and answer.abstention is not Abstention.NO_ARTICLES:  # whose notice was told with the sync
        print(terminal.one_line(answer.notice), file=sys.stderr)
    _tell(terminal.answer_lines(answer, bold=sys.stdout.isatty()))
    return 0


def _search(options: argparse.Namespace, settings: Settings) -> int:
    from pydantic import TypeAdapter

    from qa.pipeline import open_pipeline
    from qa.types import Passage

    with open_pipeline(settings) as pipeline:
        _tell_skipped(pipeline.sync())
        passages = pipeline.retrieve(options.question, k=options.k, **_limits(options))
    if options.json:
        print(terminal.printable(TypeAdapter(list[Passage]).dump_json(passages, indent=2).decode()))
        return 0
    _tell(terminal.passage_lines(passages, explain=options.explain))
    return 0


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    from qa.web.serve import serve

    serve(settings, announce=lambda line: print(terminal.one_line(line), flush=True))
    return 0


def _mcp(_: argparse.Namespace, settings: Settings) -> int:
    from qa.web.programs.stdio import serve_tools

    # Standard output belongs to the protocol.
    serve_tools(settings, announce=lambda line: print(terminal.one_line(line), file=sys.stderr, flush=True))
    return 0


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    return evaluation.run(options, settings, read_rated=_read_rated)


def _read_rated(settings: Settings) -> Sequence[Rated]:
    from qa.settings import conversations_file
    from qa.web.archive import Archive
    from qa.web.notes import Notes

    path = conversations_file(settings)
    if not path.exists():
        raise EvaluationError(f"there are no conversations in {path}; QA_CONVERSATIONS or QA_INDEX says where they are")
    with Archive(path) as archive:
        return Notes(archive).rated()


def _users(options: argparse.Namespace, settings: Settings) -> int:
    from qa.settings import users_file
    from qa.users import Role, UserFile

    users = UserFile(users_file(settings))
    if options.action == "list":
        _tell(
            f"{terminal.one_line(each.name)}  {each.role}{' (key)' if each.is_key else ''}" for each in users.accounts()
        )
        return 0
    if not options.name:
        raise SystemExit("qa: users add, key and remove want a name")
    if options.action == "add":
        users.add(options.name, _read_password(), Role(options.role))
    elif options.action == "key":
        print(users.add_key(options.name, Role(options.role)))
        print("Keep it: only its hash is stored. Programs send it as “Authorization: Bearer KEY”.", file=sys.stderr)
    elif not users.remove(options.name):
        print(f"qa: there is no user {terminal.one_line(options.name)}", file=sys.stderr)
        return FAILED
    return 0


def _read_password() -> str:
    """From the keyboard, unseen and twice; or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise SystemExit("qa: the two are not the same")
    return password


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from qa import doctor

    if options.article is not None:
        _tell(terminal.file_lines(doctor.read_file(options.article)))
        return 0
    findings = doctor.repair(settings) if options.repair else doctor.check(settings)
    for finding in findings:
        print(f"{'ok ' if finding.good else 'BAD'} {terminal.one_line(finding.text)}")
    return 0 if all(finding.good for finding in findings) else FAILED


if __name__ == "__main__":
    sys.exit(main())
