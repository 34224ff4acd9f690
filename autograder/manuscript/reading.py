"""A report's text, whichever language it is in, becomes a tree; what is not understood is said with its line."""
from dataclasses import replace

from .tree import BIBLIOGRAPHY, Block, Manuscript, Problem, Span, folded, walk

LONGEST = 200_000       # characters: a thesis; a report has a tenth of it


def read(text: str) -> Manuscript:
    """Return the report; LaTeX is known by its first command."""
    if len(text) > LONGEST:
        return Manuscript("", (), (Problem(0, f"{len(text):,} characters are too many to read; at most {LONGEST:,}"),))
    text = text.replace("\r\n", "\n").replace("\x00", "�")
    if is_latex(text):
        from .latex import blocks
    else:
        from .markdown import blocks
    title, found, problems = blocks(text)
    cited, sources = _bibliography(found)
    return Manuscript(title, cited, (*problems, *_twice(cited)), sources)


def is_latex(text: str) -> bool:
    """Return whether a text is LaTeX: Markdown has no documentclass, and no section that begins with a backslash."""
    rows = (row.strip() for row in text.splitlines())
    return any(row.startswith(("\\documentclass", "\\begin{document}", "\\section", "\\title")) for row in rows)


def _bibliography(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], dict[str, str]]:
    """Return the blocks, and what the list under “References” defines: its items begin with the key they are cited by."""
    sources: dict[str, str] = {}
    found, inside = [], False
    for block in blocks:
        if block.kind == "heading":
            inside = folded(block.plain) in BIBLIOGRAPHY
        if inside and block.kind == "list":
            block = replace(block, items=tuple(_entry(item, sources) for item in block.items))
        found.append(block)
    return tuple(found), sources


def _entry(item: tuple[Block, ...], sources: dict[str, str]) -> tuple[Block, ...]:
    first = item[0] if item else None
    if first is None or not first.spans or first.spans[0].kind != "cite":
        return item
    key, *rest = first.spans
    sources[key.target] = "".join(s.plain for s in rest).strip()
    return (replace(first, label=f"cite-{key.target}", spans=(Span("strong", f"[{len(sources)}]", line=key.line), *rest)), *item[1:])


def _twice(blocks: tuple[Block, ...]) -> list[Problem]:
    """A label names one thing; headings that share their words are told apart by nothing, and may be."""
    seen: dict[str, int] = {}
    problems = []
    for block in walk(blocks):
        if block.label and block.kind != "heading":
            if block.label in seen:
                problems.append(Problem(block.line, f"the label `{block.label}` stands at line {seen[block.label]} already: choose another"))
            seen.setdefault(block.label, block.line)
    return problems
