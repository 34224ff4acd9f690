"""One problem: plain data, so that what was set can be read again under any later version."""
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any

COLUMN = 4              # entries of a vector that is set as a column
SLOT = re.compile(r"\{([a-z_A-Z][a-z_A-Z0-9]*)\}")


class Rejected(Exception):
    """Raised by a template whose draw makes an ugly problem: another is drawn."""


@dataclass(frozen=True)
class Problem:
    """What is asked, from which numbers, and what is right.

    statement: text with `{name}` slots for parameters and `$…$` for formulas, which must read well as they are typed, for a terminal shows
    them so · parameters: what the statement shows · answer: the key; nested lists and dicts of numbers, 'a/b' and labels; of a symbolic
    answer, how it is typed · steps: the way there, a line each; where mathematics is typed, the lines of the program · arguments: data
    that the answering function is given, too long for a statement · setup: lines that stand in the answering function before what is to
    be written.  `solve` gets parameters and arguments.
    """
    statement: str
    parameters: dict[str, Any]
    answer: Any = None
    steps: tuple[str, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)
    setup: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """Return all that a learner is given: what the statement shows, and the data."""
        return {**self.parameters, **self.arguments}

    def plain(self) -> dict[str, Any]:
        """Return the problem as JSON data."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self), default=_plain))
        return data

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Problem":
        """Return a problem that was stored; what a newer version added is passed over."""
        known = {k: data[k] for k in ("statement", "parameters", "answer", "steps", "arguments", "setup") if k in data}
        return cls(**known | {"steps": tuple(known.get("steps", ()))})

    def text(self) -> str:
        """Return the statement for a terminal or a docstring: numbers and matrices as Python writes them, formulas as they were typed."""
        return _filled(self.statement.replace("$", ""), self.parameters, written)

    def latex(self) -> str:
        """Return the statement with `$…$` for KaTeX: numbers and matrices typeset, code (between backticks, or indented lines) as it is."""
        shown = {"$": typeset, "`": written, " ": written}
        pieces = re.split(r"(\$[^$]*\$|`[^`]*`|^ {4}.*$)", self.statement, flags=re.MULTILINE)
        return "".join(_filled(_upright(p) if p[:1] == "$" else p, self.parameters, shown[p[0]] if number % 2 else _alone)
                       for number, p in enumerate(pieces))


Slot = Callable[[Any], str]
WORD = re.compile(r"([_^])?(?<![\\{A-Za-z])([A-Za-z]{3,}|tr|ln|KL|Pr)(?![A-Za-z}])")      # in a formula as it is typed: log, exp, KL


def _upright(formula: str) -> str:
    """Return a formula whose words are set as words, not as products of their letters."""
    def one(match: re.Match[str]) -> str:
        return f"{match[1]}{{\\operatorname{{{match[2]}}}}}" if match[1] else f"\\operatorname{{{match[2]}}}"
    return WORD.sub(one, formula)


def _filled(text: str, parameters: Mapping[str, Any], shown: Slot) -> str:
    def one(match: re.Match[str]) -> str:
        return shown(parameters[match[1]]) if match[1] in parameters else match[0]
    return SLOT.sub(one, text)


def _alone(value: Any) -> str:
    return value if isinstance(value, str) and not _is_fraction(value) else f"${typeset(value)}$"


def written(value: Any) -> str:
    """Return a parameter as it is typed: -0.5, 2/3, [[1, 2], [3, 4]]."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(v) for v in value)}]"
    if isinstance(value, dict):
        return ", ".join(f"{k} = {written(v)}" for k, v in value.items())
    return str(value)


def typeset(value: Any) -> str:
    """Return a parameter as LaTeX: a matrix in parentheses, a vector as a column, a long one or one of fractions as a row."""
    if isinstance(value, list | tuple):
        rows = [v if isinstance(v, list | tuple) else [v] for v in value]
        if all(len(row) == 1 for row in rows) and (len(rows) > COLUMN or any(isinstance(v, str) for v in value)):
            return r"\left(" + r",\;".join(typeset(row[0]) for row in rows) + r"\right)"
        between = r" \\[3pt] " if any(isinstance(v, str) for row in rows for v in row) else r" \\ "       # fractions are taller than a line
        return r"\begin{pmatrix}" + between.join(" & ".join(typeset(v) for v in row) for row in rows) + r"\end{pmatrix}"
    if isinstance(value, dict):
        return r",\ ".join(f"{k} = {typeset(v)}" for k, v in value.items())
    if isinstance(value, str) and _is_fraction(value):
        over = Fraction(value)
        return str(over.numerator) if over.denominator == 1 else f"{'-' if over < 0 else ''}\\tfrac{{{abs(over.numerator)}}}{{{over.denominator}}}"
    return written(value)


def _is_fraction(text: str) -> bool:
    return re.fullmatch(r"-?\d+(/[1-9]\d*)?", text) is not None


def _plain(value: Any) -> Any:
    """Return what JSON does not know as what it does: a NumPy number or array, a fraction."""
    if isinstance(value, Fraction):
        return str(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a problem holds numbers, text, lists and dicts, not {type(value).__name__}")
