"""Words about a report: its sections, pages, figures, formulas and references; each says in a sentence what is missing, and where.

A report crosses the wall as the text that the learner's function returns. Its prose is judged by nobody here.
"""
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ..errors import Mismatch
from ..manuscript.tree import Block, Manuscript, Problem, Section

SHORTEST_CAPTION = 4        # words
MARKDOWN = "a report in Markdown is read by markdown-it-py, which is not installed: pip install 'groundwork[reports]'"


def manuscript(source: Any) -> Manuscript:
    """Return the report as a tree; what cannot be read at all is said in a sentence, with its line."""
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError as e:
            line = source[:e.start].count(b"\n") + 1
            raise Mismatch(f"the report is not UTF-8 text: byte 0x{source[e.start]:02x} in its line {line}; save it as UTF-8", source) from None
    if not isinstance(source, str):
        raise Mismatch(f"a report is text, in Markdown or LaTeX; yours is of type {type(source).__name__}", source)
    if not source.strip():
        raise Mismatch("the report is empty", source)
    try:
        return _read(source)
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] not in ("markdown_it", "mdit_py_plugins"):
            raise
        _skip(MARKDOWN)
        raise


@lru_cache(maxsize=16)
def _read(source: str) -> Manuscript:
    from ..manuscript import read
    return read(source)


def _skip(why: str) -> None:
    import pytest
    pytest.skip(why)


def understood(source: Any) -> Manuscript:
    """Everything in the report is understood; what is not is named with its line."""
    read = manuscript(source)
    _none(read.problems, source)
    return read


def _none(problems: Iterable[Problem], source: Any) -> None:
    told = list(map(str, problems))
    if told:
        more = f" (and {len(told) - 1} more like it)" if len(told) > 1 else ""
        raise Mismatch(told[0] + more, source)


def sectioned(source: Any, *required: str, words: int = 30) -> tuple[Section, ...]:
    """The report has these sections, each of so many words; return them in the order asked for."""
    read, found = manuscript(source), []
    for title in required:
        section = read.section(title)
        if section is None:
            there = ", ".join(f"“{s.title}”" for s in read.sections) or "none"
            raise Mismatch(f"the report has no section “{title}”; its sections are {there}", source)
        if section.words < words:
            raise Mismatch(f"line {section.line} of the report: the section “{section.title}” has {section.words} words; "
                           f"with fewer than {words} it says nothing yet", source)
        found.append(section)
    return tuple(found)


def typeset(source: Any, at_least: int = 0) -> tuple[tuple[int, str], ...]:
    """Every formula can be set, and there are so many of them that are set off; return (line, LaTeX) of all."""
    from ..manuscript.formulas import problems
    read = manuscript(source)
    _none((Problem(line, f"{said}: {_short(tex)}") for line, tex in read.formulas for said in problems(tex)), source)
    displayed = len(read.each("formula"))
    if displayed < at_least:
        raise Mismatch(f"{displayed} formulas are set off in lines of their own; {at_least} are due", source)
    return read.formulas


def _short(tex: str) -> str:
    one = " ".join(tex.split())
    return one if len(one) <= 60 else one[:59] + "…"


def illustrated(source: Any, made: Collection[str], at_least: int = 0) -> tuple[Block, ...]:
    """Every figure that the report shows is one that the learner's program makes, has a caption, and is spoken of; return them."""
    read = manuscript(source)
    shown = read.each("figure")
    spoken_of = {s.target for s in read.spans("ref")}
    there = ", ".join(f"“{name}”" for name in made) or "none"
    for figure in shown:
        at = f"line {figure.line} of the report: "
        if figure.text not in made:
            raise Mismatch(f"{at}the figure “{figure.text}” is shown, and your program does not make it; it makes {there}", source)
        if len(figure.plain.split()) < SHORTEST_CAPTION:
            raise Mismatch(f"{at}the caption of “{figure.text}” says too little: what is drawn, and what is to be seen in it?", source)
        if figure.label not in spoken_of:
            raise Mismatch(f"{at}no sentence speaks of the figure “{figure.label}”: [Figure](#{figure.label})", source)
    names = {figure.text for figure in shown}
    if len(names) < at_least:
        raise Mismatch(f"the report shows {len(names)} figures of your program; {at_least} are due", source)
    return shown


def referenced(source: Any, at_least: int = 0) -> Mapping[str, str]:
    """Whatever is referred to is there, whatever is cited stands under References; return what is cited, by key."""
    read = manuscript(source)
    for span in read.spans("ref"):
        if span.target not in read.labels:
            raise Mismatch(f"line {span.line} of the report: it refers to `#{span.target}`, and nothing is labelled so", source)
    cited = {span.target: span.line for span in read.spans("cite")}
    for key, line in cited.items():
        if key not in read.sources:
            raise Mismatch(f"line {line} of the report: it cites `{key}`, which does not stand under References", source)
    for key, entry in read.sources.items():
        if len(entry.split()) < 4:
            raise Mismatch(f"the source `{key}` is not told: who wrote it, what, and when", source)
    if len(cited) < at_least:
        raise Mismatch(f"the report cites {len(cited)} sources; {at_least} are due", source)
    return {key: read.sources[key] for key in cited}


def paged(source: Any, least: int, most: int, pictures: Callable[[], Mapping[str, bytes]] = dict) -> int | None:
    """The PDF of the report has so many pages; return how many. Where there is no Chromium this is skipped, and says so.

    `pictures` draws its figures, and is called once the text is read and there is something to print it.
    """
    from ..errors import SurroundingsError
    from ..manuscript import pdf
    from ..manuscript.page import Picture, Printed, page
    read = manuscript(source)
    if why := pdf.obstacle():
        _skip(f"pages are counted in the PDF, and {why}")
    html = page(Printed(read, {name: Picture(data) for name, data in pictures().items()}))
    try:
        count = pdf.pages(pdf.pdf(html))
    except SurroundingsError as e:
        _skip(f"pages are counted in the PDF, which could not be made: {e}")
        raise
    if not least <= count <= most:
        raise Mismatch(f"the PDF has {count} page{'s' if count != 1 else ''}; {least} to {most} are due", source)
    return count
