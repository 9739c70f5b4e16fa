"""Trains the reader: ``python -m training.reader --bench FOLDER --minutes 90 --seed 0 --out FOLDER``.

It reads a question and a passage together and says where the answer is, whether there is one, and which sentences hold
it; and a claim and a text, and says whether the text bears it out. It runs on a CPU and takes as many minutes as it is given: the learning rate falls with the clock, so that it ends
in time on a busy machine too. Started again with the same folder, it goes on where it was.
"""

import argparse
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tokenizers import Tokenizer

from qa.encoding.weights import SHIPPED_NAME, find_model
from training.batches import Batch, batches, competing
from training.claims import claim_rows, quoted_claims
from training.examples import Example, claim_examples, make_examples
from training.news_rows import read_rows
from training.optimisation import Progress, Trainee
from training.rows import Row, training_rows
from training.swaps import swapped_rows
from training.teaching import Teacher, Teaching, teach

logger = logging.getLogger("training.reader")

LONGEST_PAIR = 224
BATCH_TOKENS = 1536  # of what one thread reads at a time: larger does not fit its cache
BATCHES_A_STEP = 4  # of a small encoder; fewer where a large one sees few pairs in the time that there is
COMPETITION_STARTS = 0.65  # of the time; from then on the passages of one question compete
COMPETITORS = 2
SWAPPED_SHARE = 0.3
SWAPPED_WEIGHT = 0.7
SWAPPED_SETS = ("squad2_dev_other_half", "squad11_dev_rest", "squad11_train_sample", "squad2_half", "squadshifts_wiki")
SAVE_SECONDS = 240.0
REPORT_STEPS = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train on and for how long."""

    bench: Path
    out: Path
    minutes: float
    seed: int
    threads: int
    negatives: Path | None
    start: Path | None = None
    encoder: Path | None = None
    rows: tuple[Path, ...] = ()
    rate: float = 1.0
    sets: frozenset[str] | None = None
    claims: float = 1.0
    batches: int = BATCHES_A_STEP
    teaching: Teaching | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Trains as the arguments say. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the finished model")
    parser.add_argument("--minutes", type=float, default=90.0, help="time to train for")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--negatives", type=Path, help="file that python -m training.negatives wrote")
    parser.add_argument("--start", type=Path, help="folder of a trained network to go on from, instead of the encoder")
    parser.add_argument("--encoder", type=Path, help="folder of a BERT or MPNet encoder; none: the shipped one")
    parser.add_argument(
        "--rows", type=Path, nargs="*", default=[], help="files of further rows, see training/README.md"
    )
    parser.add_argument("--rate", type=float, default=1.0, help="of the peak learning rate; less to go on gently")
    parser.add_argument("--sets", nargs="*", help="training sets to take; all of them where none are named")
    parser.add_argument("--claims", type=float, default=1.0, help="share of the claims that is learnt, 0 to 1")
    parser.add_argument("--batches", type=int, default=BATCHES_A_STEP, help="of a step")
    parser.add_argument("--teacher", type=Path, help="folder of a trained network whose judgement is learnt as well")
    parser.add_argument("--work", type=Path, help="folder that keeps what the teacher said")
    parser.add_argument("--teaching", type=float, default=0.0, help="minutes for which it reads rows before")
    given = parser.parse_args(arguments)
    if given.teacher and not given.work:
        parser.error("--teacher needs --work, a folder to keep what it says")
    teaching = Teaching(given.teacher, given.work, given.teaching) if given.teacher else None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stdout)
    sets = frozenset(given.sets) if given.sets else None
    own = {name: value for name, value in vars(given).items() if name not in ("teacher", "work")}
    train(Plan(**{**own, "rows": tuple(given.rows), "sets": sets, "teaching": teaching}))
    return 0


def train(plan: Plan) -> None:
    """Trains until the time is up; the model is then in the folder ``out/model``."""
    model = plan.encoder or find_model(SHIPPED_NAME).path
    examples = load_examples(plan, model / "tokenizer.json")
    trainee = Trainee(model, seed=plan.seed, threads=plan.threads, start=plan.start, rate=plan.rate)
    progress = trainee.resume(plan.out) or Progress()
    logger.info("%d examples, %d tokens", len(examples), sum(len(example.ids) for example in examples))
    budget = plan.minutes * 60
    last = saved = time.monotonic()
    recent = 0.0
    asked_to_stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked_to_stop.set())
    for step in _steps(examples, plan, progress):
        loss = trainee.step(step, progress.elapsed_seconds / budget)
        now = time.monotonic()
        progress.elapsed_seconds += now - last
        last = now
        progress.steps += 1
        progress.examples += sum(len(batch.examples) for batch in step)
        progress.tokens += sum(batch.input_ids.numel() for batch in step)
        recent = loss if not recent else 0.97 * recent + 0.03 * loss
        if progress.steps % REPORT_STEPS == 0:
            _report(progress, budget, recent)
        if now - saved > SAVE_SECONDS or asked_to_stop.is_set():
            trainee.save(plan.out, progress)
            saved = now
        if asked_to_stop.is_set():
            logger.info("stopped after step %d; start it again to go on", progress.steps)
            return
    trainee.save(plan.out, progress)
    trainee.export(plan.out / "model")
    logger.info("done: %s", plan.out / "model")


def load_examples(plan: Plan, tokenizer_file: Path) -> list[Example]:
    """The examples of all rows and claims, with what the teacher says of them; the same for the same seed."""
    rows = load_rows(plan)
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    claims = [*claim_rows(plan.bench, seed=plan.seed), *quoted_claims(rows, seed=plan.seed)] if plan.claims else []
    claims = random.Random(plan.seed).sample(claims, round(plan.claims * len(claims)))
    teacher = _taught(rows, plan, plan.teaching) if plan.teaching is not None else None
    return [
        *make_examples(rows, tokenizer, longest=LONGEST_PAIR, seed=plan.seed, teacher=teacher),
        *claim_examples(claims, tokenizer, longest=LONGEST_PAIR),
    ]


def load_rows(plan: Plan) -> list[Row]:
    """The rows of all sets, swapped questions, mined negatives and the rows of further files, those last."""
    rows = training_rows(plan.bench, plan.sets)
    swappable = list(dict.fromkeys(row for row in rows if row.origin in SWAPPED_SETS))
    rows.extend(swapped_rows(swappable, share=SWAPPED_SHARE, weight=SWAPPED_WEIGHT, seed=plan.seed))
    if plan.negatives is not None:
        rows.extend(_mined(plan.negatives))
    for path in plan.rows:
        rows.extend(read_rows(path))
    return rows


def _taught(rows: Sequence[Row], plan: Plan, teaching: Teaching) -> Teacher:
    """The teacher, once it has read rows for as long as it may: those of further files first, the others in random order."""
    further = [row for path in sorted(set(plan.rows)) for row in read_rows(path)]
    others = list(dict.fromkeys(row for row in rows if row.span_known))
    random.Random(plan.seed).shuffle(others)
    teach(list(dict.fromkeys([*further, *others])), teaching, threads=plan.threads)
    return Teacher(teaching)


def _mined(path: Path) -> Iterator[Row]:
    from training.negatives import read_negatives

    yield from read_negatives(path)


def _steps(examples: Sequence[Example], plan: Plan, progress: Progress) -> Iterator[list[Batch]]:
    """The batches of one step after the other until the time is up; goes on with the pass that was broken off."""
    budget = plan.minutes * 60
    while progress.elapsed_seconds < budget:
        chance = random.Random(f"{plan.seed} {progress.passes}")
        compete = progress.elapsed_seconds >= COMPETITION_STARTS * budget
        units = competing(examples, chance, most=COMPETITORS) if compete else [(example,) for example in examples]
        stream = batches(units, chance, tokens=BATCH_TOKENS)
        for _ in islice(stream, progress.batches_of_pass):
            pass
        while step := list(islice(stream, plan.batches)):
            if progress.elapsed_seconds >= budget:
                return
            progress.batches_of_pass += len(step)
            yield step
            if not compete and progress.elapsed_seconds >= COMPETITION_STARTS * budget:
                break
        progress.passes += 1
        progress.batches_of_pass = 0


def _report(progress: Progress, budget: float, loss: float) -> None:
    left = max(0.0, budget - progress.elapsed_seconds)
    speed = progress.tokens / max(1.0, progress.elapsed_seconds)
    logger.info(
        "step %d  pass %d  loss %.3f  %d examples  %.0f tokens/s  %.0f %%  %.0f min left",
        progress.steps,
        progress.passes,
        loss,
        progress.examples,
        speed,
        100 * progress.elapsed_seconds / budget,
        left / 60,
    )


if __name__ == "__main__":
    sys.exit(main())
