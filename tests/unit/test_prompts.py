from pathlib import Path

import pytest

from qa.chat.prompts import PROMPT_VARIABLES, Prompt, load_prompt, prompts_folder
from qa.errors import PromptError


@pytest.mark.parametrize("name", sorted(PROMPT_VARIABLES))
def test_every_shipped_prompt_loads_and_renders(name: str) -> None:
    values = {variable: f"<{variable}>" for variable in PROMPT_VARIABLES[name]}
    rendered = load_prompt(name).render(**values)
    assert all(value in rendered for value in values.values())
    assert "{" not in rendered


def test_a_prompt_that_lacks_a_variable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "condense.txt").write_text("Rewrite {question} or {abstain_word}")
    with pytest.raises(PromptError, match=r"\{history\} is missing") as caught:
        load_prompt("condense", folder=tmp_path)
    assert (caught.value.path, caught.value.variable) == (tmp_path / "condense.txt", "history")


def test_a_prompt_with_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "condense.txt").write_text("{abstain_word} {history} {question} {mood}")
    with pytest.raises(PromptError, match=r"\{mood\} is not filled in"):
        load_prompt("condense", folder=tmp_path)


def test_a_missing_prompt_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"answer\.txt: can't be read"):
        load_prompt("answer", folder=tmp_path)


def test_braces_inside_a_value_stay_as_they_are() -> None:
    prompt = Prompt(Path("x.txt"), "Passages: {passages}")
    assert prompt.render(passages="{question} {passages}") == "Passages: {question} {passages}"


def test_rendering_refuses_missing_and_extra_values() -> None:
    prompt = Prompt(Path("x.txt"), "Q: {question}")
    with pytest.raises(PromptError, match="question"):
        prompt.render()
    with pytest.raises(PromptError, match="mood"):
        prompt.render(question="?", mood="glad")


def test_prompts_lie_beside_the_package_or_inside_it() -> None:
    assert {f"{name}.txt" for name in PROMPT_VARIABLES} <= {path.name for path in prompts_folder().iterdir()}
