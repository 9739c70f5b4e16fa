"""What the extractor found is what an article's text holds: every word, in order, whatever the tree looks like."""

from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import Element, SubElement, _Element

from qa.articles.blocks import render_body

TAGS = ("p", "head", "list", "item", "quote", "table", "row", "cell", "lb", "hi", "ref", "code", "div", "graphic")
texts = st.sampled_from((None, "", " ", "\n", "cost", "The work", " costs two million. ", "4.5 %", "Straße", "日本。"))
trees = st.recursive(
    st.tuples(st.sampled_from(TAGS), texts, texts, st.just(())),
    lambda inner: st.tuples(st.sampled_from(TAGS), texts, texts, st.lists(inner, max_size=4)),
    max_leaves=25,
)
WRITTEN = ("#", "|", "-")  # marks that the text has and the tree has not


def grow(parent: _Element, tree: tuple[str, str | None, str | None, list]) -> None:  # type: ignore[type-arg]
    tag, text, tail, children = tree
    element = SubElement(parent, tag)
    element.text, element.tail = text, tail
    for child in children:
        grow(element, child)


@given(texts, st.lists(trees, max_size=5))
def test_every_word_that_the_extractor_found_is_in_the_text_in_order(text: str | None, children: list) -> None:  # type: ignore[type-arg]
    body = Element("body")
    body.text = text
    for child in children:
        grow(body, child)
    found = "".join("".join(body.itertext()).split())
    raw = render_body(body)
    assert "".join(character for character in raw if character not in WRITTEN and not character.isspace()) == found


@given(st.lists(st.tuples(texts, texts), max_size=6))
def test_blocks_do_not_run_together(pairs: list[tuple[str | None, str | None]]) -> None:
    body = Element("body")
    expected = []
    for inside, behind in pairs:
        element = SubElement(body, "p")
        element.text, element.tail = inside, behind
        expected += [part for part in (inside, behind) if part and part.strip()]
    assert render_body(body).split("\n\n") == ([" ".join(part.split()) for part in expected] or [""])
