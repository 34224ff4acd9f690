"""C++ and CUDA as text: comments, functions, and the stub, which is cut at `// ...`."""
import re
from collections.abc import Iterator
from dataclasses import dataclass

SUFFIXES = (".cu", ".cpp")
ELLIPSIS, MARK = "// ...", "// %%"
TOKEN = re.compile(r'R"(?P<d>[^()\\\s]{0,16})\((?:.|\n)*?\)(?P=d)"' r'|"(?:\\.|[^"\\\n])*"' r"|'(?:\\.|[^'\\\n])+'"
                   r"|//(?:\\\n|[^\n])*" r"|/\*(?:.|\n)*?(?:\*/|\Z)")
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)
CALL = re.compile(r"\b(?P<name>[A-Za-z_]\w*)\s*\(")
NO_NAME = {"if", "for", "while", "switch", "return", "sizeof", "alignas", "decltype", "defined", "catch",
           "__attribute__", "__launch_bounds__", "__align__"}
AFTER = re.compile(r"\s*(?:(?:const|noexcept|override|final)\b\s*)*(?:->[\w\s:<>*&]+)?\{")
CLEAR = re.compile(r'\bextern\s+"C"\s*\{|\bnamespace\b[\w\s:]*\{')


@dataclass(frozen=True)
class Function:
    """A function defined in a file: its head, its body, and where they stand."""
    name: str
    head: str               # what stands before its name, on one line
    parameters: str
    start: int              # offsets: of its head, its opening and its closing brace
    opens: int
    closes: int
    line: int
    in_extern_c: bool

    @property
    def is_kernel(self) -> bool:
        return "__global__" in self.head

    @property
    def is_template(self) -> bool:
        return self.head.startswith("template")

    @property
    def is_for_the_device(self) -> bool:
        return "__device__" in self.head

    @property
    def has_c_name(self) -> bool:
        """Return whether it is found by the name it is written with."""
        return self.in_extern_c or re.search(r'\bextern\s+"C"', self.head) is not None

    @property
    def parameter_names(self) -> tuple[str, ...]:
        found = [re.findall(r"[A-Za-z_]\w*", re.sub(r"\[[^\]]*\]|=.*", "", p)) for p in _split(self.parameters)]
        return tuple(words[-1] if words else "" for words in found)


def blanked(text: str) -> str:
    """Return the text with comments, strings and directives blanked out, everything else where it was."""
    plain = TOKEN.sub(lambda m: m[0] if m[0] == '"C"' else _spaces(m[0]), text)
    return DIRECTIVE.sub(lambda m: _spaces(m[0]), plain)


def without_comments(text: str) -> str:
    """Return the text with its comments alone blanked out."""
    return TOKEN.sub(lambda m: _spaces(m[0]) if m[0].startswith("/") else m[0], text)


def _spaces(text: str) -> str:
    return "".join(c if c == "\n" else " " for c in text)


def functions(text: str) -> tuple[Function, ...]:
    """Return the functions that a file defines outside of any class."""
    plain = blanked(text)
    found: list[Function] = []
    clear = [(m.end() - 1, _closing(plain, m.end() - 1)) for m in CLEAR.finditer(plain)]
    opened = {a for a, _ in clear} | {b for _, b in clear}
    at = 0
    while match := CALL.search(plain, at):
        at = match.end()
        if match["name"] in NO_NAME:
            continue
        end = _closing(plain, match.end() - 1)
        body = AFTER.match(plain, end + 1)
        if not body:
            continue
        opens = body.end() - 1
        closes = _closing(plain, opens)
        start = 1 + max((i for i in (plain.rfind(c, 0, match.start()) for c in ";{}")), default=-1)
        start += len(plain[start:]) - len(plain[start:].lstrip())
        if _depth(plain, match.start(), opened) == 0:
            inside = any(a < start < b and "extern" in plain[max(0, a - 14):a] for a, b in clear)
            found.append(Function(match["name"], " ".join(plain[start:match.start()].split()), plain[match.end():end].strip(), start, opens, closes,
                                  text.count("\n", 0, match.start()) + 1, inside))
        at = closes
    return tuple(found)


def _depth(plain: str, end: int, ignored: set[int]) -> int:
    return sum((c == "{") - (c == "}") for i, c in enumerate(plain[:end]) if c in "{}" and i not in ignored)


def _closing(plain: str, opening: int) -> int:
    """Return where what opens here is closed; the end of the text, where it never is."""
    pair = {"(": ")", "{": "}"}[plain[opening]]
    depth = 0
    for at in range(opening, len(plain)):
        depth += (plain[at] == plain[opening]) - (plain[at] == pair)
        if not depth:
            return at
    return len(plain) - 1


def _split(parameters: str) -> list[str]:
    """Return the parameters of a list, split at its own commas."""
    parts, depth = [""], 0
    for c in parameters:
        depth += (c in "(<[") - (c in ")>]")
        if c == "," and not depth:
            parts.append("")
        else:
            parts[-1] += c
    return [p.strip() for p in parts if p.strip() and p.strip() != "void"]


def stub(text: str) -> str:
    """Return the source without what stands after each `// ...`: to the end of its block; at column 0, to the next `// %%`."""
    kept: list[str] = []
    margin: int | None = None
    for line in text.splitlines():
        content, indent = line.strip(), len(line) - len(line.lstrip())
        if margin is not None and content and (indent < margin or line.startswith(MARK)):
            kept += [""] if indent == 0 and content != "}" else []
            margin = None
        if margin is None:
            kept.append(line)
            margin = indent if content == ELLIPSIS else None
    return "\n".join(kept).rstrip() + "\n"


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, statements as one line) of the functions; comments are none, but for `// ...`."""
    for f in functions(text):
        rows = (row.strip() for row in text[f.opens + 1:f.closes].splitlines())
        yield f.name, " ".join(row for row in rows if row == ELLIPSIS or row and not row.startswith("//"))


def docstring(text: str) -> str:
    """Return the comment a file begins with."""
    rows = []
    for line in text.splitlines():
        if not line.startswith("//") or line.startswith(MARK):
            break
        rows.append(line[2:].removeprefix(" ").rstrip())
    return "\n".join(rows)
