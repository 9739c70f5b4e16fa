"""Misspelt questions, as typed and put right: what is found and answered, and what harm is done to words that are right.

    python -m benchmarks.misspellings BENCH [--sets realtimeqa_2023 squad2_half] [--sample 200]
    python -m benchmarks.misspellings --words 1000000
    python -m benchmarks.misspellings BENCH --pairs codespell_lib/data/dictionary.txt

Each question of a set is asked three times: as it stands, with one slip in one of its telling words (two letters swapped, one
left out, one typed twice, the key beside the right one; drawn with a fixed seed), and with that slip put right. Then the
questions of the other sets are asked, which these articles do not answer: how many are changed, and whether those are still
declined. Last, names: of those that other sets print and these articles do not have, how many would be taken for a
misspelt one; and of the articles' own with a slip, how many are put right. Intervals are 95 %, by bootstrap.

With --pairs only words are put right: those of a file of real misspellings ("abberation->aberration"), such as the one that
comes with codespell, whose right form is in the articles' text.

With --words nothing is asked: words are looked up among so many, English ones and slips of them, in processor time.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.question_sets import read_questions, read_texts
from qa.answering import Answering
from qa.chain import Request
from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.evaluation.cases import EvalCase
from qa.evaluation.importers import import_set
from qa.evaluation.measures.intervals import estimate, paired_difference
from qa.evaluation.runner import run_cases
from qa.evaluation.scoring import CaseScore, Verdict, score_case
from qa.index import Index, Spelling, open_index
from qa.index.database import SqliteDatabase
from qa.index.spellings import read_spellings, read_spellings_like
from qa.reading.evidence.network import PassageReader, shipped_model
from qa.reading.evidence.reader import EvidenceReader
from qa.retrieval import HybridRetriever
from qa.settings import Settings
from qa.spelling import Proofreader, english_words, neighbouring_keys
from qa.types import Answer, Filters, Passage, Turn
from qa.words import FUNCTION_WORDS, stem

SEED = 20
SETS = ("realtimeqa_2023", "squad2_half")
STRANGERS = ("realtimeqa_2023", "squad2_half", "nq_oracle", "clapnq_dev")
MOST_STRANGERS = 3000
NAMES = 3000
_PLAIN = re.compile(r"(?<![\w'’\-])[A-Za-z]{4,}(?![\w'’\-])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b(?!['’\-])")


class Bot:
    """The pipeline's path from question to answer, with the words put right by ``proofread``."""

    def __init__(self, index: Index, work: Path, proofread: Callable[[str], str]) -> None:
        settings = Settings()
        encoder = load_encoder(settings.encoder, cache=work)
        reader = EvidenceReader(encoder, PassageReader(load_pairs(shipped_model(), cache=work)))
        self._passages = settings.passages
        self._retriever = HybridRetriever(index, encoder, candidates=settings.candidates)
        self._answering = Answering(
            reader,
            None,
            index.article,
            articles=lambda: (),
            describe_skipped=lambda: None,
            changed_files=lambda _: (),
            proofread=proofread,
            caution=settings.caution,
        )

    def retrieve(
        self, question: str, *, k: int = 6, sources: tuple[str, ...] = (), today: date | None = None
    ) -> list[Passage]:
        """See ``Pipeline.retrieve``; the words are put right by ``ask`` alone."""
        return self._retriever.retrieve(question, k=k, filters=Filters(sources), today=today)

    def ask(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = (),
        sources: tuple[str, ...] = (),
        today: date | None = None,
    ) -> Answer:
        """See ``Pipeline.ask``."""
        request = self._answering.condense(Request(question, history, Filters(sources), today))
        passages = self.retrieve(request.standalone, k=self._passages, sources=sources, today=today)
        return deque(self._answering.answer(iter([replace(request, passages=tuple(passages))])), maxlen=1).pop()


def with_slip(question: str, draw: random.Random) -> str:
    """The question with one slip in one of its telling words; as it is where it has none of four letters."""
    telling = [match for match in _PLAIN.finditer(question) if match.group().lower() not in FUNCTION_WORDS]
    if not telling:
        return question
    match = draw.choice(telling)
    return question[: match.start()] + slip(match.group(), draw) + question[match.end() :]


def slip(word: str, draw: random.Random) -> str:
    """The word with two letters swapped, one left out, one typed twice, or the key beside the right one."""
    kind = draw.choice(("swapped", "left out", "twice", "beside"))
    while True:
        place = draw.randrange(len(word))
        before, letter, after = word[:place], word[place], word[place + 1 :]
        if kind == "swapped" and after and after[0].lower() != letter.lower():
            swapped = before + after[0].lower() + letter.lower() + after[1:]
            return swapped[0].upper() + swapped[1:] if word[0].isupper() else swapped
        if kind == "left out" and place:
            return before + after
        if kind == "twice":
            return before + letter + letter.lower() + after
        if kind == "beside" and place:
            return before + draw.choice(sorted(neighbouring_keys(letter.lower()))) + after


def ask_three_ways(
    cases: Sequence[EvalCase], index: Index, bots: tuple[Bot, Bot], proofreader: Proofreader
) -> list[str]:
    """Rows for a set: recall@5, right answers and right refusals as it stands, with a slip, and with the slip put right."""
    draw = random.Random(SEED)
    misspelt = [replace(case, question=with_slip(case.question, draw)) for case in cases]
    texts = {each.article_id: index.article(each.article_id).raw for each in index.articles()}
    typed, read = bots

    def scored(asked: Sequence[EvalCase], bot: Bot) -> list[CaseScore]:
        outcomes = run_cases(asked, bot)
        return [score_case(case, outcome, texts) for case, outcome in zip(asked, outcomes, strict=True)]

    ways = [scored(cases, typed), scored(misspelt, typed), scored(misspelt, read)]
    rows = []
    for label, choose in (("recall@5", _recall), ("answered rightly", _answered), ("declined rightly", _declined)):
        values = [choose(way) for way in ways]
        difference = paired_difference(values[1], values[2], seed=SEED)
        cells = [
            f"{each.mean:.3f} ({each.low:.3f} to {each.high:.3f})" for each in (estimate(v, seed=SEED) for v in values)
        ]
        change = f"{difference.mean:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
        rows.append(f"| {label} | {len(values[0])} | {' | '.join(cells)} | {change} |")
    back = sum(proofreader.read(slipped.question).casefold() == case.question.casefold() for slipped, case in zip(misspelt, cases, strict=True))  # fmt: skip
    kept = sum(proofreader.read(slipped.question) == slipped.question for slipped in misspelt)
    right = [case.question for case in cases if proofreader.read(case.question) != case.question]
    rows.append(f"\nOf {len(cases)} slips {back} are undone to the letter and {kept} left as they are; of the questions as they stand {len(right)} are changed.")  # fmt: skip
    return rows


def _recall(scores: Sequence[CaseScore]) -> list[float]:
    return [score.measures["recall@5"] for score in scores if score.case.gold]


def _answered(scores: Sequence[CaseScore]) -> list[float]:
    return [float(score.verdict is Verdict.RIGHT) for score in scores if score.case.answerable]


def _declined(scores: Sequence[CaseScore]) -> list[float]:
    return [float(score.verdict is Verdict.RIGHT) for score in scores if not score.case.answerable]


def ask_strangers(
    name: str, questions: Sequence[str], bots: tuple[Bot, Bot], proofreader: Proofreader, *, show: bool
) -> str:
    """A row on questions that the articles do not answer: how many are changed, and how many of those are declined."""
    changed = [(question, read) for question in questions if (read := proofreader.read(question)) != question]
    declined = [sum(bot.ask(question).abstention is not None for question, _ in changed) for bot in bots]
    shown = "".join(f"\n- {question}\n  {read}" for question, read in changed) if show else ""
    return f"| {name} | {len(questions)} | {len(changed)} | {declined[0]} | {declined[1]} |{shown}"


def names(own: Sequence[str], others: Sequence[str], index: Index, proofreader: Proofreader) -> str:
    """A line on names that the articles do not have, and on their own misspelt."""
    draw = random.Random(SEED)
    mine = sorted(set(_names(own)))
    known = {each.folded for each in index.spellings([name.lower() for name in _names(others)])}
    strange = [name for name in sorted(set(_names(others))) if name.lower() not in known]
    strange, mine = (draw.sample(each, min(NAMES, len(each))) for each in (strange, mine))
    taken = [float(_asked(name, proofreader) != name) for name in strange]
    undone = [(name, _asked(slip(name, draw), proofreader)) for name in mine]
    found, wrong = estimate(taken, seed=SEED), estimate([float(a == b) for a, b in undone], seed=SEED)
    return (
        f"Of {found.n} names that the articles do not have {found.mean:.4f} ({found.low:.4f} to {found.high:.4f}) are changed; "
        f"of {wrong.n} of their own with a slip {wrong.mean:.3f} ({wrong.low:.3f} to {wrong.high:.3f}) are put right."
    )


def put_pairs_right(path: Path, index: Index, proofreader: Proofreader) -> str:
    """A line on real misspellings of words that the articles have."""
    lines = (line.strip().split("->") for line in path.read_text(encoding="utf-8").splitlines())
    pairs = [(typed, meant) for typed, meant in lines if _PLAIN.fullmatch(typed) and meant.isalpha()]
    held = {each.folded for each in index.spellings([meant for _, meant in pairs])}
    pairs = [(typed, meant) for typed, meant in pairs if meant in held]
    outcomes = Counter(_outcome(typed, meant, proofreader.read(typed)) for typed, meant in pairs)
    shares = (f"{count} ({count / len(pairs):.3f}) {outcome}" for outcome, count in outcomes.most_common())
    return f"{len(pairs)} real misspellings: {', '.join(shares)}"


def _outcome(typed: str, meant: str, read: str) -> str:
    if read.casefold() == meant:
        return "put right"
    if read == typed:
        return "left as they are"
    return "made another form of the word" if stem(read.casefold()) == stem(meant) else "made another word"


def _names(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _NAME.findall(text)


def _asked(name: str, proofreader: Proofreader) -> str:
    return proofreader.read(f"What did {name} say?").split()[2]


class ManyWords:
    """So many words, English ones and slips of them, in the table of an index on disk."""

    def __init__(self, folder: Path, count: int) -> None:
        draw = random.Random(SEED)
        english = sorted(word for word in english_words() if word.isalpha() and len(word) >= 4)
        made = dict.fromkeys(english[:count])
        while len(made) < count:
            made[slip(draw.choice(english), draw)] = None
        self._database = SqliteDatabase(folder)
        with self._database.writing() as connection:
            rows = [(word, word, draw.randrange(1, 1000)) for word in made]
            connection.executemany("INSERT INTO spellings VALUES (?, ?, ?)", rows)

    def holds(self, stem: str) -> bool:
        """Nothing, so that every word is looked up."""
        return not stem

    def spellings(self, words: Collection[str]) -> list[Spelling]:
        """As an index does."""
        with self._database.reading() as connection:
            return read_spellings(connection, words)

    def spellings_like(self, beginning: str, shortest: int, longest: int) -> list[Spelling]:
        """As an index does."""
        with self._database.reading() as connection:
            return read_spellings_like(connection, beginning, shortest, longest)

    def close(self) -> None:
        """Closes the file."""
        self._database.close()


def time_words(count: int) -> str:
    """Median and 95th percentile of a look-up, in milliseconds, for words with one slip and for long ones with three."""
    draw = random.Random(SEED + 1)
    long = [word for word in sorted(english_words()) if len(word) >= 9 and word.isalpha()]
    typed = {1: draw.sample(long, 200), 3: draw.sample(long, 200)}  # with three, none is one slip away
    with tempfile.TemporaryDirectory() as folder:
        words = ManyWords(Path(folder), count)
        proofreader = Proofreader(words)
        proofreader.read("a frist look-up")
        lines = []
        for slips_made, chosen in typed.items():
            spent = []
            for word in chosen:
                for _ in range(slips_made):
                    word = slip(word, draw)
                started = time.process_time()
                proofreader.read(word)
                spent.append(1000 * (time.process_time() - started))
            p95 = statistics.quantiles(spent, n=20)[-1]
            lines.append(f"{slips_made} slips: {statistics.median(spent):.1f} / {p95:.1f} ms")
        words.close()
    return f"a word among {count:,}, p50 / p95: " + "; ".join(lines)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, nargs="?", help="folder of the sets")
    parser.add_argument("--pairs", type=Path, help="put the misspellings of this file right instead")
    parser.add_argument("--words", type=int, help="time look-ups among so many words instead")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--sample", type=int, default=200, help="questions of a set")
    parser.add_argument("--show", action="store_true", help="print the changed questions of other sets")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-misspellings", help="kept between runs"
    )
    options = parser.parse_args()
    if options.words:
        print(time_words(options.words))
        return
    for name in options.sets:
        articles = options.work / "articles" / name
        cases = import_set(options.bench / name, articles, sample=options.sample).cases
        encoder = load_encoder("all-MiniLM-L6-v2", cache=options.work)
        with open_index(
            options.work / f"index-{name}", encoder=encoder, chunk_tokens=256, overlap_sentences=1
        ) as index:
            index.sync(articles)
            proofreader = Proofreader(index)
            if options.pairs:
                print(f"{name}: {put_pairs_right(options.pairs, index, proofreader)}", flush=True)
                continue
            bots = Bot(index, options.work, str), Bot(index, options.work, proofreader.read)
            print(
                f"\n| {name} | n | as it stands | with a slip | put right | put right minus with a slip |\n"
                + "|---" * 6
                + "|"
            )
            print("\n".join(ask_three_ways(cases, index, bots, proofreader)), flush=True)
            print(
                f"\n| asked over {name} | n | changed | of these declined as typed | put right |\n" + "|---" * 5 + "|"
            )
            others = [other for other in STRANGERS if other != name]
            for other in others:
                asked = read_questions(options.bench / other)[:MOST_STRANGERS]
                print(ask_strangers(other, asked, bots, proofreader, show=options.show), flush=True)
            texts = [text for other in others for text in read_texts(options.bench / other)]
            print("\n" + names(read_texts(options.bench / name), texts, index, proofreader), flush=True)


if __name__ == "__main__":
    main()
