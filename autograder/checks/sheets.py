"""Words about a reference sheet: entries of a statement in the checker's grammar, its conditions, and the derivation that shows it.

A sheet is what a function of the learner's returns: a list of (topic, statement, conditions, name of a derivation).  Conditions are
words such as "A invertible", for what a name is declared to be, and claims, such as Ne(det(S), 0), for the rest.
"""
import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..algebra.expressions import Claim, Expression, expression_of
from ..algebra.recorded import Record
from ..algebra.render import latex, unicode
from ..algebra.tree import Declaration, Tree, substitute, walk
from ..derivations.canonical import canonical, same
from ..derivations.equality import Outcome, is_true
from ..derivations.exact import Undecided, value_of
from ..derivations.names import Names
from ..derivations.openings import read
from ..derivations.signs import Signs
from ..derivations.telling import Account, NotYet
from ..derivations.words import derives
from ..errors import LearnerError, Mismatch

FORM = "an entry is (topic, statement, conditions, \"name of its derivation\")"
SECONDS = 3.0           # for one statement
ENDS = {"=": "to", "<=": "at_most", ">=": "at_least", "<": "at_most", ">": "at_least"}
PLAIN = ("real", "index", "dim", "definition", "sequence", "random", "integer", None)
POSITIVE, NONNEGATIVE, NONZERO = frozenset((1,)), frozenset((0, 1)), frozenset((-1, 1))
NEEDS = {"log": (POSITIVE, ">"), "sqrt": (NONNEGATIVE, ">="), "logdet": (POSITIVE, ">"), "norm": (NONNEGATIVE, ">=")}
SIGNS = {">": "> 0", ">=": "≥ 0", "!=": "≠ 0"}


@dataclass(frozen=True)
class Entry:
    """One line of a sheet; `declarations` are those of the names on it."""
    topic: str
    statement: Tree
    words: tuple[str, ...]
    claims: tuple[Tree, ...]
    derivation: str
    declarations: Mapping[str, Declaration]

    @property
    def text(self) -> str:
        return unicode(self.statement, self.declarations)

    @property
    def latex(self) -> str:
        return latex(self.statement, self.declarations)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Return every condition as words."""
        return (*self.words, *(unicode(claim, self.declarations) for claim in self.claims))


@dataclass(frozen=True)
class Sheet:
    """A sheet as read, and where in the learner's file it stands."""
    function: Any
    entries: tuple[Entry, ...]
    line: int

    def stop(self, entry: Entry, message: str, got: Any = None, expected: Any = None) -> None:
        """Say what is wrong with an entry, which is quoted."""
        raise NotYet(f"{entry.text}: {message}", got=got, expected=expected, line=self.line)


def on_sheet(function: Any) -> Sheet:
    """Return the sheet that a function returns, or say what is no entry."""
    record = read(function, "value")
    if not isinstance(record.value, list):
        raise NotYet(f"{function.name} returns no list; {FORM}", line=record.at)
    return Sheet(function, tuple(_entry(row, n, record, function.name) for n, row in enumerate(record.value, 1)), record.at)


def _entry(row: Any, n: int, record: Record, name: str) -> Entry:
    if not isinstance(row, list) or len(row) != 4:
        raise NotYet(f"{name}: entry {n} has {len(row) if isinstance(row, list) else 'no'} parts; {FORM}", line=record.at)
    topic, statement, conditions, derivation = row
    said = conditions if isinstance(conditions, list) else [conditions] if conditions not in (None, "") else []
    if not isinstance(topic, str) or not isinstance(derivation, str) or not _is_claim(statement):
        raise NotYet(f"{name}: entry {n} is not of the form: {FORM}; the statement is Eq(…, …), or an inequality", line=record.at)
    if not all(isinstance(one, str) or _is_claim(one) for one in said):
        raise NotYet(f"{name}: a condition of entry {n} is neither words such as \"A invertible\" nor a claim such as Ne(x, 0)", line=record.at)
    words = tuple(" ".join(one.split()) for one in said if isinstance(one, str))
    return Entry(topic.strip(), statement, words, tuple(one for one in said if not isinstance(one, str)), derivation, record.declarations)


def _is_claim(value: Any) -> bool:
    return isinstance(value, tuple) and value[:1] == ("rel",)


# ---- what is asked of a sheet

def covers(sheet: Sheet, topics: Mapping[str, Collection[str]], at_least: int) -> None:
    """Every topic has an entry, in which one of the operations named stands; entries differ, and there are so many of them."""
    for topic, operations in topics.items():
        about = [e for e in sheet.entries if e.topic == topic]
        if not about:
            raise NotYet(f"no entry is about “{topic}”; the topics are {', '.join(topics)}", line=sheet.line)
        if operations and not any(_operations(e) & set(operations) for e in about):
            raise NotYet(f"no entry under “{topic}” holds {' or '.join(operations)}: “{about[0].text}” is about something else", line=sheet.line)
    for entry in sheet.entries:
        if entry.topic not in topics:
            sheet.stop(entry, f"“{entry.topic}” is none of the topics {', '.join(topics)}")
    seen: dict[Tree, Entry] = {}
    for entry in sheet.entries:
        form = canonical(entry.statement)
        if form in seen:
            sheet.stop(entry, "this stands on the sheet twice")
        seen[form] = entry
    if len(sheet.entries) < at_least:
        raise NotYet(f"{len(sheet.entries)} entries stand on the sheet; {at_least} are due", line=sheet.line)


def _operations(entry: Entry) -> frozenset[str]:
    """Return what a statement is built of, definitions looked into."""
    names = Names(entry.declarations).needs(entry.statement)
    bodies = [d[2] for name in names if (d := entry.declarations.get(name, ("",)))[0] == "definition"]
    nodes = [node for tree in (entry.statement, *bodies) for node in walk(tree)]
    return frozenset(str(part) for node in nodes for part in (node[0], node[1] if node[0] in ("fn", "rel") else ""))


def conditioned(sheet: Sheet) -> None:
    """Each entry says under which conditions its statement makes sense and holds: no more than its declarations and claims, and no less."""
    for entry in sheet.entries:
        due = dict(_declared(entry))
        for word in entry.words:
            if word not in due:
                sheet.stop(entry, f"the condition “{word}” is none of what its names are declared to be ({', '.join(due) or 'nothing in particular'}); "
                                  "declare it so, or write it as a claim")
        if missing := [word for word in due if word not in entry.words]:
            sheet.stop(entry, f"a condition is missing: {_kind_of(missing[0], due)}")
        if lack := next(_undefined(entry), None):
            sheet.stop(entry, f"a condition is missing: what makes sure that {lack}?")


def _declared(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield ("A invertible", "A") for each name of the statement that is declared to be something in particular."""
    trees = (entry.statement, *entry.claims)
    for name in sorted(frozenset[str]().union(*map(Names(entry.declarations).needs, trees))):
        declaration = entry.declarations.get(name, (None,))
        kind = declaration[-1] if declaration[0] in ("vector", "matrix", "array", "function") else declaration[0]
        if kind not in PLAIN:
            yield f"{name} {kind}", name


def _kind_of(word: str, due: Mapping[str, str]) -> str:
    return f"what is {due[word]} declared to be?"


def _undefined(entry: Entry) -> Iterator[str]:
    """Yield what a statement takes for granted: that something is not 0, is positive, has an inverse."""
    signs = Signs(entry.declarations, entry.claims)
    for node in walk(entry.statement):
        if node[0] == "/" and not signs.of(node[2]) <= NONZERO and not _claimed(entry, node[2], "!="):
            yield f"{unicode(node[2], entry.declarations)} ≠ 0"
        elif node[:2] == ("fn", "inv") and not signs.invertible(node[2]) and not _claimed(entry, ("fn", "det", node[2]), "!="):
            yield f"{unicode(node[2], entry.declarations)} has an inverse"
        elif node[0] == "fn" and node[1] in ("log", "sqrt"):
            allowed, relation = NEEDS[node[1]]
            if not signs.of(node[2]) <= allowed and not _claimed(entry, node[2], relation):
                yield f"{unicode(node[2], entry.declarations)} {SIGNS[relation]}"
        elif node[:2] == ("fn", "logdet") and not signs.definite(node[2]) <= POSITIVE and not _claimed(entry, ("fn", "det", node[2]), ">"):
            yield f"det({unicode(node[2], entry.declarations)}) > 0"


def _claimed(entry: Entry, tree: Tree, relation: str) -> bool:
    """Return whether a condition says so: tree > 0 says tree ≥ 0 and tree ≠ 0 too."""
    enough = {">": (">",), ">=": (">", ">="), "!=": (">", "!=", "<")}[relation]
    zero = ("num", 0, 1)
    return any(claim[1] in enough and same(claim[2], tree) and same(claim[3], zero) for claim in entry.claims)


def true_as_stated(sheet: Sheet) -> None:
    """Each statement holds for every value of its names that its conditions allow, in every size.

    Under an equation no values can be drawn at random: such a statement stands or falls by its derivation.
    """
    for entry in sheet.entries:
        outcome = _truth(entry.statement, tuple(sorted(entry.declarations.items())), entry.claims)
        if outcome.verdict == "undecided" and any(claim[1] == "=" for claim in entry.claims):
            continue
        if outcome.verdict == "undecided":
            raise NotYet(f"{entry.text}: could not be decided: {outcome.message}", line=sheet.line, verdict="undecided")
        if not outcome.holds:
            example = outcome.counterexample
            values = f"; {example.told('left')}" if example else ""
            sheet.stop(entry, f"does not hold under {', '.join(entry.conditions) or 'no conditions'}: {outcome.message or 'the sides differ'}{values}")


@lru_cache(maxsize=1000)
def _truth(statement: Tree, declarations: tuple[tuple[str, Declaration], ...], claims: tuple[Tree, ...]) -> Outcome:
    """Return whether a statement holds; the same is decided once."""
    return is_true(statement, dict(declarations), given=claims, seconds=SECONDS)


def derived(yours: Any, sheet: Sheet, steps: int = 1) -> tuple[Account, ...]:
    """The derivation that each entry names begins at one side of its statement and ends at the other, every line following from the one above."""
    accounts = []
    for entry in sheet.entries:
        left, right = (_within(side, entry) for side in entry.statement[2:])
        function = getattr(yours, entry.derivation) if entry.derivation.isidentifier() and not entry.derivation.startswith("_") else None
        if function is None:
            sheet.stop(entry, f"“{entry.derivation}” is not the name of a function of yours")
        accounts.append(_derived(function, left, right, entry, sheet, steps))
    return tuple(accounts)


def _derived(function: Any, left: Expression, right: Expression, entry: Entry, sheet: Sheet, steps: int) -> Account:
    try:
        recorded = json.dumps(function.record())
    except LearnerError as e:
        if e.kind == "missing":
            sheet.stop(entry, f"its derivation “{entry.derivation}” is not in your file")
        raise
    return _chain(Recorded(function.name, function.path, recorded, function), _Asked(repr(entry), left, right, entry), steps)


@dataclass(unsafe_hash=True)      # never changed, and a Derivation's fields may be
class Recorded:
    """A derivation with its record in hand."""
    name: str
    path: str
    text: str
    function: Any = field(compare=False, repr=False)

    def record(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    def source(self, line: int) -> str:
        return str(self.function.source(line))


@dataclass(frozen=True)
class _Asked:
    """What a chain is to show; equal by what the entry says."""
    key: str
    left: Expression = field(compare=False)
    right: Expression = field(compare=False)
    entry: Entry = field(compare=False)


@lru_cache(maxsize=1000)
def _chain(recorded: Recorded, asked: _Asked, steps: int) -> Account:
    """Return the account of a chain that shows its entry; the same is judged once."""
    end: dict[str, Any] = {ENDS[asked.entry.statement[1]]: asked.right}
    return derives(recorded, asked.left, given=[_fact(claim, asked.entry) for claim in asked.entry.claims], steps=steps, **end)


def _within(side: Tree, entry: Entry) -> Expression:
    """Return a side of a statement; every name that the sheet declares may be used on the way, those bound in an integral too."""
    alone = expression_of(side, dict(entry.declarations))
    return Expression(alone.tree, alone.shape, dict(entry.declarations), alone.size, alone.depth)


def _fact(claim: Tree, entry: Entry) -> Any:
    left, right = (_within(side, entry) for side in claim[2:])
    return Claim(claim[1], left, right, None, None, (), dict(entry.declarations))


# ---- pitfalls

@dataclass(frozen=True)
class Pitfall:
    """An expression, the values at which a program for it fails, the failing program and one that does not."""
    title: str
    formula: Tree
    values: tuple[float, ...]
    naive: str
    careful: str
    declarations: Mapping[str, Declaration]
    names: tuple[str, ...]


WRONG = 1e-3            # relative: an answer this far off is a failure, not rounding
RIGHT = 1e-9            # relative: a careful answer is right to this


def pitfalls(yours: Any, function: Any, at_least: int) -> tuple[Pitfall, ...]:
    """Each pitfall is carried out: the naive program fails on its example, the careful one does not; return them.

    The truth is the formula itself, evaluated in balls: neither program is believed.
    """
    data = function.record()
    record = read(Recorded(function.name, function.path, json.dumps(data), function), "value")
    rows = record.value if isinstance(record.value, list) else []
    found = [_pitfall(row, n, record, function.name) for n, row in enumerate(rows, 1)]
    for one in found:
        _fails_as_said(yours, one, data, record.at)
    if len({canonical(one.formula) for one in found}) < at_least:
        raise NotYet(f"{len(found)} different pitfalls stand on the sheet; {at_least} are due", line=record.at)
    return tuple(found)


def _pitfall(row: Any, n: int, record: Record, name: str) -> Pitfall:
    form = "a pitfall is (title, formula, {name: value}, \"naive function\", \"careful function\")"
    if not isinstance(row, list) or len(row) != 5 or not isinstance(row[2], dict) or not all(isinstance(row[k], str) for k in (0, 3, 4)):
        raise NotYet(f"{name}: entry {n} is not of the form: {form}", line=record.at)
    title, formula, values, naive, careful = row
    if not isinstance(formula, tuple) or formula[0] == "rel" or not all(_number(v) is not None for v in values.values()):
        raise NotYet(f"{name}: “{title}” gives an expression, and a number for each of its names", line=record.at)
    names = tuple(values)
    if free := Names(record.declarations).needs(formula) - set(names):
        raise NotYet(f"{name}: “{title}” gives no value for {sorted(free)[0]}", line=record.at)
    return Pitfall(title, formula, tuple(float(_number(v) or 0.0) for v in values.values()), naive, careful, record.declarations, names)


def _number(tree: Any) -> float | None:
    """Return the float that a tree is, exactly as the learner's program has it."""
    if not isinstance(tree, tuple):
        return None
    if tree[0] == "neg":
        inner = _number(tree[1])
        return None if inner is None else -inner
    return tree[1] / tree[2] if tree[0] == "num" else None


def _fails_as_said(yours: Any, one: Pitfall, data: Any, line: int) -> None:
    exact = {n: ("num", Fraction(v).numerator, Fraction(v).denominator) for n, v in zip(one.names, one.values, strict=True)}
    try:
        truth = value_of(substitute(one.formula, exact), {})
    except Undecided as e:
        raise NotYet(f"“{one.title}”: its formula cannot be evaluated there: {e}", line=line, verdict="undecided") from None
    careful = _answer(yours, one.careful, one.values)
    if careful is None or not abs(careful - float(truth)) <= RIGHT * abs(float(truth)):
        raise Mismatch(f"“{one.title}”: {one.careful} is to be right where {one.naive} is not", careful, float(truth))
    naive = _answer(yours, one.naive, one.values)
    if naive is not None and abs(naive - float(truth)) <= WRONG * abs(float(truth)):
        raise Mismatch(f"“{one.title}”: {one.naive} does not fail there: what it answers is right", data)


def _answer(yours: Any, name: str, values: Sequence[float]) -> float | None:
    """Return what a function answers; nothing where it raises, or answers no finite number."""
    try:
        value = getattr(yours, name)(*values)
    except LearnerError as e:
        if e.kind != "raised":
            raise
        return None
    good = isinstance(value, (int, float)) or getattr(value, "shape", None) == () and hasattr(value, "dtype")
    return float(value) if good and not isinstance(value, bool) and math.isfinite(value) else None

