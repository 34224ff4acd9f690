"""What a recording says, read on the grader's side: whatever came over the wall becomes these nouns, or a TreeError."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .reading import read, read_claim, read_declarations
from .tree import RELATIONS, Declaration, Tree, TreeError, is_name

MOST = 400      # lines, lemmas, terms of a combination, premises: more than any recording holds
OPERATIONS = ("add", "subtract", "multiply", "divide", "left", "right")
KINDS = ("fact", "instance", "tight", "hypothesis", "slack")

Range = tuple[str, Tree, Tree]
Problem = tuple[int, str]       # a line, and what is wrong with it


@dataclass(frozen=True)
class Ground:
    """A claim as a reason; which fields apply depends on the kind."""
    kind: Literal["fact", "instance", "tight", "hypothesis", "slack"]
    name: str | None = None
    claim: Tree | None = None
    over: Range | None = None
    summed: tuple[Range, ...] = ()
    arguments: tuple[Tree, ...] = ()
    needs: tuple[Tree, ...] = ()
    condition: Tree | None = None       # where an instance is tight


@dataclass(frozen=True)
class Reason:
    """What stands behind the comma; one field applies, none for a line without a reason."""
    rule: str | None = None
    lemma: str | None = None
    operation: str | None = None
    by: Tree | None = None
    given: Ground | None = None
    combination: tuple[tuple[Tree, Ground], ...] = ()
    steps: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One yield: an expression after a relation, an equation, the opening of a case, or a statement."""
    at: int
    relation: str
    reason: Reason
    expression: Tree | None = None
    equation: Tree | None = None
    case: Tree | None = None
    step: tuple[str, str] | None = None     # key, sentence


@dataclass(frozen=True)
class Lemma:
    """A function cited as a reason: its own lines, none if it cites itself."""
    at: int
    lines: tuple[Line, ...]
    error: Problem | None
    circular: bool


@dataclass(frozen=True)
class Record:
    """What a learner's function derived: lines, one answer, or plain values."""
    kind: Literal["chain", "answer", "value"]
    name: str
    at: int
    declarations: Mapping[str, Declaration]
    lines: tuple[Line, ...] = ()
    error: Problem | None = None
    lemmas: Mapping[str, Lemma] = field(default_factory=dict)
    answer: Tree | None = None
    value: Any = None


def read_record(data: object) -> Record:
    """Return the record that JSON data holds, or raise TreeError; total."""
    try:
        return _record(_table(data))
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        if isinstance(problem, TreeError):
            raise
        raise TreeError("this is no recording of a derivation") from None


def _record(data: dict[str, Any]) -> Record:
    kind, name, at = data["kind"], _text(data["name"]), _line_number(data["line"])
    declarations = read_declarations(data["declarations"])
    if kind == "answer":
        answer = read_claim(data["answer"]) if data["answer"][:1] == ["rel"] else read(data["answer"])
        return Record(kind, name, at, declarations, answer=answer)
    if kind == "value":
        return Record(kind, name, at, declarations, value=_value(data["value"], 0))
    if kind != "chain":
        raise ValueError
    lemmas = {_text(lemma): _lemma(_table(entry)) for lemma, entry in _few(_table(data["lemmas"]).items())}
    return Record(kind, name, at, declarations, tuple(map(_line, _few(data["lines"]))), _problem(data["error"]), lemmas)


def _lemma(data: dict[str, Any]) -> Lemma:
    return Lemma(_line_number(data["line"]), tuple(map(_line, _few(data["lines"]))), _problem(data["error"]), bool(data.get("circular")))


def _line(data: Any) -> Line:
    table = _table(data)
    relation = table.get("relation", "=")
    if relation not in RELATIONS:
        raise ValueError
    step = table.get("step")
    return Line(
        _line_number(table["line"]), relation, _reason(table.get("reason")),
        read(table["expression"]) if "expression" in table else None,
        read_claim(table["equation"]) if "equation" in table else None,
        read_claim(table["case"]) if "case" in table else None,
        None if step is None else (_text(step["key"]), _text(step["sentence"])))


def _reason(data: Any) -> Reason:
    if data is None:
        return Reason()
    table = _table(data)
    if "rule" in table:
        return Reason(rule=_text(table["rule"]))
    if "lemma" in table:
        return Reason(lemma=_text(table["lemma"]))
    if "operation" in table:
        if table["operation"] not in OPERATIONS:
            raise ValueError
        return Reason(operation=table["operation"], by=read(table["by"]))
    if "given" in table:
        return Reason(given=_ground(table["given"]))
    if "combination" in table:
        return Reason(combination=tuple((read(weight), _ground(ground)) for weight, ground in _few(table["combination"])))
    return Reason(steps=tuple(map(_text, _few(table["steps"]))), facts=tuple(map(_text, _few(table["facts"]))))


def _ground(data: Any) -> Ground:
    table = _table(data)
    if table["kind"] not in KINDS:
        raise ValueError
    name, claim, over = table.get("name"), table.get("claim"), table.get("over")
    condition = table.get("tight", table.get("condition"))
    return Ground(
        table["kind"], None if name is None else _text(name), None if claim is None else read_claim(claim),
        None if over is None else _range(over), tuple(map(_range, _few(table.get("summed", ())))),
        tuple(map(read, _few(table.get("arguments", ())))), tuple(map(read_claim, _few(table.get("needs", ())))),
        None if condition is None else read_claim(condition))


def _range(data: Any) -> Range:
    bound, low, high = data
    if not is_name(bound):
        raise ValueError
    over = read(["sum", ["num", 1, 1], bound, low, high])       # limits are read as those of a sum
    return bound, over[3], over[4]


def _value(data: Any, level: int) -> Any:
    """Return plain values: trees where numbers and expressions stood, str, bool, None, tuples and dicts."""
    if level > MOST // 10:
        raise ValueError
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, list):
        return [_value(item, level + 1) for item in data]
    table = _table(data)
    if "text" in table:
        return str(table["text"])
    if "dict" in table:
        return {_text(key): _value(item, level + 1) for key, item in table["dict"]}
    return read_claim(table["tree"]) if table["tree"][:1] == ["rel"] else read(table["tree"])


def _problem(data: Any) -> Problem | None:
    return None if data is None else (_line_number(data["line"]), _text(data["message"]))


def _table(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError
    return data


def _few(items: Any) -> Any:
    """Return a list that is not too long."""
    if isinstance(items, str) or len(items) > MOST:
        raise ValueError
    return items


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise ValueError
    return text


def _line_number(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise ValueError
    return number
