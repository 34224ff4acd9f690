"""A part of LaTeX becomes a report's tree: what is not in it is said with its line, and the rest is still read."""
import re
from collections.abc import Callable
from dataclasses import replace

from .tree import Block, Problem, Span, slug

Read = tuple[str, tuple[Block, ...], tuple[Problem, ...]]
SECTIONS = {"section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
STYLES = {"emph": "emph", "textit": "emph", "textsl": "emph", "textbf": "strong", "texttt": "code"}
MATHEMATICS = ("equation", "align", "gather", "multline", "displaymath", "eqnarray")
LISTS = {"itemize": False, "enumerate": True, "thebibliography": False}
ALONE = {"%": "%", "&": "&", "_": "_", "#": "#", "$": "$", "{": "{", "}": "}", " ": " ", ",": " ", ";": " ", "-": "", "/": "", "@": "",
         "ldots": "…", "dots": "…", "textbackslash": "\\", "LaTeX": "LaTeX", "TeX": "TeX", "S": "§", "quad": " ", "qquad": " ", "textasciitilde": "~"}
NOTHING = ("maketitle", "centering", "noindent", "newpage", "clearpage", "bigskip", "medskip", "smallskip", "small", "hline", "toprule", "midrule",
           "bottomrule", "tableofcontents", "appendix", "par", "hfill", "raggedright", "protect")
WITH_ARGUMENT = ("author", "date", "usepackage", "documentclass", "bibliographystyle", "vspace", "hspace", "setlength", "pagestyle", "thispagestyle")
MARKS = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’", "~": "\u00a0"}
TOKEN = re.compile(r"\\(?P<name>[a-zA-Z]+\*?|.)|(?P<brace>[{}$])|(?P<gap>\n[ \t]*\n\s*)|(?P<mark>---|--|``|''|[`'~])"
                   r"|(?P<text>[^\\{}$\n`'~-]+|\n|-|\\\Z)", re.DOTALL)
DEEPEST = 12


def blocks(text: str) -> Read:
    """Return (title, blocks, problems)."""
    reader = _Reader(without_comments(text))
    found = reader.blocks(None)
    return reader.title, tuple(found), tuple(reader.problems)


def without_comments(text: str) -> str:
    """Return the text without what stands behind a % that is not \\%; line numbers stay."""
    return re.sub(r"(?<!\\)((?:\\\\)*)%[^\n]*", r"\1", text)


class _Reader:
    """Reads from where it stands; what it cannot understand it names, and goes on behind it."""

    def __init__(self, text: str, first: int = 1, depth: int = 0) -> None:
        body = re.search(r"\\begin\{document\}", text)
        self.text, self.at, self.title, self.first, self.depth = text, 0, "", first, depth
        self.problems: list[Problem] = []
        if title := re.search(r"\\title\s*\{", text):
            self.at = title.end() - 1
            self.title = "".join(s.plain for s in self.spans_of_argument())
        self.at = body.end() if body else 0

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + self.first

    def problem(self, message: str, line: int | None = None) -> None:
        self.problems.append(Problem(self.line if line is None else line, message))

    # ---- blocks

    def blocks(self, end: str | None, stop: tuple[str, ...] = ()) -> list[Block]:
        """Return the blocks up to \\end{end}, which is taken, or up to a command of `stop`, which is left."""
        found: list[Block] = []
        words: list[Span] = []
        began = self.line
        self.depth += 1

        def close() -> None:
            if any(s.kind != "text" or s.text.strip() for s in words):
                found.append(Block("paragraph", began, _trimmed(words)))
            words.clear()
        while self.at < len(self.text):
            match = TOKEN.match(self.text, self.at)
            assert match is not None        # the pattern takes any character
            name, line = match["name"], self.line
            if match["gap"]:
                close()
                self.at = match.end()
            elif name and name in stop:
                break
            elif name == "end":
                self.at = match.end()
                if self.close_environment(end, line):
                    break
            elif name == "begin" or name == "[" or (name and name.rstrip("*") in SECTIONS):
                close()
                self.at = match.end()
                found += self.opened(name, line)
            elif name == "item":
                self.at = match.end()
                self.problem("\\item stands in a list: \\begin{itemize}", line)
            elif name == "label" and found:
                self.at = match.end()
                found[-1] = _labelled(found[-1], self.argument())
            elif self.text.startswith("$$", self.at):
                close()
                self.at += 2
                found.append(self.formula("$$", line))
            else:
                if not words:
                    began = line
                words += self.span()
        else:
            if end and end != "document":
                self.problem(f"\\begin{{{end}}} is never ended: \\end{{{end}}}")
        close()
        self.depth -= 1
        return found

    def close_environment(self, end: str | None, line: int) -> bool:
        name = self.argument()
        if name == "document" and end is None:
            self.at = len(self.text)
            return True
        if name != end:
            self.problem(f"\\end{{{name}}} ends nothing that is open" + (f"; \\begin{{{end}}} is" if end else ""), line)
        return name == end

    def opened(self, name: str, line: int) -> list[Block]:
        if name == "[":
            return [self.formula("\\]", line)]
        if name != "begin":
            spans = self.spans_of_argument()
            return [Block("heading", line, spans, level=SECTIONS[name.rstrip("*")], label=slug("".join(s.plain for s in spans)))]
        environment = self.argument()
        plain = environment.rstrip("*")
        if self.depth > DEEPEST:
            self.problem("environments are nested too deeply to be read", line)
            self.at = len(self.text)
            return []
        if plain in MATHEMATICS:
            return [self.formula(f"\\end{{{environment}}}", line, plain)]
        if plain in LISTS:
            return self.listed(environment, line)
        if plain in ("figure", "table"):
            return self.floating(environment, line)
        if plain in ("tabular", "tabularx"):
            return [self.table(environment, line)]
        if plain in ("verbatim", "lstlisting"):
            return [Block("code", line, text=self.until(f"\\end{{{environment}}}", line).strip("\n"))]
        if plain in ("quote", "quotation"):
            return [Block("quote", line, items=(tuple(self.blocks(environment)),))]
        if plain not in ("document", "center", "abstract"):
            self.problem(f"\\begin{{{environment}}} is not understood: its content is read as plain text", line)
        return self.blocks(environment)

    def until(self, end: str, line: int) -> str:
        found = self.text.find(end, self.at)
        if found < 0:
            self.problem(f"`{end}` is missing", line)
            found = len(self.text)
        inside, self.at = self.text[self.at:found], min(len(self.text), found + len(end))
        return inside

    def formula(self, end: str, line: int, environment: str = "") -> Block:
        """A formula that is set off; KaTeX knows `aligned` where LaTeX has `align`."""
        tex, label = self.until(end, line), ""
        if match := re.search(r"\\label\{([^{}]*)\}", tex):
            label, tex = match[1], tex[:match.start()] + tex[match.end():]
        tex = re.sub(r"\\(?:nonumber|notag)\b|\\label\{[^{}]*\}", "", tex).strip()
        inner = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered", "multline": "gathered"}.get(environment)
        return Block("formula", line, text=f"\\begin{{{inner}}}{tex}\\end{{{inner}}}" if inner else tex, label=label)

    def listed(self, environment: str, line: int) -> list[Block]:
        if environment == "thebibliography":
            self.argument()
        items: list[tuple[Block, ...]] = []
        opening = "bibitem" if environment == "thebibliography" else "item"
        while self.at < len(self.text):
            match = TOKEN.match(self.text, self.at)
            assert match is not None
            if match["name"] == "end":
                self.at = match.end()
                if self.close_environment(environment, self.line):
                    break
            elif match["name"] == opening:
                self.at, at = match.end(), self.line
                self.optional()
                key = (Span("cite", "", self.argument(), at),) if opening == "bibitem" else ()
                inner = self.blocks(None, stop=(opening, "end"))
                first = inner[0] if inner and inner[0].kind == "paragraph" else Block("paragraph", at)
                rest = inner[1:] if inner and inner[0] is first else inner
                items.append((Block("paragraph", at, (*key, *first.spans)), *rest))
            elif (match["text"] or match["gap"] or "").strip() or match["name"]:
                self.problem(f"a list holds \\{opening}s; what stands before the first is left out")
                self.at = match.end()
            else:
                self.at = match.end()
        else:
            self.problem(f"\\begin{{{environment}}} is never ended: \\end{{{environment}}}", line)
        made = Block("list", line, items=tuple(items), ordered=LISTS[environment.rstrip("*")])
        heading = Block("heading", line, (Span("text", "References", line=line),), level=2, label="references")
        return [heading, made] if environment == "thebibliography" else [made]

    def floating(self, environment: str, line: int) -> list[Block]:
        """A figure is its caption, its label, and the name of what the learner's program makes; a table its tabular."""
        self.optional()
        name, label, caption, inner = "", "", tuple[Span, ...](), list[Block]()
        while self.at < len(self.text):
            match = TOKEN.match(self.text, self.at)
            assert match is not None
            word, self.at = match["name"], match.end()
            if word == "end":
                if self.close_environment(environment, self.line):
                    break
            elif word == "includegraphics":
                self.optional()
                name = self.argument().rpartition("/")[2].partition(".")[0]
            elif word == "caption":
                caption = self.spans_of_argument()
            elif word == "label":
                label = self.argument()
            elif word == "begin":
                inner += self.opened("begin", self.line)
            elif word and word not in NOTHING:
                self.problem(f"\\{word} is not understood in a {environment}")
        else:
            self.problem(f"\\begin{{{environment}}} is never ended: \\end{{{environment}}}", line)
        if environment.startswith("table"):
            return [*(_labelled(b, label) if label and b.kind == "table" else b for b in inner), Block("paragraph", line, caption)]
        if not name:
            self.problem("a figure names what your program makes: \\includegraphics{name}", line)
        return [Block("figure", line, caption, text=name, label=label or name)]

    def table(self, environment: str, line: int) -> Block:
        self.argument()
        inside = self.until(f"\\end{{{environment}}}", line)
        rows = [row for row in re.split(r"\\\\(?:\[[^\]]*\])?", re.sub(r"\\(?:hline|toprule|midrule|bottomrule)\b", "", inside)) if row.strip()]
        return Block("table", line, rows=tuple(tuple(self.aside(cell, line) for cell in re.split(r"(?<!\\)&", row)) for row in rows))

    def aside(self, text: str, line: int) -> tuple[Span, ...]:
        """Return a piece of text, which begins in this line, as spans."""
        if self.depth > DEEPEST:
            self.problem("braces are nested too deeply to be read", line)
            return (Span("text", text, line=line),)
        reader = _Reader(text.strip(), line, self.depth + 1)
        spans = [span for block in reader.blocks(None) for span in block.spans]
        self.problems += reader.problems
        return tuple(spans)

    # ---- runs of text

    def span(self) -> list[Span]:
        """Take one token."""
        match = TOKEN.match(self.text, self.at)
        assert match is not None
        line, self.at = self.line, match.end()
        if match["name"]:
            return self.command(match["name"], line)
        if match["brace"] == "$":
            return [Span("formula", self.until("$", line).strip(), line=line)]
        if match["brace"] == "{":
            self.at -= 1
            return list(self.spans_of_argument())
        if match["brace"]:
            self.problem("a } closes nothing", line)
            return []
        said = match["gap"] or match["mark"] or match["text"] or ""
        return [Span("text", MARKS.get(said, re.sub(r"\s+", " ", said)), line=line)]

    def command(self, name: str, line: int) -> list[Span]:
        taken: dict[str, Callable[[], list[Span]]] = {
            "\\": lambda: [Span("break", line=line)], "(": lambda: [Span("formula", self.until("\\)", line).strip(), line=line)],
            "ref": lambda: [Span("ref", "", self.argument(), line)], "eqref": lambda: [Span("ref", "", self.argument(), line)],
            "autoref": lambda: [Span("ref", "", self.argument(), line)], "cref": lambda: [Span("ref", "", self.argument(), line)],
            "claim": lambda: self.claim(line), "cite": lambda: self.cited(line), "citep": lambda: self.cited(line), "citet": lambda: self.cited(line),
            "url": lambda: [_link(url := self.argument(), url, line)], "href": lambda: [_link(self.argument(), self.argument(), line)],
            "footnote": lambda: [Span("text", " (", line=line), *self.spans_of_argument(), Span("text", ")", line=line)]}
        if name in taken:
            return taken[name]()
        if name in STYLES:
            inner = self.spans_of_argument()
            if STYLES[name] == "code":
                return [Span("code", "".join(s.plain for s in inner), line=line)]
            return [Span("emph" if STYLES[name] == "emph" else "strong", line=line, spans=inner)]
        if name in ALONE:
            return [Span("text", ALONE[name], line=line)]
        if name in WITH_ARGUMENT:
            self.optional()
            self.argument()
        elif name == "title":
            self.argument()
        elif name not in NOTHING:
            self.problem(f"\\{name} is not understood: docs/reports.md lists what is", line)
        return []

    def claim(self, line: int) -> list[Span]:
        """\\claim{id}{0.37}: a number that is bound to what made it."""
        id = self.argument()
        return [Span("claim", "".join(s.plain for s in self.spans_of_argument()), id, line)]

    def cited(self, line: int) -> list[Span]:
        self.optional()
        return [Span("cite", key.strip(), key.strip(), line) for key in self.argument().split(",") if key.strip()]

    def optional(self) -> str:
        """Take [what may be left out]."""
        match = re.compile(r"\s*\[([^\]]*)\]").match(self.text, self.at)
        if match:
            self.at = match.end()
        return match[1] if match else ""

    def argument(self) -> str:
        """Take {…} as it stands."""
        while self.text[self.at:self.at + 1] in (" ", "\t") and self.text[self.at:]:
            self.at += 1
        if not self.text.startswith("{", self.at):
            self.problem("an argument in braces is due here")
            return ""
        depth, start = 0, self.at
        for n in range(start, len(self.text)):
            if self.text[n] in "{}" and self.text[n - 1:n] != "\\":
                depth += 1 if self.text[n] == "{" else -1
                if depth == 0:
                    self.at = n + 1
                    return self.text[start + 1:n].strip()
        self.problem("a { is never closed")
        self.at = len(self.text)
        return ""

    def spans_of_argument(self) -> tuple[Span, ...]:
        line = self.line
        return self.aside(self.argument(), line)


def _link(to: str, text: str, line: int) -> Span:
    return Span("link", text, to, line)


def _labelled(block: Block, label: str) -> Block:
    return replace(block, label=label)


def _trimmed(words: list[Span]) -> tuple[Span, ...]:
    """Return a paragraph without the blanks at its ends."""
    found = list(words)
    while found and found[0].kind == "text" and not found[0].text.strip():
        found.pop(0)
    while found and found[-1].kind == "text" and not found[-1].text.strip():
        found.pop()
    return tuple(found)
