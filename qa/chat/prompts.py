"""Prompts: text files with {named} variables, checked when they are loaded."""

import re
from dataclasses import dataclass
from pathlib import Path

import qa
from qa.errors import PromptError

_VARIABLE = re.compile(r"\{([a-z_]+)\}")
# What each prompt file must name, no more and no less.
PROMPT_VARIABLES = {
    "answer": frozenset({"abstain_word", "passages", "question"}),
    "condense": frozenset({"abstain_word", "history", "question"}),
    "repair": frozenset({"abstain_word", "passages", "question", "sentence"}),
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text and the file that it came from."""

    path: Path
    text: str

    def render(self, **values: str) -> str:
        """The text with each variable replaced by its value; braces inside values stay as they are.

        Raises:
            PromptError: a variable has no value, or a value no variable.
        """
        wanted = set(_VARIABLE.findall(self.text))
        for name in sorted(wanted ^ values.keys()):
            trouble = "has no value" if name in wanted else "is not in the prompt"
            raise PromptError(f"{self.path}: the variable {{{name}}} {trouble}", path=self.path, variable=name)
        return _VARIABLE.sub(lambda match: values[match.group(1)], self.text)


def prompts_folder() -> Path:
    """Where the prompt files lie: inside the installed package, or beside it in a checkout."""
    package = Path(qa.__file__).parent
    installed = package / "prompts"
    return installed if installed.is_dir() else package.parent / "prompts"


def load_prompt(name: str, *, folder: Path | None = None) -> Prompt:
    """The prompt of a name in ``PROMPT_VARIABLES``.

    Raises:
        PromptError: the file is missing, or its variables are not the ones that the program fills in.
    """
    path = (folder or prompts_folder()) / f"{name}.txt"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{path}: can't be read ({error.strerror}); reinstall the package", path=path) from error
    found = set(_VARIABLE.findall(text))
    for variable in sorted(found ^ PROMPT_VARIABLES[name]):
        trouble = "is not filled in by the program" if variable in found else "is missing"
        raise PromptError(f"{path}: the variable {{{variable}}} {trouble}", path=path, variable=variable)
    return Prompt(path, text)
