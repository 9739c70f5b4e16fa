"""Writes a trained network in eight bits, in files that a repository takes: ``python -m training.compress MODEL TARGET``."""

import argparse
import shutil
import sys
from pathlib import Path

from qa.encoding.stored_network import load_network, save_network
from qa.encoding.weights import write_sums


def main() -> int:
    """Writes weights, shape and tokenizer. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.compress", description=__doc__)
    parser.add_argument("model", type=Path, help="folder that training.reader wrote")
    parser.add_argument("target", type=Path, help="folder to write")
    given = parser.parse_args()
    save_network(load_network(given.model), given.target, weights="eight_bits")
    shutil.copyfile(given.model / "tokenizer.json", given.target / "tokenizer.json")
    write_sums(given.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
