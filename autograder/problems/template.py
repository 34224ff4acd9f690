"""A template: the file `solutions/<area>/<name>_problems.py` that draws problems on an exercise."""
import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from traceback import walk_tb
from types import ModuleType
from typing import Any

import numpy as np

from ..course import places
from ..errors import CourseError
from .judging import judged
from .problem import Problem, Rejected

KINDS = ("numeric", "symbolic", "derivation", "data", "kernel", "counterexample", "steps")
HEADER = re.compile(rf"^(?P<kind>{'|'.join(KINDS)}) · (?P<minutes>\d+) min · difficulty (?P<difficulty>[1-5])(?: · part (?P<part>[a-z][a-z_0-9]*))?$")
EXPECTED = f"expected a title, an empty line and `numeric · 6 min · difficulty 2 · part some_part` (kinds: {', '.join(KINDS)})"
DRAWS = 200             # a template that rejects so many in a row cannot draw
Ask = Callable[..., Any]


@dataclass(frozen=True)
class Template:
    """What draws problems on one exercise, and judges them."""
    exercise: str
    path: Path
    title: str
    kind: str
    minutes: int
    difficulty: int
    part: str
    module: ModuleType

    @property
    def band(self) -> tuple[float, float]:
        """Return the effort a problem may ask for."""
        with self._said("BAND = (least, most)"):
            low, high = self.module.BAND
            return float(low), float(high)

    def draw(self, rng: np.random.Generator) -> Problem:
        """Return a problem; a draw that is ugly, or too easy or too hard, is drawn again."""
        for _ in range(DRAWS):
            try:
                with self._said("generate(rng), which returns a Problem"):
                    problem: Problem = Problem.of(self.module.generate(rng).plain())    # as it will be when it is read again
            except Rejected:
                continue
            if self.band[0] <= self.effort(problem) <= self.band[1]:
                return problem
        raise CourseError(self.path, 0, f"{DRAWS} draws in a row were rejected or out of BAND = {self.band}")

    @property
    def is_written(self) -> bool:
        """Return whether the answer is mathematics that is typed: an expression, or a derivation."""
        return self.kind in ("symbolic", "derivation")

    def effort(self, problem: Problem) -> float:
        with self._said("effort(**given), which returns a number"):
            return float(self.module.effort(**problem.given))

    def solve(self, problem: Problem) -> Any:
        """Return the answer by a way of its own, from what the learner is given."""
        with self._said("solve(**given)"):
            return self.module.solve(**problem.given)

    def mistakes(self, problem: Problem) -> Mapping[str, Any]:
        """Return {misconception: the answer it leads to}."""
        with self._said("mistakes(**given), which returns {misconception: answer}"):
            return dict(getattr(self.module, "mistakes", lambda **given: {})(**problem.given))

    @contextmanager
    def _said(self, what: str) -> Iterator[None]:
        """Say in which line of the file something failed that its author is to mend."""
        try:
            yield
        except (CourseError, Rejected):
            raise
        except Exception as error:
            lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == str(self.path)]
            raise CourseError(self.path, lines[-1] if lines else 0, f"{what} failed: {type(error).__name__}: {error}") from error

    def check(self, ask: Ask, problem: Problem) -> None:
        """Put the problem to a learner's function; raise Mismatch where it is not answered."""
        own: Callable[[Ask, Problem], None] | None = getattr(self.module, "check", None)
        if own:
            own(ask, problem)
            return
        got = ask(*map(_argument, problem.arguments.values()))
        judged(got, problem.answer, **getattr(self.module, "TOLERANCE", {}))


def _argument(value: Any) -> Any:
    """Return data as a learner expects it: numbers in an array."""
    if isinstance(value, list):
        array = np.asarray(value)
        return array if array.dtype.kind in "iufb" else value
    return value


def path_of(exercise: Any) -> Path:
    """Return where an exercise's template lies, if it has one."""
    return Path(exercise.solution).with_name(f"{exercise.name}_problems.py")


def template(exercise: Any) -> Template | None:
    """Return an exercise's template, or None where it has none."""
    path = path_of(exercise)
    return _load(exercise.id, path) if path.exists() else None


def templates(root: Path | None = None) -> dict[str, Template]:
    """Return every template, by its exercise."""
    from ..course.exercises import every_exercise
    return {e.id: found for e in every_exercise(root or places.root()) if (found := template(e))}


@cache
def _load(exercise: str, path: Path) -> Template:
    name = f"groundwork_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise CourseError(path, getattr(error, "lineno", 0) or 0, f"the template does not load: {type(error).__name__}: {error}") from error
    lines = (module.__doc__ or "").split("\n")
    match = HEADER.match(lines[2]) if len(lines) > 2 and not lines[1] else None
    if not match:
        raise CourseError(path, 3, EXPECTED)
    # what solves a derivation is its own program
    for needed in ("generate", "check" if match["kind"] == "derivation" else "solve", "effort", "BAND"):
        if not hasattr(module, needed):
            raise CourseError(path, 0, f"`{needed}` is missing: a template defines generate(rng), solve(**parameters), effort(**parameters) "
                                       "and BAND = (least, most); of a derivation, check(ask, problem) in place of solve")
    return Template(exercise, path, lines[0], match["kind"], int(match["minutes"]), int(match["difficulty"]), match["part"] or "", module)
