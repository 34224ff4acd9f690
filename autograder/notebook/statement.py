"""A statement as Markdown: what is indented by four spaces is a formula and stays as it stands."""
import ast
import re
import textwrap

SPECIAL = re.compile(r"([\\*_<>\[\]$|#~])")


def markdown(docstring: str) -> str:
    """Return the docstring at the head of a file, quotes included, as Markdown."""
    return said(_value(docstring))


def said(text: str) -> str:
    """Return a statement's text as Markdown: its title, its header line, its paragraphs and formulas."""
    title, _, rest = text.strip("\n").partition("\n")
    header, _, body = rest.lstrip("\n").partition("\n\n")
    if not re.match(r"\d+ min · ", header):
        header, body = "", rest
    blocks = [f"# {_escaped(title.strip())}", *([f"*{_escaped(' '.join(header.split()))}*"] if header else [])]
    for block in re.split(r"\n[ \t]*\n", body.expandtabs(4).strip("\n")):
        blocks += _runs(block) if block.strip() else []
    return "\n\n".join(blocks)


def _runs(block: str) -> list[str]:
    """Return a paragraph's prose and formulas, each by itself."""
    runs: list[tuple[bool, list[str]]] = []
    for line in block.split("\n"):
        is_formula = line.startswith("    ")
        if not runs or runs[-1][0] != is_formula:
            runs.append((is_formula, []))
        runs[-1][1].append(line)
    return [fence(textwrap.dedent("\n".join(lines))) if is_formula else prose(" ".join(line.strip() for line in lines)) for is_formula, lines in runs]


def fence(code: str, language: str = "") -> str:
    """Return text that is to stand as it is."""
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", code)), 3)
    return f"{ticks}{language}\n{code}\n{ticks}"


def prose(text: str) -> str:
    """Return a sentence in Markdown; code stands between backticks."""
    pieces = re.split(r"(`+[^`\n]+`+)", text)
    return "".join(piece if n % 2 else _escaped(piece) for n, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def _value(docstring: str) -> str:
    """Return what a literal says."""
    literal = docstring[docstring.find('"""'):].rstrip()
    try:
        body = ast.parse(docstring.lstrip("\ufeff")).body
        value = body[0].value if body and isinstance(body[0], ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    except (SyntaxError, ValueError):
        pass        # not what it seemed: as it stands, then
    return literal.strip('"')
