"""How the extractor's tree is set out as text."""

import pytest
from lxml.etree import fromstring

from qa.articles.blocks import render_body


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ("<body><head rend='h2'>The cost</head>The work costs two million.</body>", "## The cost\n\nThe work costs two million."),
        ("<body>Before.<p>Inside.</p>Behind.</body>", "Before.\n\nInside.\n\nBehind."),
        ("<body><p>One.<lb/><lb/>Two.</p></body>", "One.\n\nTwo."),
        ("<body><p>One.<lb/>Two goes<lb/>on.</p></body>", "One.\n\nTwo goes on."),
        ("<body><div>One.<p>Two.</p>Three.</div></body>", "One.\n\nTwo.\n\nThree."),
        ("<body><div><div><p>One.</p></div><div><p>Two.</p></div></div></body>", "One.\n\nTwo."),
        ("<body><p>The <hi>old</hi> bridge, <ref>closed</ref>.</p></body>", "The old bridge, closed."),
        ("<body><list>Needed:<item>A rope</item><item>A <hi>boat</hi></item></list></body>", "Needed:\n\n- A rope\n- A boat"),
        ("<body><list><item>A<list><item>B</item></list></item></list></body>", "- A\n\n- B"),
        ("<body><quote>One.<p>Two.</p></quote>Three.</body>", "One.\n\nTwo.\n\nThree."),
        (
            "<body><table><row><cell>Town</cell><cell>Boats</cell></row><row><cell>Ely</cell><cell>40</cell></row></table></body>",
            "| Town | Boats |\n| --- | --- |\n| Ely | 40 |",
        ),
        (
            "<body><table><row><cell role='head'>Town</cell><cell role='head'>Mayor</cell></row>"
            "<row><cell>Ely</cell><cell><p>Ada Lund</p></cell></row></table></body>",
            "| Town | Mayor |\n| --- | --- |\n| Ely | Ada Lund |",
        ),
        (
            "<body><table><row><cell>Boats, in thousands</cell><cell/></row><row><cell>Ely</cell><cell>4|5</cell></row></table></body>",
            "Boats, in thousands\n| Ely | 4/5 |",
        ),
        (
            "<body><table><row><cell><p>One.</p><p>Two.</p></cell><cell>Three.</cell></row></table></body>",
            "One.\n\nTwo.\n\nThree.",
        ),
    ],
)  # fmt: skip
def test_a_tree_is_set_out_as_text(tree: str, text: str) -> None:
    assert render_body(fromstring(tree)) == text
