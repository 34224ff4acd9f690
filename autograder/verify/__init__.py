"""`grade verify`: the laws, on every exercise that changed since they were last seen to hold."""
import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from ..course import places
from ..course.exercises import Exercise, every_exercise, find
from ..errors import CourseError

Tell = Callable[[str], None]


def verify(ids: Sequence[str] = (), *, seeds: int = 3, everything: bool = False, sample: str = "", commands: Collection[str] = (),
           tell: Tell = print, root: Path | None = None) -> bool:
    """Check the laws of these exercises, or of the course and all that changed; tell each breach; return whether all hold.

    `sample` (a commit, say) draws a tenth of what has not changed, to be checked again.
    """
    from ..grading.content import answers_key
    root = root or places.root()
    lock = Lock(places.verified(root))
    chosen = [find(i, root) for i in ids] or list(every_exercise(root))
    holds = bool(ids) or _whole_course(root, commands, tell)
    for exercise in chosen:
        key = answers_key(exercise)
        if not ids and not everything and lock.known.get(exercise.id) == key and not drawn(exercise.id, sample):
            continue
        broken = list(_laws(exercise, seeds))
        for law, what in broken:
            tell(f"✗ {exercise.id}: {law}: {what}")
        if not broken:
            tell(f"✓ {exercise.id}: every law holds ({seeds} seeds)")
        lock.record(exercise.id, "" if broken else key)
        holds = holds and not broken
    if not ids:
        lock.keep_only({e.id for e in every_exercise(root)})
    lock.write()
    return holds


def drawn(name: str, sample: str) -> bool:
    """Return whether an exercise is of the tenth that this sample draws."""
    return bool(sample) and hashlib.blake2b(f"{sample} {name}".encode(), digest_size=2).digest()[0] < 26     # of 256: a tenth


def _whole_course(root: Path, commands: Collection[str], tell: Tell) -> bool:
    from .course import course_laws
    broken = list(course_laws(root, commands))
    for what in broken:
        tell(f"✗ {what}")
    return not broken


def _laws(exercise: Exercise, seeds: int) -> Iterator[tuple[str, str]]:
    from .laws import laws
    try:
        yield from laws(exercise, seeds)
    except CourseError as e:
        yield "the course's files are in order", str(e)


class Lock:
    """`verified.lock`: sorted lines `id key`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.known = dict(row.split(" ", 1) for row in rows if " " in row)

    def record(self, id: str, key: str) -> None:
        self.known.pop(id, None)
        if key:
            self.known[id] = key

    def keep_only(self, ids: set[str]) -> None:
        self.known = {k: v for k, v in self.known.items() if k in ids}

    def write(self) -> None:
        self.path.write_text("".join(f"{id} {key}\n" for id, key in sorted(self.known.items())), encoding="utf-8")
