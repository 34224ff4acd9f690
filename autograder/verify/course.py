"""The laws of the course as a whole: no orphan file, no dangling id, no cycle, no name that a command hides."""
from collections.abc import Collection, Iterator
from pathlib import Path

from ..course import places
from ..course.exercises import every_exercise
from ..course.tracks import OWN_FILE
from ..course.validation import validate

COMPANIONS = "_problems"        # solutions/<area>/<name>_problems.py: what a template draws from


def course_laws(root: Path, commands: Collection[str] = ()) -> Iterator[str]:
    """Yield what breaks them, as `path:line: what`."""
    yield from map(str, validate(root))
    yield from orphans(root)
    yield from hidden_names(root, commands)


def orphans(root: Path) -> Iterator[str]:
    """Every file of solutions and exercises belongs to an exercise that has all its files."""
    known = set[Path]()
    for exercise in every_exercise(root):
        files = {exercise.solution: "its solution", exercise.checks: "its checks", exercise.stub_file: "its stub (`grade stub` writes it)"}
        yield from (f"{path}:1: {exercise.id} lacks {what}" for path, what in files.items() if not path.exists())
        if not exercise.answers.exists():
            yield f"{exercise.answers}:1: {exercise.id} lacks its other answers"
        known |= {*files, exercise.answers, exercise.solution.with_name(exercise.name + COMPANIONS + ".py")}
    over = places.roots(root)[-1]       # of what an overlay replaces, the course's own files are idle, and no orphans
    for folder in (places.solutions(over), places.exercises(over)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in known and "__pycache__" not in path.parts:
                yield f"{path}:1: belongs to no exercise; an exercise is three files of one name"


def hidden_names(root: Path, commands: Collection[str]) -> Iterator[str]:
    """A command wins over a name, so no node and no exercise is named like one."""
    taken = set(commands)
    yield from (f"{e.solution}:1: `{e.id}` is a command of `grade`: call the exercise something else" for e in every_exercise(root) if e.id in taken)
    for path in sorted(places.curriculum(root).glob("*/*.yaml")):
        if path.name != OWN_FILE and path.stem in taken:
            yield f"{path}:1: `{path.stem}` is a command of `grade`: call the node something else"
