"""Markdown becomes a report's tree: CommonMark with tables, $formulas$, figures of one's own program, claims and citations."""
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .tree import Block, Problem, Span, slug

Read = tuple[str, tuple[Block, ...], tuple[Problem, ...]]
CITED = re.compile(r"\[@([\w:.+-]+(?:;\s*@[\w:.+-]+)*)\]")
HEADING_LABEL = re.compile(r"\s*\{#([\w:.-]+)\}\s*$")
FIGURE, CLAIM = "figure:", "claim:"


def blocks(text: str) -> Read:
    """Return (title, blocks, problems)."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table").use(dollarmath_plugin, allow_labels=True, double_inline=True)
    reader = _Reader()
    found = tuple(reader.blocks(SyntaxTreeNode(parser.parse(text)).children))
    if found and found[0].kind == "heading" and found[0].level == 1:
        return found[0].plain, found[1:], tuple(reader.problems)
    return "", found, tuple(reader.problems)


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def blocks(self, nodes: Sequence[Any]) -> Iterator[Block]:
        for node in nodes:
            line = node.map[0] + 1 if node.map else 0
            made = self.block(node, line)
            if made is not None:
                yield made

    def block(self, node: Any, line: int) -> Block | None:
        of = node.type
        if of == "heading":
            return self.heading(node, line)
        if of == "paragraph":
            return self.paragraph(node, line)
        if of in ("math_block", "math_block_label"):
            return Block("formula", line, text=node.content.strip(), label=node.info.strip() if of == "math_block_label" else "")
        if of in ("bullet_list", "ordered_list"):
            items = tuple(tuple(self.blocks(item.children)) for item in node.children)
            return Block("list", line, items=items, ordered=of == "ordered_list")
        if of == "blockquote":
            return Block("quote", line, items=(tuple(self.blocks(node.children)),))
        if of in ("fence", "code_block"):
            return Block("code", line, text=node.content.rstrip("\n"))
        if of == "table":
            rows = [row for part in node.children for row in part.children]
            return Block("table", line, rows=tuple(tuple(self.inline(cell.children, line) for cell in row.children) for row in rows))
        if of == "hr":
            return Block("rule", line)
        self.problems.append(Problem(line, f"a {of.replace('_', ' ')} is not understood"))
        return None

    def heading(self, node: Any, line: int) -> Block:
        spans, label = list(self.inline(node.children, line)), ""
        if spans and spans[-1].kind == "text" and (match := HEADING_LABEL.search(spans[-1].text)):
            label, spans[-1] = match[1], Span("text", spans[-1].text[:match.start()], line=line)
        return Block("heading", line, tuple(spans), level=int(node.tag[1]), label=label or slug("".join(s.plain for s in spans)))

    def paragraph(self, node: Any, line: int) -> Block:
        """A paragraph of one image is a figure; of one $$formula$$, that formula."""
        inner = node.children[0].children if node.children else []
        if len(inner) == 1 and inner[0].type == "image":
            return self.figure(inner[0], line)
        if len(inner) == 1 and inner[0].type == "math_inline_double":
            return Block("formula", line, text=inner[0].content.strip())
        return Block("paragraph", line, self.inline(node.children, line))

    def figure(self, node: Any, line: int) -> Block:
        name = str(node.attrs.get("src", ""))
        if not name.startswith(FIGURE):
            self.problems.append(Problem(line, f"a figure is made by your program, ![caption](figure:name); `{name[:60]}` comes from elsewhere"))
        name = name.removeprefix(FIGURE)
        return Block("figure", line, self.inline(node.children, line), text=name, label=name)

    def inline(self, nodes: Sequence[Any], line: int) -> tuple[Span, ...]:
        found: list[Span] = []
        for node in nodes:
            if node.type == "inline":
                return self.inline(node.children, line)
            if node.type in ("softbreak", "hardbreak"):
                line += 1
                found.append(Span("break", line=line) if node.type == "hardbreak" else Span("text", " ", line=line))
            else:
                found += self.span(node, line)
                line += node.content.count("\n") if node.type.startswith("math") else 0      # a formula may go on in the next line
        return tuple(found)

    def span(self, node: Any, line: int) -> list[Span]:
        of = node.type
        if of == "text":
            return _with_citations(node.content, line)
        if of == "em":
            return [Span("emph", line=line, spans=self.inline(node.children, line))]
        if of == "strong":
            return [Span("strong", line=line, spans=self.inline(node.children, line))]
        if of == "code_inline":
            return [Span("code", node.content, line=line)]
        if of in ("math_inline", "math_inline_double"):
            return [Span("formula", node.content.strip(), line=line)]
        if of == "link":
            return [self.link(node, line)]
        if of == "image":
            self.problems.append(Problem(line, "a figure stands in a paragraph of its own, with an empty line above and below"))
            return []
        return [Span("text", node.content or "", line=line)]

    def link(self, node: Any, line: int) -> Span:
        to, text = str(node.attrs.get("href", "")), "".join(s.plain for s in self.inline(node.children, line))
        if to.startswith(CLAIM):
            return Span("claim", text, to.removeprefix(CLAIM), line)
        if to.startswith("#"):
            return Span("ref", text, to[1:], line)
        if not to.startswith(("https://", "http://")):
            self.problems.append(Problem(line, f"a link goes to https://…, to a #label or to a claim:id, not to `{to[:60]}`"))
        return Span("link", text, to, line)


def _with_citations(text: str, line: int) -> list[Span]:
    """Split `[@key; @other]` off a run of text."""
    found, at = [], 0
    for match in CITED.finditer(text):
        if match.start() > at:
            found.append(Span("text", text[at:match.start()], line=line))
        found += [Span("cite", key.strip().lstrip("@"), key.strip().lstrip("@"), line) for key in match[1].split(";")]
        at = match.end()
    return found + ([Span("text", text[at:], line=line)] if text[at:] or not found else [])
