"""Whether a file that was handed in answers anything: a stub as it was given out, or a file of helpers, puts no work out of count."""
import ast
from collections.abc import Mapping
from functools import cache

from ..course.exercises import Exercise
from ..course.stub import blanks, definitions
from ..errors import SurroundingsError, UsageError
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


def sheet_of_another(data: bytes, given: ProblemSet, learner: str) -> str:
    """Return whose sheet a file answers where it is not the learner's own: by the statements that stand in it, for no two drew the same."""
    try:
        stated = _statements(data.decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    sheets = {} if given.is_shared else _sheets(given)
    if stated & sheets.get(learner, frozenset()):
        return ""
    return max(sheets, key=lambda other: len(stated & sheets[other]), default="") if any(stated & sheet for sheet in sheets.values()) else ""


@cache
def _sheets(given: ProblemSet) -> Mapping[str, frozenset[str]]:
    return {learner.id: _statements(text) for learner in given.learners if (text := _sheet(given, learner.id))}


def _statements(text: str) -> frozenset[str]:
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return frozenset(stated for node in functions if (stated := ast.get_docstring(node)))


@cache
def _given_out(given: ProblemSet, learner: str) -> Mapping[str, str]:
    return blanks(_sheet(given, learner))


def _sheet(given: ProblemSet, learner: str) -> str:
    """Return a learner's file as it was given out; nothing, where none was set or it cannot be read: the run says so."""
    try:
        return program(given.variant(learner), given.title)
    except (UsageError, SurroundingsError):
        return ""
