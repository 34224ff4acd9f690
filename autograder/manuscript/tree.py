"""What a report consists of, whichever language it was written in."""
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

SpanKind = Literal["text", "emph", "strong", "code", "formula", "link", "ref", "cite", "claim", "break"]
BlockKind = Literal["heading", "paragraph", "formula", "figure", "list", "table", "code", "quote", "rule"]
BIBLIOGRAPHY = ("references", "bibliography", "literature")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a report, and in which of its lines; 0 is the whole of it."""
    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line} of the report: {self.message}" if self.line else f"the report: {self.message}"


@dataclass(frozen=True)
class Span:
    """A run of text. `target` is where a link or a reference goes, what is cited, or the claim that a number belongs to."""
    kind: SpanKind
    text: str = ""
    target: str = ""
    line: int = 0
    spans: tuple["Span", ...] = ()      # what is emphasised

    @property
    def plain(self) -> str:
        return self.text or "".join(s.plain for s in self.spans) or (" " if self.kind == "break" else "")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, figure …; which fields apply depends on the kind. `text` is a formula, a figure's name, or code."""
    kind: BlockKind
    line: int
    spans: tuple[Span, ...] = ()
    text: str = ""
    label: str = ""
    level: int = 0
    ordered: bool = False
    items: tuple[tuple["Block", ...], ...] = ()             # of a list or quote
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()     # of a table, its head first

    @property
    def plain(self) -> str:
        """Return the words of a block."""
        own = "".join(s.plain for s in self.spans) or (self.text if self.kind == "code" else "")
        inner = [b.plain for item in self.items for b in item] + [" ".join("".join(s.plain for s in cell) for cell in row) for row in self.rows]
        return " ".join([own, *inner]).strip()


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading of its level or above."""
    title: str
    label: str
    line: int
    level: int
    blocks: tuple[Block, ...]

    @property
    def plain(self) -> str:
        return "\n".join(b.plain for b in self.blocks if b.plain)

    @property
    def words(self) -> int:
        return len(self.plain.split())


@dataclass(frozen=True)
class Manuscript:
    """A report as read, with what could not be understood."""
    title: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)       # what may be cited: key, entry

    @property
    def sections(self) -> tuple[Section, ...]:
        found = []
        for n, head in enumerate(self.blocks):
            if head.kind == "heading":
                after = self.blocks[n + 1:]
                end = next((k for k, b in enumerate(after) if b.kind == "heading" and b.level <= head.level), len(after))
                found.append(Section(head.plain, head.label, head.line, head.level, after[:end]))
        return tuple(found)

    def section(self, title: str) -> Section | None:
        """Return the section whose title says this: its words, whatever the case, numbering and further words."""
        wanted = folded(title)
        exact = [s for s in self.sections if folded(s.title) == wanted]
        return next(iter(exact or [s for s in self.sections if wanted in folded(s.title)]), None)

    def each(self, kind: BlockKind) -> tuple[Block, ...]:
        return tuple(b for b in walk(self.blocks) if b.kind == kind)

    def spans(self, kind: SpanKind) -> tuple[Span, ...]:
        return tuple(s for s in spans_of(self.blocks) if s.kind == kind)

    @property
    def formulas(self) -> tuple[tuple[int, str], ...]:
        """Return (line, LaTeX) of each formula, in lines and set off."""
        return tuple((b.line, b.text) for b in self.each("formula")) + tuple((s.line, s.text) for s in self.spans("formula"))

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(b.label for b in walk(self.blocks) if b.label)

    @property
    def plain(self) -> str:
        return "\n".join(b.plain for b in self.blocks if b.plain)


def folded(text: str) -> str:
    """Return words as they are compared: case, punctuation and numbering apart."""
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"^[\d.\s]+", "", text)).casefold().split())


def slug(title: str) -> str:
    """Return the label a heading has by itself."""
    return "-".join(folded(title).split())


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield every block, those in lists and quotes too."""
    for block in blocks:
        yield block
        for item in block.items:
            yield from walk(item)


def spans_of(blocks: Iterable[Block]) -> Iterator[Span]:
    """Yield every run of text, emphasised ones too."""
    for block in walk(blocks):
        yield from _inner(block.spans)
        for row in block.rows:
            for cell in row:
                yield from _inner(cell)


def _inner(spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        yield span
        yield from _inner(span.spans)
