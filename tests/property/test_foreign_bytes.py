"""Bytes from elsewhere: whatever they are, there are sound articles or one reason, and no other end. The long form is `make torture`."""

import pytest
from foreign_bytes import EDITS, READERS, SAMPLES, Edit, edited, read_as_anything
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import QAError
from qa.types import Answer
from qa.web.guard import depth
from qa.web.stored import as_exchange


@pytest.mark.parametrize("name", sorted(READERS.values()))
def test_a_file_in_disorder_is_read_or_refused_with_a_reason(name: str) -> None:
    @settings(max_examples=8)
    @given(edits=EDITS)
    def run(edits: list[Edit]) -> None:
        read_as_anything(name, edited(SAMPLES[name], edits))

    run()


@given(content=st.binary(max_size=300), suffix=st.sampled_from(sorted(READERS)))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused_with_a_reason(content: bytes, suffix: str) -> None:
    read_as_anything(f"a.{suffix}", content)


@given(body=st.one_of(st.binary(max_size=200), st.text(alphabet='[]{}",:\\a1', max_size=200).map(str.encode)))
def test_the_depth_of_any_body_is_told(body: bytes) -> None:
    assert 0 <= depth(body) <= len(body)


@given(answer=st.text(alphabet='{}[]":,aeintrxs01', max_size=80))
def test_a_kept_answer_of_any_form_is_read_or_said_to_be_of_another(answer: str) -> None:
    filters = '{"sources": [], "date_from": null, "date_to": null, "sections": []}'
    try:
        Answer.from_json(answer)
    except ValueError:
        assert as_exchange("Q?", filters, answer, "done", None).trouble is not None
    except QAError as error:
        raise AssertionError(answer) from error
