"""The README's own lines are run, so that a newcomer never meets one that does not work."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli import main

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs_as_it_stands(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.stderr == ""
    assert "Latakia" in run.stdout
    assert "1 000_2c46c174ad97553b.txt#" in run.stdout
    assert len([line for line in code.splitlines() if line.strip()]) <= 10


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"^    qa (\w+)", README, re.MULTILINE))
    assert named == {"sync", "ask", "search", "serve", "mcp", "users", "eval", "export", "import", "doctor"}
    for command in sorted(named):
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0


def test_every_file_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"\b(?:docs|tests)/[\w./-]+\w", README))
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
