"""`grade verify`: the laws, on every exercise that changed since they were last seen to hold."""
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
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
    from ..worker.confinement import obstacle
    root = root or places.root()
    over = places.roots(root)[-1]       # with an overlay, it is the overlay's own exercises that are held to the laws, and its record that is written
    lock = Lock(places.verified(over))
    keys = {e: answers_key(e) for e in ([find(i, root) for i in ids] or every_exercise(root)) if ids or over == root or e.root == over}
    holds = bool(ids) or _whole_course(root, commands, tell)
    known = lock.known
    todo = [e for e, key in keys.items() if ids or everything or known.get(e.id) != key or drawn(e.id, sample)]
    unconfined = f"; not tried confined: {why}" if (why := obstacle()) else ""
    for exercise, broken in _side_by_side(todo, seeds):
        for law, what in broken:
            tell(f"✗ {exercise.id}: {law}: {what}")
        if not broken:
            tell(f"✓ {exercise.id}: every law holds ({seeds} seeds{unconfined})")
        lock.record(exercise.id, "" if broken or unconfined else keys[exercise])
        holds = holds and not broken
    lock.write(None if ids else {e.id for e in keys})
    return holds


def _side_by_side(exercises: Sequence[Exercise], seeds: int) -> Iterator[tuple[Exercise, list[tuple[str, str]]]]:
    """Yield what breaks each exercise's laws, as it is known: a process a processor, as no exercise concerns another."""
    if len(exercises) < 2:
        yield from ((e, _laws(e, seeds)) for e in exercises)
        return
    workers = min(len(exercises), os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        ahead = {pool.submit(_laws, e, seeds): e for e in sorted(exercises, key=_length, reverse=True)}
        for done in as_completed(ahead):
            yield ahead[done], done.result()


def _length(exercise: Exercise) -> tuple[bool, int]:
    """Return how long the laws of an exercise may take: none that is long is begun last, when a processor has nothing else to do."""
    return "torch" in exercise.needs(), exercise.answers.stat().st_size if exercise.answers.exists() else 0


def drawn(name: str, sample: str) -> bool:
    """Return whether an exercise is of the tenth that this sample draws."""
    return bool(sample) and hashlib.blake2b(f"{sample} {name}".encode(), digest_size=2).digest()[0] < 26     # of 256: a tenth


def _whole_course(root: Path, commands: Collection[str], tell: Tell) -> bool:
    from .course import course_laws
    broken = list(course_laws(root, commands))
    for what in broken:
        tell(f"✗ {what}")
    return not broken


def _laws(exercise: Exercise, seeds: int) -> list[tuple[str, str]]:
    from .laws import laws
    broken = list[tuple[str, str]]()
    try:
        broken += laws(exercise, seeds)
    except CourseError as e:
        broken.append(("the course's files are in order", str(e)))
    return broken


class Lock:
    """`verified.lock`: sorted lines `id key`."""

    def __init__(self, path: Path) -> None:
        self.path, self.seen = path, dict[str, str]()

    @property
    def known(self) -> dict[str, str]:
        rows = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return dict(row.split(" ", 1) for row in rows if " " in row)

    def record(self, name: str, key: str) -> None:
        """Note that an exercise's laws hold at this key, or, without one, that they do not."""
        self.seen[name] = key

    def write(self, only: set[str] | None) -> None:
        """Write what was seen beside what others wrote meanwhile; `only` are the exercises there are."""
        rows = {name: key for name, key in (self.known | self.seen).items() if key and (only is None or name in only)}
        self.path.write_text("".join(f"{name} {key}\n" for name, key in sorted(rows.items())), encoding="utf-8")
