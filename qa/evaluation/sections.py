"""Files of results that several commands write to, each its own section."""


def with_section(text: str, name: str, content: str) -> str:
    """The text with the section of that name replaced, or added at its end; what stands outside stays as it is.

    A section stands between two comments, which a page does not show.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    parts = (before.strip(), f"{begin}\n\n{content.strip()}\n\n{end}", after.strip())
    return "\n\n".join(part for part in parts if part) + "\n"
