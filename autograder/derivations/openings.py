"""A recorded chain and the check's own statement brought together: which names mean what, and what may be used."""
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal
from zlib import crc32

from ..algebra.expressions import Claim, Expression, Names
from ..algebra.recorded import Record, read_record
from ..algebra.tree import Declaration, Tree, TreeError
from ..notes import account_of
from . import rules
from .setting import Fact, Setting
from .telling import Account, Derivation, Found, NotYet

Kind = Literal["chain", "answer", "value"]
OWN_KINDS = ("index", "integer", "dim", "definition", "sequence", "function")     # what a learner may add: always there for some values
KINDS = {"chain": "a derivation yields its lines one by one: yield expression, \"reason\"",
         "answer": "one expression is to be returned: return expression",
         "value": "plain values are to be returned"}


@dataclass(frozen=True)
class Opened:
    """A derivation ready to be judged."""
    record: Record
    account: Account
    setting: Setting
    stated: frozenset[str]      # the names of the check's own statement


def read(derivation: Derivation, kind: Kind = "chain", *others: str) -> Record:
    """Return the record of a derivation of the kind due, or of one of the others; else say what is due."""
    try:
        record = read_record(derivation.record())
    except TreeError as e:
        raise NotYet(f"{derivation.name} cannot be read: {e}") from None
    if record.kind != kind and record.error:        # its only line could not be read
        Account(derivation, {}).stop(record.error[0], Found((record.error[1],)))
    if record.kind not in (kind, *others):
        raise NotYet(f"{derivation.name} {_does(record)}; {KINDS[kind]}", line=record.at)
    return record


def _with_number(record: Record, derivation: Derivation) -> Record:
    """A plain number that is returned is an expression."""
    if record.kind != "value":
        return record
    if not isinstance(record.value, tuple):
        raise NotYet(f"{derivation.name} {_does(record)}; {KINDS['answer']}", line=record.at)
    return replace(record, kind="answer", answer=record.value)


def _does(record: Record) -> str:
    if record.kind == "value" and record.value is None:
        return "returns nothing"
    return {"chain": "yields its lines", "answer": "returns an expression"}.get(record.kind, "returns values")


def chain(derivation: Derivation, said: Sequence[Expression], given: tuple[Claim, ...], also: Iterable[str],
          hypothesis: Tree | None = None, kind: Kind = "chain") -> Opened:
    """Return the derivation with its names settled: those of the check's own expressions win."""
    record = _with_number(read(derivation, kind, *(["value"] if kind == "answer" else [])), derivation)
    mine: dict[str, Declaration] = {}
    for names in (*(expression.names for expression in said), *(fact.names for fact in given)):
        mine.update(names)
    statement = _statement()
    declarations = {**record.declarations, **{n: d for n, d in statement.items() if n in record.declarations}, **mine}
    account = Account(derivation, declarations)
    account_of(account)
    trouble = _trouble(record.declarations, mine, statement)
    if trouble:
        account.stop(record.lines[0].at if record.lines else record.at, Found((trouble,)))
    facts = tuple(Fact(fact.tree, fact.name, fact.over) for fact in given)
    seed = crc32(derivation.name.encode())      # the same verdict for the same chain, run after run
    return Opened(record, account, Setting(declarations, rules.offered(also), facts, hypothesis, seed=seed), frozenset(mine) | frozenset(statement))


@contextmanager
def undecided_if_it_breaks(record: Record, account: Account) -> Iterator[None]:
    """Whatever strange data does to the engine, the line being judged is undecided: a learner never meets an error of ours."""
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError, NotImplementedError) as e:
        told = account.rows[-1].line if account.rows else 0
        at = next((line.at for line in record.lines if line.at > told), record.at)
        stumbled = f"could not be judged: the checker itself stumbled ({type(e).__name__})"
        account.stop(at, Found((stumbled, "write it simpler, or in two lines"), mark="?"))


def _trouble(theirs: Names, mine: Names, statement: Names) -> str:
    """Return what is wrong with the learner's names, or nothing."""
    for name, declaration in theirs.items():
        known = mine.get(name, statement.get(name))
        if known is not None and known != declaration and (name in mine or declaration[0] not in OWN_KINDS):
            return f"{name} is declared otherwise in the statement: {_kind(known)}; leave its declaration as it stands"
        if known is None and declaration[0] not in OWN_KINDS:
            return f"{name} is no name of this problem; you may add indices and definitions of your own"
        if known is None and declaration[0] == "definition" and declaration[3] is not None:
            return f"a definition of your own has no property by declaration: show in a line that {name} is {declaration[3]}"
    return ""


def _kind(declaration: Declaration) -> str:
    return " ".join(str(part) for part in (declaration[0], declaration[-1] if declaration[0] in ("vector", "matrix") else "") if part)


def _statement() -> Names:
    """Return the names of the problem's statement: those that the check file, whose word is being asked, has imported."""
    frame = sys._getframe()
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("autograder."):
        frame = frame.f_back        # type: ignore[assignment]  # None at the bottom of the stack
    names: dict[str, Declaration] = {}
    for value in _expressions(frame.f_globals.values() if frame else ()):
        for name, declaration in value.names.items():
            names.setdefault(name, declaration)
    return names


def _expressions(values: Iterable[Any]) -> Iterator[Expression | Claim]:
    for value in list(values):
        if isinstance(value, Expression | Claim):
            yield value
        elif isinstance(value, tuple | list) and len(value) < 100:      # z1, z2 = …; never a table of data
            yield from (part for part in value if isinstance(part, Expression | Claim))
