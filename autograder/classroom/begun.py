"""Whether a file that was handed in answers anything: a stub as it was given out, or a file of helpers, puts no work out of count."""
from collections.abc import Mapping
from functools import cache

from ..course.exercises import Exercise
from ..course.stub import blanks, definitions
from ..errors import UsageError
from ..problems.program import program
from ..problems.sets import ProblemSet


def is_begun(data: bytes, asked: Exercise | ProblemSet, learner: str) -> bool:
    """Return whether anything that is asked is defined here otherwise than it was given out; what cannot be read is for the grader to tell."""
    suffix = ".py" if isinstance(asked, ProblemSet) else asked.suffix
    blank = _given_out(asked, learner) if isinstance(asked, ProblemSet) else asked.blanks
    try:
        return not blank or any(name in blank and body not in (blank[name], "...") for name, body in definitions(data.decode("utf-8-sig"), suffix))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True


@cache
def _given_out(given: ProblemSet, learner: str) -> Mapping[str, str]:
    try:
        return blanks(program(given.variant(learner), given.title))
    except UsageError:          # nothing was set for them: the run says so
        return {}
