"""Is a formula one that KaTeX can set? Braces, environments and scripts are read; commands are those that the vendored KaTeX knows."""
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

KATEX = Path(__file__).resolve().parents[1] / "dashboard" / "static" / "vendor" / "katex"
TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|[{}^_&]|\s+|[^\\{}^_&\s]", re.DOTALL)
TWO_ARGUMENTS = ("\\frac", "\\dfrac", "\\tfrac", "\\binom", "\\dbinom", "\\tbinom", "\\stackrel", "\\overset", "\\underset")
ONE_ARGUMENT = ("\\sqrt", "\\mathbb", "\\mathbf", "\\mathcal", "\\mathrm", "\\text", "\\operatorname", "\\hat", "\\bar", "\\tilde", "\\vec", "\\overline")
FIXED = ("\\left", "\\right", "\\middle", "\\begin", "\\end")
CLOSING = ("}", "&", "\\right", "\\end", "\\\\", "\\middle")
LONGEST, DEEPEST = 20_000, 100


def problems(tex: str) -> Iterator[str]:
    """Yield what keeps a formula from being set, each a sentence; nothing where it can be."""
    if not tex.strip():
        yield "a formula is empty"
        return
    if len(tex) > LONGEST:
        yield "a formula is too long to be read"
        return
    tokens = [t for t in TOKEN.findall(tex) if not t.isspace()]
    yield from _unknown(tokens)
    yield from _unpaired(tokens)
    yield from _scripts(tokens)
    yield from _arguments(tokens)


@cache
def known() -> frozenset[str]:
    """Return the commands that stand in KaTeX's own source."""
    names = re.findall(r'"(\\\\(?:[a-zA-Z]+|[^a-zA-Z\s"]))"', (KATEX / "katex.min.js").read_text("utf-8"))
    return frozenset(name.replace("\\\\", "\\", 1) for name in names) | {"\\\\", *FIXED}


def _unknown(tokens: list[str]) -> Iterator[str]:
    for token in dict.fromkeys(tokens):
        if token[0] == "\\" and token not in known():
            yield f"{token} is no command of formulas here"
        if token == "$":
            yield "a $ stands in a formula"


def _unpaired(tokens: list[str]) -> Iterator[str]:
    """Braces, \\left and \\right, \\begin and \\end close in the order in which they were opened."""
    opened: list[str] = []
    pairs = {"}": "{", "\\right": "\\left"}
    for n, token in enumerate(tokens):
        if token in ("{", "\\left"):
            opened.append(token)
        elif token == "\\begin":
            opened.append(f"\\begin{{{_name(tokens, n)}}}")
        elif token in pairs or token == "\\end":
            due = pairs.get(token) or f"\\begin{{{_name(tokens, n)}}}"
            if not opened or opened[-1] != due:
                yield f"{token} closes nothing that is open" + (f": {opened[-1]} is" if opened else "")
                return
            opened.pop()
        elif token == "&" and not any(o.startswith("\\begin") for o in opened):
            yield "& aligns columns, and stands between \\begin{…} and \\end{…}"
            return
        if len(opened) > DEEPEST:
            yield "a formula is nested too deeply to be read"
            return
    if opened:
        yield f"{opened[-1]} is never closed"


def _name(tokens: list[str], n: int) -> str:
    """Return the name of an environment; its letters are tokens."""
    rest = tokens[n + 1:]
    return "".join(rest[1:rest.index("}")]) if rest[:1] == ["{"] and "}" in rest else ""


def _scripts(tokens: list[str]) -> Iterator[str]:
    """^ and _ stand over or under something, with something in them, one of each."""
    for n, token in enumerate(tokens):
        if token not in ("^", "_"):
            continue
        after = tokens[n + 1] if n + 1 < len(tokens) else ""
        if not after or after in CLOSING or after in ("^", "_"):
            yield f"nothing stands after {token}"
            return
        end = _end(tokens, n + 1)
        if end < len(tokens) and tokens[end] == token:
            yield f"two {token} follow each other: braces say which belongs to which"
            return


def _arguments(tokens: list[str]) -> Iterator[str]:
    for n, token in enumerate(tokens):
        wanted = 2 if token in TWO_ARGUMENTS else 1 if token in ONE_ARGUMENT else 0
        at = n + 1
        if wanted and at < len(tokens) and tokens[at] == "[" and token == "\\sqrt":
            at = tokens.index("]", at) + 1 if "]" in tokens[at:] else len(tokens)
        for _ in range(wanted):
            if at >= len(tokens) or tokens[at] in CLOSING:
                yield f"{token} takes {'two arguments' if wanted == 2 else 'an argument'} in braces"
                return
            at = _end(tokens, at)


def _end(tokens: list[str], n: int) -> int:
    """Return where the group or token that begins at n has ended."""
    if tokens[n] != "{":
        return n + 1
    depth = 0
    for k in range(n, len(tokens)):
        depth += (tokens[k] == "{") - (tokens[k] == "}")
        if depth == 0:
            return k + 1
    return len(tokens)
