"""What holds of every template: right, unique, different each time, and nothing that a guess or the statement gives away."""
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..errors import CourseError, Mismatch
from .problem import SLOT, Problem
from .template import Template

VARIANTS = 200
DIFFERENT = 0.5         # of the variants must be ones of their own
SAME_ANSWER = 0.2       # at most this share may have one and the same answer: a constant then earns nothing worth having
READ_OFF = 0.34         # at most this share may show the answer at one fixed place of the statement
MISTAKEN = 0.8          # a mistake must lead to another answer in so many of the variants, else it is none
LENGTH, DIGITS = 1500, 7    # of a statement, characters, and of a number in it


def broken(template: Template, variants: int = VARIANTS, seed: int = 0) -> list[str]:
    """Return what does not hold of a template, a sentence each."""
    try:
        problems = [template.draw(np.random.default_rng([seed, n])) for n in range(variants)]
    except CourseError as error:
        return [error.message]
    except Exception as error:
        return [f"generate raises {type(error).__name__}: {error}"]
    found = [f"variant {n}: {fault}" for n, p in enumerate(problems) for fault in faults(template, p)]
    return [*dict.fromkeys(found)][:12] or list(_of_all(template, problems))


def faults(template: Template, problem: Problem) -> Iterator[str]:
    """Yield what does not hold of one problem, a sentence each."""
    text = problem.text()
    if slots := set(SLOT.findall(problem.statement)) - set(problem.parameters):
        yield f"the statement has a slot that no parameter fills: {min(slots)}"
    if len(text) > LENGTH:
        yield f"the statement has {len(text)} characters; {LENGTH} are enough"
    if long := [n for n in re.findall(r"\d[\d.]*", text) if len(n) > DIGITS]:
        yield f"a number of {len(long[0])} digits is shown: {long[0]}"
    if Problem.of(json.loads(json.dumps(problem.plain()))) != problem:
        yield "the problem is another one when it is read again"
    if template.kind == "derivation":
        return          # its steps are a program, which is put through the wall
    try:
        answered = template.solve(problem)
    except Exception as error:
        yield f"solve raises {type(error).__name__}: {error} for {problem.parameters}"
        return
    if (said := _refused(template, problem, answered)) is not None:
        yield f"solve and the key differ: {answered!r} and {problem.answer!r} ({said}) for {problem.parameters}"
    yield from _too_kind(template, problem, answered)


def _too_kind(template: Template, problem: Problem, answered: Any) -> Iterator[str]:
    """A judge that takes what is a little wrong, or nothing at all, judges nothing."""
    for wrong, what in ((None, "None"), (float("nan"), "nan"), (_nudged(answered), "an answer that is off by a thousandth")):
        if wrong is answered or (what.startswith("an") and wrong == answered):
            continue
        if template.kind == "counterexample" and what.startswith("an"):
            continue    # other witnesses are right too
        if _refused(template, problem, wrong) is None:
            yield f"{what} is taken for right"
    for title, wrong in template.mistakes(problem).items():
        if not isinstance(title, str) or len(title) < 4:
            yield f"a mistake is named by a few words, not {title!r}"
        del wrong


def _of_all(template: Template, problems: list[Problem]) -> Iterator[str]:
    keys = Counter(json.dumps(p.plain()["parameters"], sort_keys=True) for p in problems)
    if len(keys) < DIFFERENT * len(problems):
        yield f"only {len(keys)} of {len(problems)} variants are different"
    if template.kind not in ("derivation", "counterexample"):
        answers = Counter(json.dumps(p.plain()["answer"], sort_keys=True) for p in problems)
        commonest, count = answers.most_common(1)[0]
        if count > SAME_ANSWER * len(problems):
            yield f"{count} of {len(problems)} variants have the answer {commonest}"
        yield from _read_off(problems)
        yield from _no_mistakes(template, problems)


def _read_off(problems: list[Problem]) -> Iterator[str]:
    shown = Counter(place for p in problems for place, value in _leaves(p.parameters) if value == _alone(p.answer))
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
    ask: Callable[..., Any] = lambda *arguments, **keywords: answer
    try:
        template.check(ask, problem)
    except Mismatch as error:
        return error.message
    except Exception as error:
        return f"{type(error).__name__}: {error}"
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
    if isinstance(value, float):
        return value * 1.001 if value else 1e-3
    return f"{value}?" if isinstance(value, str) else value


def _alone(answer: Any) -> Any:
    return answer[0] if isinstance(answer, list) and len(answer) == 1 else answer


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    yield place, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, one in inner:
        yield from _leaves(one, f"{place}[{key}]" if place else str(key))
