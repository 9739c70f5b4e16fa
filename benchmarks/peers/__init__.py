"""Ours beside what people would use instead, in one run: ``python -m benchmarks.peers BENCH``, or ``make bench BENCH=BENCH``.

Each system runs in an environment and a process of its own, on the same articles, questions, weights and cores, and takes
turns with the others. docs/evaluation.md says what is measured and how.
"""
