"""A report as one HTML file: everything in it, nothing loaded from anywhere, and nothing of its author's runs."""
import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

from .formulas import KATEX
from .tree import Block, Manuscript, Span

STYLE = Path(__file__).with_name("report.css")
# Formulas are set by KaTeX from their text; the only script of the page is this one and KaTeX, named by their hashes.
SETTING = """for (const e of document.querySelectorAll(".math"))
  katex.render(e.textContent, e, {displayMode: e.dataset.display === "yes", throwOnError: false, trust: false, maxExpand: 200, maxSize: 20});
document.documentElement.dataset.set = "yes";
"""
FLAT = {"emph": "em", "strong": "strong", "code": "code"}


@dataclass(frozen=True)
class Picture:
    """A figure of the learner's program, as a picture."""
    data: bytes
    kind: str = "image/png"     # or image/svg+xml, which an <img> shows without running anything

    @property
    def address(self) -> str:
        return f"data:{self.kind};base64,{base64.b64encode(self.data).decode()}"


@dataclass(frozen=True)
class Printed:
    """What is set: a report, its pictures by name, and tables that stand after it, such as where its numbers come from."""
    manuscript: Manuscript
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    stamps: Sequence["Stamp"] = ()
    notes: tuple[str, ...] = ()     # what its author should know, and no reader


@dataclass(frozen=True)
class Stamp:
    """A table of ours beneath a report: its title, what it means, and its rows, the head first."""
    title: str
    words: str
    rows: tuple[tuple[str, ...], ...] = ()


def page(printed: Printed) -> str:
    """Return the HTML of a report; it is complete in itself."""
    manuscript = printed.manuscript
    body = _Setter(printed).blocks(manuscript.blocks)
    head = f"<h1>{escape(manuscript.title)}</h1>\n" if manuscript.title else ""
    return document(manuscript.title or "Report", f"{head}{body}{''.join(map(_stamp, printed.stamps))}")


def document(title: str, body: str, style: str = "") -> str:
    """Return one HTML file that is complete in itself; `style` comes after the style of all."""
    before, after = _frame()
    return (f"{before[0]}{escape(title)}{before[1]}{style}</style>\n</head>\n<body>\n{body}\n{after}")


@cache
def _frame() -> tuple[tuple[str, str], str]:
    """Return what stands around a title, and around a body: the same in every file."""
    scripts = [(KATEX / "katex.min.js").read_text("utf-8"), SETTING]
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    policy = f"default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src {hashes}; base-uri 'none'; form-action 'none'"
    head = (f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n<title>')
    style = f"</title>\n<style>{_katex_style()}\n{STYLE.read_text('utf-8')}"
    return (head, style), f"{''.join(f'<script>{s}</script>' for s in scripts)}\n</body>\n</html>\n"


@cache
def _katex_style() -> str:
    """Return KaTeX's style sheet with its fonts inside."""
    def inside(match: re.Match[str]) -> str:
        data = base64.b64encode((KATEX / match[1]).read_bytes()).decode()
        return f"src:url(data:font/woff2;base64,{data}) format(\"woff2\")"
    return re.sub(r"src:url\((fonts/[\w-]+\.woff2)\)[^;}]*", inside, (KATEX / "katex.min.css").read_text("utf-8"))


def _stamp(stamp: Stamp) -> str:
    rows = [[_code(escape(cell)) for cell in row] for row in stamp.rows]
    return f'<section class="stamp"><h2>{escape(stamp.title)}</h2><p>{escape(stamp.words)}</p>{_table(rows)}</section>'


def _code(cell: str) -> str:
    """Return a cell whose pieces between backticks are set as code."""
    return re.sub(r"`([^`<>]*)`", r"<code>\1</code>", cell)


def _table(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head, *rest = rows
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rest)
    return f"<table><thead><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr></thead><tbody>{body}</tbody></table>"


class _Setter:
    """Sets blocks and spans; numbers figures and labelled formulas in their order."""

    def __init__(self, printed: Printed) -> None:
        self.pictures, self.manuscript = printed.pictures, printed.manuscript
        figures, formulas = printed.manuscript.each("figure"), [b for b in printed.manuscript.each("formula") if b.label]
        self.numbers = {id(b): n for group in (figures, formulas) for n, b in enumerate(group, 1)}
        self.called = {b.label: f"Figure {self.numbers[id(b)]}" for b in figures} | {b.label: f"({self.numbers[id(b)]})" for b in formulas}
        self.called |= {s.label: s.title for s in printed.manuscript.sections if s.label and s.label not in self.called}
        self.keys = {key: n for n, key in enumerate(printed.manuscript.sources, 1)}

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "\n".join(map(self.block, blocks)) + "\n"

    def block(self, b: Block) -> str:
        at = f' id="{escape(b.label)}"' if b.label else ""
        if b.kind == "heading":
            level = min(6, max(2, b.level))
            return f"<h{level}{at}>{self.spans(b.spans)}</h{level}>"
        if b.kind == "paragraph":
            return f"<p{at}>{self.spans(b.spans)}</p>"
        if b.kind == "formula":
            number = f'<span class="number">({self.numbers[id(b)]})</span>' if b.label else ""
            return f'<div class="formula"{at}><span class="math" data-display="yes">{escape(b.text)}</span>{number}</div>'
        if b.kind == "figure":
            return self.figure(b, at)
        if b.kind == "list":
            tag = "ol" if b.ordered else "ul"
            return f"<{tag}>" + "".join(f"<li>{self.blocks(item)}</li>" for item in b.items) + f"</{tag}>"
        if b.kind == "quote":
            return "<blockquote>" + "".join(self.blocks(item) for item in b.items) + "</blockquote>"
        if b.kind == "table":
            return _table([[self.spans(cell) for cell in row] for row in b.rows])
        return f"<pre>{escape(b.text)}</pre>" if b.kind == "code" else "<hr>"

    def figure(self, b: Block, at: str) -> str:
        picture = self.pictures.get(b.text)
        shown = f'<img src="{picture.address}" alt="{escape("".join(s.plain for s in b.spans))}">' if picture else (
            f'<p class="missing">there is no figure “{escape(b.text)}”</p>')
        return f"<figure{at}>{shown}<figcaption><b>Figure {self.numbers[id(b)]}.</b> {self.spans(b.spans)}</figcaption></figure>"

    def spans(self, spans: Iterable[Span]) -> str:
        return "".join(map(self.span, spans))

    def span(self, s: Span) -> str:
        text = escape(s.text)
        if s.kind == "text":
            return text
        if s.kind == "formula":
            return f'<span class="math">{text}</span>'
        if s.kind in FLAT:
            return f"<{FLAT[s.kind]}>{text or self.spans(s.spans)}</{FLAT[s.kind]}>"
        if s.kind == "break":
            return "<br>"
        if s.kind == "claim":
            return f'<span class="claim" title="claim {escape(s.target)}">{text}</span>'
        if s.kind == "cite":
            number = self.keys.get(s.target)
            return f'<a href="#cite-{escape(s.target)}">[{number or escape(s.target)}]</a>' if number else f"[{escape(s.target)}?]"
        if s.kind == "ref":
            name = self.called.get(s.target, "??")
            return f'<a href="#{escape(s.target)}">{text or escape(name)}</a>'
        return f'<a href="{escape(s.target)}" rel="noreferrer">{text}</a>' if s.target.startswith(("https://", "http://")) else text
