"""Whose a path is that was handed in, and for which exercise: by names alone."""
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from .. import folder
from ..course.exercises import Exercise, every_exercise
from .plan import PROBLEMS, Class

COPY = re.compile(r"(?:[ _-]*\((\d{1,3})\)|[_-](\d{1,2}))$")     # what browsers and LMSs add to a name that is there already
MOODLE = re.compile(r"^(?P<name>.+)_(?P<number>\d+)_assignsubmission_file")


def which(where: str, data: bytes, given: Class) -> tuple[Exercise | str | None, str]:
    """Return the exercise a file is for, or the problem set, and why it cannot be graded."""
    path = PurePosixPath(where)
    if given.problems:
        return PROBLEMS, ""
    chosen = named(path.name, given.exercises)
    if chosen is None:          # of another exercise: kept, for others may import from it
        chosen = next((e for e in every_exercise() if plain_stem(path.name) in (e.name, e.id) and not e.is_compiled), None)
    if chosen is None and len(given.exercises) == 1 and (not takes_folder(given.exercises[0]) or _begins_to_answer(data, given.exercises[0])):
        chosen = given.exercises[0]
    if chosen is None:
        return None, ""
    if path.suffix.casefold() not in (chosen.suffix, *((".ipynb",) if chosen.suffix == ".py" else ())):
        return chosen, f"{path.name} is for {chosen.id}, which is written in {chosen.suffix}: hand in {chosen.file_name}"
    return chosen, ""


def plain_stem(name: str) -> str:
    """Return a name without its suffix and without what tells copies apart."""
    stem = PurePosixPath(name).stem
    while (cut := COPY.sub("", stem)) != stem:
        stem = cut
    return stem.casefold()


def named(name: str, exercises: Sequence[Exercise]) -> Exercise | None:
    """Return the exercise that a file's name says, of several the one with the longest name."""
    stem = plain_stem(name)
    return max((e for e in exercises if stem == e.name or stem.endswith(f"_{e.name}") or stem == e.id), key=lambda e: len(e.name), default=None)


def takes_folder(exercise: Exercise) -> bool:
    return folder.WORD in exercise.stub


def _begins_to_answer(data: bytes, exercise: Exercise) -> bool:
    """Return whether a file of any name defines something that is asked: what lies in a folder that goes with one does not."""
    return re.search(rb"^[\s\"n\\]*(?:async def|def|class) (?:%s)\b" % "|".join(map(re.escape, exercise.homes)).encode(), data, re.MULTILINE) is not None


class Names:
    """Whose a path is: of a folder or a zip that is a learner's id, a flat name that begins with it, or Moodle's folder of their name."""

    def __init__(self, given: Class) -> None:
        self.ids = {p.id.casefold(): p.id for p in given.learners}
        self.names = {_folded(p.name): p.id for p in given.learners}

    def whose(self, path: str) -> str | None:
        parts = PurePosixPath(path).parts
        return self.folder_of(path) or (self._flat(parts[-1]) if parts else None)

    def _flat(self, name: str) -> str | None:
        flat = name.casefold()
        begins = (flat[:n] for n in range(len(flat) - 1, 0, -1) if flat[n] in "_ .-")       # the longest first: `bob2_1_x.py` is no file of bob's
        return next((self.ids[begin] for begin in begins if begin in self.ids), None)

    def folder_of(self, path: str) -> str | None:
        """Return the learner whose name a part of a path bears as a whole."""
        parts = PurePosixPath(path).parts
        for part in parts:
            plain = part.casefold().removesuffix(".zip")
            if plain in self.ids:
                return self.ids[plain]
            moodle = MOODLE.match(part)
            if moodle and (who := self.names.get(_folded(moodle["name"]))):
                return who
        return next((who for part in parts if part.casefold().endswith(".zip") and (who := self._flat(part))), None)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
