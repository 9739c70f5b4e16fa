"""What the program is made of: `python .ci/supply.py licences` and `python .ci/supply.py audit`. Neither changes anything."""

import json
import re
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

# Licences under which the program can be passed on as it is; of several to choose from, one has to be.
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|Zlib|CC0|Unlicense|HPND|CNRI)", re.IGNORECASE
)
SHARED_ALIKE = re.compile(r"\b[AL]?GPL\b|\b[AL]?GPL-|General Public", re.IGNORECASE)
SAID_ELSEWHERE = {"axe-playwright-python": "MIT"}  # where the package itself says nothing
LOCK = Path(__file__).parent.parent / "requirements.lock"
AUDITOR = Path(__file__).parent.parent / ".supply" / "bin" / "pip-audit"
SECONDS = 60


def licence_of(package: Distribution) -> str:
    """What a package says of its licence, in one line; empty where it says nothing."""
    said = package.metadata
    classified = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")
    ]
    found = said.get("License-Expression") or "; ".join(classified) or (said.get("License") or "").partition("\n")[0]
    return found or SAID_ELSEWHERE.get(package.metadata["Name"], "")


def is_free(licence: str) -> bool:
    """Whether one of the licences to choose from is free and asks for nothing of the program around."""
    return any(FREE.search(each) and not SHARED_ALIKE.search(each) for each in re.split(r" OR ", licence))


def report_licences() -> int:
    """Writes a line for each installed package; 1 where a licence is none that can be passed on."""
    found = sorted((each.metadata["Name"], each.version, licence_of(each)) for each in distributions())
    for name, version, licence in dict.fromkeys(found):
        print(f"{name} {version}: {licence or '(nothing)'}"[:150])
    wrong = [f"{name} ({licence or 'says nothing'})" for name, _, licence in found if not is_free(licence)]
    if wrong:
        print(f"licences: not to be passed on, or unknown: {', '.join(wrong)}", file=sys.stderr)
        return 1
    print(f"licences: {len(set(found))} packages, all free to be passed on", file=sys.stderr)
    return 0


def audit() -> int:
    """Asks for known holes in the locked packages; 1 where there is one, 0 where nobody could be asked, which is said."""
    if not AUDITOR.exists():
        print("audit: skipped, pip-audit could not be installed: is there a network?", file=sys.stderr)
        return 0
    command = [
        str(AUDITOR),
        "--disable-pip",
        "--require-hashes",
        "-r",
        str(LOCK),
        "-f",
        "json",
        "--progress-spinner",
        "off",
    ]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
        packages = json.loads(run.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("audit: skipped, the list of known holes can't be reached", file=sys.stderr)
        return 0
    asked = [each for each in packages if "skip_reason" not in each]
    holes = [f"{each['name']} {each['version']}: {hole['id']}" for each in asked for hole in each["vulns"]]
    if not asked:
        print("audit: skipped, the list of known holes can't be reached", file=sys.stderr)
    elif holes:
        print("\n".join(["audit: known holes", *holes]), file=sys.stderr)
    else:
        print(f"audit: no known holes in {len(asked)} of {len(packages)} packages", file=sys.stderr)
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit({"licences": report_licences, "audit": audit}[sys.argv[1]]())
