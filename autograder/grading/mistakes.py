"""A derivation's mistake as data, so that two derivations can be seen to make the same one."""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..algebra.recorded import Line, read_record
from ..algebra.tree import Tree, TreeError
from ..worker.client import Asked


@dataclass(frozen=True)
class Mistake:
    """What stops a derivation: the line's formula, or what was returned; whether the chain was only unfinished there."""
    formula: Tree | None
    declarations: Mapping[str, Any]
    value: Any
    unfinished: bool
    said: str = ""      # why a line does not hold that is not false: too much at once, a reason that is none, an end that is not yet one


def mistake(asked: Asked, error: BaseException | None) -> Mistake | None:
    """Return the mistake a check found in what was recorded."""
    line = getattr(error, "line", None)
    if asked.kind != "record" or not isinstance(asked.answer, dict):
        return None
    rows = getattr(error, "data", {}).get("rows") or [{}]
    unfinished = rows[-1].get("mark") == "…"
    try:
        record = read_record(asked.answer)
    except TreeError:       # not a recording: then no misconception is named
        return None
    here = [entry for lines in (record.lines, *(lemma.lines for lemma in record.lemmas.values())) for entry in lines if entry.at == line]
    formula = record.answer if record.answer is not None else _formula(here[-1]) if here else None
    value = (here[-1].step, here[-1].reason.steps) if here and here[-1].step else asked.answer.get("value")
    return Mistake(formula, record.declarations, value, unfinished, _said(getattr(error, "data", {})))


def _said(data: Mapping[str, Any]) -> str:
    """Return what kind of thing was said of the line, without what it quotes and counts; nothing where values show that it is false."""
    first = "" if data.get("values") else next(iter(data.get("said", ())), "")
    return re.sub(r"“[^”]*”|\d+", "…", re.split("[;:]", first)[0])


def _formula(line: Line) -> Tree | None:
    return line.expression or line.equation or line.case


def same_mistake(theirs: Mistake, ours: Mistake) -> bool:
    """The lines that fail are equal as formulas, in every model tried."""
    if theirs.formula is None or ours.formula is None:
        return theirs.formula is ours.formula and theirs.value == ours.value and theirs.value is not None
    if theirs.said != ours.said:
        return False
    if theirs.unfinished != ours.unfinished or theirs.formula[0] == "rel" or ours.formula[0] == "rel":
        return theirs.formula == ours.formula and theirs.unfinished == ours.unfinished
    if theirs.formula == ours.formula:
        return True
    from ..derivations.equality import compare
    declarations = {**theirs.declarations, **ours.declarations}
    return all(compare(a, b, declarations).holds for a, b in ((theirs.formula, ours.formula), (ours.formula, theirs.formula)))
