"""What holds of every template: right, unique, different each time, and nothing that a guess or the statement gives away."""
import json
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import CourseError, Mismatch
from .problem import SLOT, Problem
from .said import Said
from .template import Template

VARIANTS = 200
JUDGED = 4              # of problems whose answers are expressions: to tell why one is wrong takes the algebra up to half a second
DIFFERENT = 0.5         # of the variants must be ones of their own
SAME_ANSWER = 0.2       # at most this share may have one and the same answer: a constant then earns nothing worth having
SAME_WITNESS = 0.5      # at most this share of the variants may be settled by one variant's witness
READ_OFF = 0.34         # at most this share may show the answer at one fixed place of the statement
MISTAKEN = 0.8          # a mistake must lead to another answer in so many of the variants, else it is none
STUMBLES = "not judged, "   # before what a judge raises that is no Mismatch
LENGTH, DIGITS = 1500, 7    # of a statement, characters, and of a number in it


def broken(template: Template, variants: int = VARIANTS, seed: int = 0) -> list[str]:
    """Return what does not hold of a template, a sentence each."""
    try:
        problems = [template.draw(np.random.default_rng([seed, n])) for n in range(variants)]
    except CourseError as error:
        return [error.message]
    except Exception as error:
        return [f"generate raises {type(error).__name__}: {error}"]
    found = [f"variant {n}: {fault}" for n, p in enumerate(problems) for fault in (faults if n in _asked(template, problems) else _written)(template, p)]
    return [*dict.fromkeys(found)][:12] or list(_of_all(template, problems))


def _asked(template: Template, problems: list[Problem]) -> range:
    """Return which problems are put to their judge."""
    return range(JUDGED if template.is_written else len(problems))


def faults(template: Template, problem: Problem) -> Iterator[str]:
    """Yield what does not hold of one problem, a sentence each."""
    yield from _written(template, problem)
    if template.kind == "derivation":
        return          # its steps are a program, which is put through the wall
    try:
        answered = template.solve(problem)
    except Exception as error:
        yield f"solve raises {type(error).__name__}: {error} for {problem.given}"
        return
    if (said := _refused(template, problem, answered)) is not None:
        yield f"solve and the key differ: {answered!r} and {problem.answer!r} ({said}) for {problem.given}"
    if template.kind == "counterexample" and (said := _refused(template, problem, problem.answer)) is not None:
        yield f"the key is refused: {problem.answer!r} ({said}) for {problem.given}"
    yield from _too_kind(template, problem, answered)
    yield from _nameless(template, problem)


def _written(template: Template, problem: Problem) -> Iterator[str]:
    """Yield what does not hold of a problem as it stands, whatever its answer is."""
    text = problem.text()
    if slots := set(SLOT.findall(problem.statement)) - set(problem.parameters):
        yield f"the statement has a slot that no parameter fills: {min(slots)}"
    if len(text) > LENGTH:
        yield f"the statement has {len(text)} characters; {LENGTH} are enough"
    if long := [n for n in re.findall(r"\d[\d.]*", text) if len(n) > DIGITS]:
        yield f"a number of {len(long[0])} digits is shown: {long[0]}"
    if both := set(problem.parameters) & set(problem.arguments):
        yield f"a parameter and an argument have one name: {min(both)}"
    if Problem.of(json.loads(json.dumps(problem.plain()))) != problem:
        yield "the problem is another one when it is read again"
    if template.is_written and not problem.steps:
        yield "no program is given: steps are the lines of a right answer"


def _too_kind(template: Template, problem: Problem, answered: Any) -> Iterator[str]:
    """A judge that takes what is a little wrong, or nothing at all, judges nothing."""
    for wrong, what in ((None, "None"), (float("nan"), "nan"), ("?", "a question mark"), ([[]], "an empty list"), (10 ** 5000, "an enormous number")):
        said = _refused(template, problem, wrong)
        if said is None:
            yield f"{what} is taken for right"
        elif said.startswith(STUMBLES):
            yield f"the judge stumbles over {what}: {said.removeprefix(STUMBLES)}"
    nudged = _nudged(answered)      # of a witness: another one, which may be right too
    if template.kind != "counterexample" and nudged is not answered and _refused(template, problem, nudged) is None:
        yield "an answer that is off by a thousandth is taken for right"


def _nameless(template: Template, problem: Problem) -> Iterator[str]:
    """A mistake is told to who made it by its name."""
    for title in template.mistakes(problem):
        if not isinstance(title, str) or len(title) < 4:
            yield f"a mistake is named by a few words, not {title!r}"


def _of_all(template: Template, problems: list[Problem]) -> Iterator[str]:
    keys = Counter(json.dumps([p.parameters, p.arguments], sort_keys=True) for p in problems)
    if len(keys) < DIFFERENT * len(problems):
        yield f"only {len(keys)} of {len(problems)} variants are different"
    if template.kind not in ("derivation", "counterexample"):
        answers = Counter(json.dumps(p.plain()["answer"], sort_keys=True) for p in problems)
        commonest, count = answers.most_common(1)[0]
        if count > SAME_ANSWER * len(problems):
            yield f"{count} of {len(problems)} variants have the answer {commonest}"
        yield from _read_off(problems)
    if template.kind == "counterexample":
        yield from _same_witness(template, problems)
    if template.kind != "derivation":
        yield from _no_mistakes(template, [problems[n] for n in _asked(template, problems)])


def _same_witness(template: Template, problems: list[Problem]) -> Iterator[str]:
    for witness in (p.answer for p in problems[:10]):
        settled = sum(_refused(template, p, witness) is None for p in problems)
        if settled > SAME_WITNESS * len(problems):
            yield f"{settled} of {len(problems)} variants are settled by {witness!r}"


def _read_off(problems: list[Problem]) -> Iterator[str]:
    shown = Counter(place for p in problems for place, value in _leaves(p.given) if value == _alone(p.answer))
    for place, count in shown.most_common(1):
        if count > READ_OFF * len(problems):
            yield f"the answer stands in the statement, at {place}, in {count} of {len(problems)} variants"


def _no_mistakes(template: Template, problems: list[Problem]) -> Iterator[str]:
    wrong = Counter[str]()
    named = Counter[str]()
    for p in problems:
        for title, value in template.mistakes(p).items():
            named[title] += 1
            wrong[title] += _refused(template, p, value) is not None
    if not named:
        yield "no mistake is named: mistakes(**parameters) gives {misconception: the answer it leads to}"
    for title, count in named.items():
        if wrong[title] < MISTAKEN * count:
            yield f"the mistake “{title}” is right in {count - wrong[title]} of {count} variants"


def _refused(template: Template, problem: Problem, answer: Any) -> str | None:
    """Return why an answer is refused, or None where it is taken."""
    try:
        template.check(Said(answer), problem)
    except Mismatch as error:
        return error.message
    except Exception as error:
        return f"{STUMBLES}{type(error).__name__}: {error}"
    return None


def _nudged(value: Any) -> Any:
    """Return an answer whose first number is off by a thousandth, or a whole one by one."""
    if isinstance(value, dict):
        return {k: _nudged(v) if n == 0 else v for n, (k, v) in enumerate(value.items())}
    if isinstance(value, list | tuple):
        return [_nudged(v) if n == 0 else v for n, v in enumerate(value)] if value else value
    if isinstance(value, np.ndarray):
        return _nudged(value.tolist())
    if isinstance(value, bool | np.bool_):
        return not value
    if isinstance(value, int | np.integer):
        return int(value) + 1
    if isinstance(value, Fraction):
        return value + Fraction(1, 1000)
    if isinstance(value, float):
        return value * 1.001 if value else 1e-3
    if isinstance(value, str | type(None)):
        return value and f"{value}?"
    return value * 1001 / 1000      # an expression


def _alone(answer: Any) -> Any:
    return answer[0] if isinstance(answer, list) and len(answer) == 1 else answer


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    yield place, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, one in inner:
        yield from _leaves(one, f"{place}[{key}]" if place else str(key))
