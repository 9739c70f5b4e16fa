"""Measures ours beside the peers and writes the tables and plots; what a part writes stays until it is run again."""

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers import chat, limit, plots, report, scale, worded
from benchmarks.peers.samples import Sample, cut, draw
from benchmarks.peers.sets import run_sets
from benchmarks.peers.speed import Measured, measure_all
from benchmarks.peers.systems import OURS, PEERS, UNABLE, System, models_in
from benchmarks.scale import WORDS
from benchmarks.term_indexes import Sentences
from qa.encoding import load_encoder
from qa.evaluation.sections import with_section

PARTS = ("sets", "speed", "scale", "limit", "chat")
FEW, MANY = 150, 10_000
"""Articles where not told otherwise: of speed and limit, and of scale."""
RESULTS = Path(__file__).parents[1] / "RESULTS.md"
_NDCG_NOTE = "Right of the line ours is ahead; 95 % intervals, paired by question (bootstrap)"


def main() -> int:
    """Runs the parts that were asked for; 1 where no peer could be started."""
    options = _options()
    peers, absent = _able(options)
    if not peers:
        print("no peer is installed: make bench BENCH=FOLDER", file=sys.stderr)
        return 1
    print(report.systems_table((OURS, *peers), absent), flush=True)
    for part in options.parts:
        started = time.perf_counter()
        content = {"sets": _sets, "speed": _speed, "scale": _scale, "limit": _limit, "chat": _chat}[part](
            options, peers, absent
        )
        _write(options.results, part, content)
        print(f"{part}: {time.perf_counter() - started:.0f} s", flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path, help="folder of the public sets")
    parser.add_argument("--parts", nargs="+", choices=PARTS, help="all, chat only where a server is named")
    parser.add_argument("--peers", nargs="+", choices=[peer.name for peer in PEERS], default=[p.name for p in PEERS])
    parser.add_argument("--full", action="store_true", help="all questions over all articles, which takes many hours")
    parser.add_argument("--questions", type=int, default=100, help="of each set")
    parser.add_argument(
        "--corpus",
        type=int,
        default=1_500_000,
        help="characters of each set's articles, unless its questions need more",
    )
    parser.add_argument("--articles", type=int, help="to be indexed: by speed and limit 150, by scale 10,000")
    parser.add_argument("--rounds", type=int, default=3, help="of the figures of speed and scale")
    parser.add_argument(
        "--chat-server", help="address (http://127.0.0.1:8000/v1) that speaks OpenAI's protocol, for chat"
    )
    parser.add_argument("--chat-model", default="", help="name that the server knows the model by")
    parser.add_argument("--chat-questions", type=int, default=30)
    parser.add_argument("--chat-tokens", type=int, default=256, help="most of a reply")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-peers", help="kept between runs")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file of the tables; plots go beside it")
    options = parser.parse_args()
    if not options.parts:
        options.parts = PARTS if options.chat_server else [part for part in PARTS if part != "chat"]
    if "chat" in options.parts and not (options.chat_server and options.chat_model):
        parser.error("chat needs a server and a model: --chat-server http://127.0.0.1:8000/v1 --chat-model NAME")
    if options.full:
        options.questions, options.corpus = sys.maxsize, None
    return options


def _able(options: argparse.Namespace) -> tuple[list[System], dict[str, str]]:
    """The peers that are installed, and why others are not among them, by label."""
    able: list[System] = []
    absent = dict(UNABLE)
    for peer in (peer for peer in PEERS if peer.name in options.peers):
        if peer.is_installed:
            able.append(peer)
        else:
            absent[peer.label] = "its environment could not be made"
    return able, absent


def _sets(options: argparse.Namespace, peers: Sequence[System], absent: Mapping[str, str]) -> str:
    encoder = load_encoder("all-MiniLM-L6-v2", cache=models_in(options.work))
    results = []
    for result in run_sets(options.bench, options.work, encoder, peers, most=options.questions, corpus=options.corpus):
        results.append(result)
        print(report.ranking_table([result]), flush=True)
    plot = plots.intervals("nDCG@10: ours minus each peer", _NDCG_NOTE, report.ranking_points(results))
    _plot(options, "ranking", plot)
    said = plots.intervals("Correct answers: ours minus each peer's", _NDCG_NOTE, report.answers_points(results))
    _plot(options, "answers", said)
    return "\n".join(
        [
            "# Beside the peers: retrieval and answers",
            "",
            *report.facts(_command(), (OURS, *peers)),
            "",
            report.systems_table((OURS, *peers), absent),
            "",
            "All systems are lent the same vectors, so that what differs is chunks, word index and fusion. Sets with a * are "
            "those that the weights of our fusion were fitted on (docs/retrieval.md has them with each set left out).",
            "",
            report.verdicts(results),
            "",
            "![nDCG@10, ours minus each peer](plots/ranking.svg)",
            "",
            report.ranking_table(results),
            "",
            "## Answers",
            "",
            "A peer's answer is its first passage, which it gives to every question: it never declines.",
            "",
            report.answered_more(results),
            "",
            "![Correct answers, ours minus each peer's](plots/answers.svg)",
            "",
            report.answers_table(results),
        ]
    )


def _speed(options: argparse.Namespace, peers: Sequence[System], _: Mapping[str, str]) -> str:
    folder = options.work / "speed" / "sample" / "articles"
    sample = cut(draw(options.bench / "realtimeqa_2023", folder, most=30, corpus=None), options.articles or FEW)
    content = ""
    for measured in measure_all(sample, options.work, peers, rounds=options.rounds):
        content = _speed_section(options, peers, sample, measured)
        _write(options.results, "speed", content)  # a run that is stopped leaves what it has
    return content


def _speed_section(options: argparse.Namespace, peers: Sequence[System], sample: Sample, measured: Measured) -> str:
    figures = measured.figures
    note = "Times what ours needs, of the medians; the line is from the least to the largest of the rounds; above 1 ours is ahead"
    _plot(
        options, "speed", plots.bars("Time, memory and disk: each peer over ours", note, report.speed_points(figures))
    )
    rounds = max(len(figure.values) for figure in figures)
    return "\n".join(
        [
            "# Beside the peers: speed",
            "",
            *report.facts(_command(), (OURS, *peers)),
            "",
            f"{sample.size} articles of {sample.name}, {rounds} rounds in turn, each system with its own way to run the weights; "
            f"{len(sample.questions)} questions, 6 passages each. A first sync and the first questions are not counted. "
            "Beside other work processor time says more than the clock.",
            "",
            report.slower(figures),
            *(f"- {failure}" for failure in measured.failed),
            "",
            "![Each peer over ours](plots/speed.svg)",
            "",
            report.speed_table(figures),
        ]
    )


def _scale(options: argparse.Namespace, peers: Sequence[System], _: Mapping[str, str]) -> str:
    count = options.articles or MANY
    folder = options.work / "scale" / str(count) / "articles"
    scale.write_folder(lambda: Sentences(options.bench), folder, count)
    encoder = load_encoder("all-MiniLM-L6-v2", cache=models_in(options.work))
    able = [peer for peer in peers if peer.syncs]
    content = ""
    for measured in scale.measure_all(folder, able, work=options.work, encoder=encoder, rounds=options.rounds):
        content = _scale_section(peers, measured, count)
        _write(options.results, "scale", content)
    return content


def _scale_section(peers: Sequence[System], measured: Measured, count: int) -> str:
    rounds = max((len(figure.values) for figure in measured.figures), default=0)
    return "\n".join(
        [
            f"# Beside the peers: sync of {count:,} articles",
            "",
            *report.facts(_command(), (OURS, *peers)),
            "",
            f"{count:,} articles of {WORDS:,} words, made of sentences of the public sets; every index was filled with random vectors, "
            "lent to it. Then, each system in a process of its own that stays open and with its own way to run the weights, "
            f"{rounds} rounds in turn: a sync with nothing new, then one after the same file has changed for all. "
            "Beside other work processor time says more than the clock.",
            "",
            report.syncs_table((OURS, *peers)),
            "",
            report.slower(measured.figures),
            *(f"- {failure}" for failure in measured.failed),
            "",
            report.speed_table(measured.figures),
        ]
    )


def _limit(options: argparse.Namespace, _: Sequence[System], __: Mapping[str, str]) -> str:
    tables = limit.tables(options.bench, options.work, articles=options.articles or FEW)
    return "\n".join(["# The limit of the machine", "", *report.facts(_command(), (OURS,)), "", tables])


def _chat(options: argparse.Namespace, peers: Sequence[System], _: Mapping[str, str]) -> str:
    chain = next((peer for peer in peers if peer.name == "tutorial_chain"), None)
    if chain is None:
        return "# Beside the peers: with a chat model\n\nNot measured: the tutorial chain is not installed."
    server = chat.ChatServer(options.chat_server, options.chat_model, options.chat_tokens)
    found = chat.compare(chain, server, options.work, questions=options.chat_questions)
    return "\n".join(
        [
            "# Beside the peers: with a chat model",
            "",
            *report.facts(_command(), (OURS, chain)),
            f"- chat model: {Path(options.chat_model).name}, at most {options.chat_tokens} tokens a reply, temperature 0",
            "",
            f"{len(found.cases)} questions over the seeds, one model at one server for both. Ours names a quote for each sentence, "
            "the tutorial chain shows the passages that it gave the model. Our check is what ours is held to while it answers: "
            "it says how much of the other's words it would stop, and is no judge between the two; words alone are "
            "(half of a sentence's telling words stand in what it names).",
            "",
            worded.table(found.rows, found.cases),
            "",
            f"Of {found.drafted} sentences that the model drafted for ours, the check left {found.left_out} out.",
        ]
    )


def _command() -> str:
    """As it was typed, without the folders and addresses of this machine, and without the options that they belong to."""
    kept: list[str] = []
    for argument in sys.argv[1:]:
        if "/" not in argument:
            kept.append(argument)
        elif kept and kept[-1].startswith("--"):
            kept.pop()
    return shlex.join(["python", "-m", "benchmarks.peers", "BENCH", *kept])


def _plot(options: argparse.Namespace, name: str, svg: str) -> None:
    folder = options.results.parent / "plots"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def _write(results: Path, part: str, content: str) -> None:
    before = results.read_text("utf-8") if results.exists() else ""
    results.write_text(with_section(before, f"make bench, {part}", content), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
