"""What `grade report` sets on paper: sheets with their derivations; a report with its figures, and where its numbers come from."""
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ..algebra.render import latex
from ..derivations.telling import aligned
from ..errors import LearnerError, Mismatch
from ..manuscript.page import Picture, Printed, Stamp
from ..manuscript.tree import Block, Manuscript, Span, slug
from .claims import Claim, claimed, found, id_of, program
from .reports import manuscript
from .sheets import Entry, Pitfall, Sheet, derived, on_sheet, pitfalls

SELF_ASSESSED = ("These scores, from 0 to 3, are the author's own, and point to the passages they rest on. Nobody else has judged the prose, "
                 "and no grade rests on them.")
Value = TypeVar("Value")


def sheets_in_print(yours: Any, title: str, sheets: Mapping[str, Any], examples: Any = None) -> Printed:
    """Return sheets as pages: each entry with its conditions and its derivation; what is not there yet is said in its place."""
    blocks: list[Block] = []
    for name, function in sheets.items():
        blocks.append(_heading(name, 2))
        sheet, trouble = _tried(on_sheet, function)
        blocks += [_note(trouble)] if sheet is None else _sheet(yours, sheet)
    if examples is not None:
        blocks.append(_heading("Where the arithmetic fails", 2))
        found, trouble = _tried(pitfalls, yours, examples, 0)
        blocks += [_table(found)] if found else [_note(trouble or "no example stands here yet")]
    return Printed(Manuscript(title, tuple(blocks)))


def _sheet(yours: Any, sheet: Sheet) -> list[Block]:
    """Return a sheet's entries under their topics."""
    blocks: list[Block] = []
    for topic in dict.fromkeys(entry.topic for entry in sheet.entries):
        blocks.append(_heading(topic, 3))
        for entry in (one for one in sheet.entries if one.topic == topic):
            accounts, trouble = _tried(derived, yours, Sheet(sheet.function, (entry,), sheet.line))
            chain = aligned([row.data(accounts[0].declarations) for row in accounts[0].rows]) if accounts else ""
            blocks += _entry(entry, chain, trouble)
    return blocks


def _tried(ask: Callable[..., Value], *given: Any) -> tuple[Value | None, str]:
    """Return what was asked for, or why it is not to be had."""
    try:
        return ask(*given), ""
    except LearnerError as e:
        return None, "not written yet" if e.kind == "unattempted" else e.message
    except Mismatch as e:
        return None, e.message


def _heading(title: str, level: int) -> Block:
    return Block("heading", 0, (Span("text", title),), level=level, label=slug(title))


def _note(text: str) -> Block:
    return Block("paragraph", 0, (Span("emph", spans=(Span("text", text),)),))


def _entry(entry: Entry, chain: str, trouble: str) -> list[Block]:
    where: list[Span] = [Span("text", "where ")] if entry.conditions else []
    for n, word in enumerate(entry.words):
        name, _, kind = word.partition(" ")
        where += [Span("text", ", " if n else ""), Span("formula", latex(("sym", name), entry.declarations)), Span("text", f" is {_said(kind)}")]
    for n, claim in enumerate(entry.claims):
        where += [Span("text", " and " if n or entry.words else ""), Span("formula", latex(claim, entry.declarations))]
    found = [Block("formula", 0, text=entry.latex)]
    if where:
        found.append(Block("paragraph", 0, tuple(where)))
    if trouble:
        return [*found, _note(f"not derived yet: {trouble}")]
    return [*found, Block("quote", 0, items=((Block("formula", 0, text=chain),),))]


def _said(kind: str) -> str:
    words = {"spd": "symmetric and positive definite", "psd": "symmetric and positive semidefinite", "full_column_rank": "of full column rank",
             "prob": "between 0 and 1", "nonzero": "not 0", "nonneg": "not negative", "simplex": "a distribution", "gt1": "greater than 1"}
    return words.get(kind, kind)


def _table(found: tuple[Pitfall, ...]) -> Block:
    def cell(*spans: Span) -> tuple[Span, ...]:
        return spans
    rows = [tuple(cell(Span("text", head)) for head in ("what goes wrong", "formula", "at", "fails", "does not"))]
    for one in found:
        at = ", ".join(f"{name} = {value:.12g}" for name, value in zip(one.names, one.values, strict=True))
        rows.append((cell(Span("text", one.title)), cell(Span("formula", latex(one.formula, one.declarations))), cell(Span("text", at)),
                     cell(Span("code", one.naive)), cell(Span("code", one.careful))))
    return Block("table", 0, rows=tuple(rows))


# ---- a report of the learner's own

def report_in_print(yours: Any, exercise: str, *, source: Callable[[], Any], figures: Callable[[], Any], listed: Callable[[], Any],
                    assessed: Callable[[], Any], criteria: Mapping[str, str], up_to: str) -> Printed:
    """Return a report as pages, its figures drawn, and beneath it where its numbers come from and what its author thinks of it."""
    text, trouble = _tried(lambda: manuscript(source()))
    if text is None:
        raise Mismatch(f"there is no report to be set: {trouble}")
    made, lost = _tried(figures)
    rows, missing = _tried(lambda: claimed(listed(), at_least=0))
    notes = [str(problem) for problem in text.problems]
    notes += [f"its figures cannot be drawn: {lost}"] if lost else []
    notes += [f"its claims cannot be read: {missing}"] if missing else []
    stamps = [] if rows is None else [_origins(rows, exercise, program(yours, up_to), yours, notes)]
    scores, _ = _tried(assessed)
    stamps.append(Stamp("Self-assessed, not graded", SELF_ASSESSED, _scores(scores, criteria)))
    return Printed(text, pictures(yours, made), stamps, tuple(notes))


def pictures(yours: Any, made: Any) -> dict[str, Picture]:
    """Return the pictures of figures by name; what is no figure has none."""
    found = {}
    for name, figure in made.items() if isinstance(made, dict) else ():
        data = yours._worker.ask("picture", [figure.number]) if hasattr(figure, "number") else None
        if isinstance(data, bytes):
            found[str(name)] = Picture(data)
    return found


def _origins(rows: tuple[Claim, ...], exercise: str, code: str, yours: Any, notes: list[str]) -> Stamp:
    """Return the table of numbers and their origins; the ids that are due, and values that have moved, are noted."""
    table = [("number", "what it is", "found by", "evidence")]
    for claim in rows:
        due = id_of(claim, exercise, code)
        value, trouble = _tried(found, yours, claim, claim.seed)
        if value is None:
            notes.append(f"claim “{claim.id}”: {claim.by}({claim.seed}) {trouble}")
        elif abs(value - claim.value) > 1e-6 * abs(claim.value):       # relative: another machine may add in another order
            with_it = id_of(replace(claim, value=value), exercise, code)      # an id is that of a value: the old value's would be stale at once
            notes.append(f"claim “{claim.id}”: {claim.by}({claim.seed}) finds {value!r}, not {claim.value!r}; the evidence of that value is {with_it}")
        elif claim.evidence != due:
            notes.append(f"claim “{claim.id}”: evidence {due}" + (f", not {claim.evidence}" if claim.evidence else ""))
        table.append((f"{claim.value:.4g}, between {claim.lo:g} and {claim.hi:g}", claim.text, f"`{claim.by}({claim.seed})`",
                      f"`{claim.evidence}`" if claim.evidence == due else f"{claim.evidence or 'none'} (stale)"))
    return Stamp("Where the numbers come from", "Each is found again by running the function named under the seed named; the grader does so for some, "
                 "drawn anew each time, and under a seed of its own.", tuple(table))


def _scores(scores: Any, criteria: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    by = {row.get("criterion"): row for row in scores if isinstance(row, dict)} if isinstance(scores, (list, tuple)) else {}
    rows = [("criterion", "score", "passage")]
    for key, sentence in criteria.items():
        row = by.get(key, {})
        passage = f"{row.get('section', '')}: “{row.get('quote', '')}”" if row else "not assessed"
        rows.append((f"{key}: {sentence}", str(row.get("score", "–")), passage))
    return tuple(rows)
