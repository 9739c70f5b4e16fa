"""An installed wheel is whole: it answers from any folder, with nothing of the checkout in reach."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("qa-*.whl")
    return built


def test_prompts_models_and_page_files_are_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    prompts = {f"qa/prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "qa").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert prompts | package <= names


# For this process: no network but its own empty one, where the system grants that; and no socket from Python anyhow.
NO_NETWORK = """
import ctypes, sys
ctypes.CDLL(None).unshare(0x10000000 | 0x40000000)
def refuse(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        raise PermissionError(f"{event} {given}")
sys.addaudithook(refuse)
"""


def test_it_answers_from_another_folder_without_any_network(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(target)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    code = NO_NETWORK + (
        f"import sys; sys.path.insert(0, {str(target)!r}); import qa; from qa.chat.prompts import load_prompt; "
        f"assert qa.__file__.startswith({str(target)!r}), qa.__file__; load_prompt('answer'); "
        "print(qa.ask('Which areas of Syria did Russian strikes hit according to the Observatory?').citations[0].article_id)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.stdout.strip() == "004_ebe3ddc0ea8b3ae0.txt", run.stderr
