"""What of a class is to be graded, as data: each job with all that it needs on any machine that has the course."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from ..course.overlay import settings
from ..problems.program import Posed
from .collecting import imports_own, latest
from .companions import laid
from .gradebook import Brought, Gradebook, Handed
from .plan import PROBLEMS, Class
from .store import kept

if TYPE_CHECKING:
    from ..grading.run import Folder


@dataclass(frozen=True)
class Job:
    """One submission to be graded, as data: once it is `loaded`, any process on any machine that has the course can do it."""
    submission: str
    learner: str
    exercise: str
    grader: str
    seed: int
    sha256: str
    folder: str = ""                # the hash of the list of what lies in the folder beside it
    others: Brought = ()            # what the same learner handed in for other exercises
    text: bytes = b""
    beside: "Folder" = ()
    brought: tuple[tuple[str, bytes], ...] = ()     # (exercise, text) of those others, where it says `from mine import …`
    posed: tuple[Posed, ...] = ()


def jobs(given: Class, book: Gradebook, secret: int | None = None) -> list[Job]:
    """Return what is to be graded: what counts by the class's rule, and no version of these checks has judged yet.

    All learners get the same draws of one exercise in one run, interrupted or not, which nobody could know before; `secret` fixes them.
    What was graded by other checks keeps the draws it had, and what came along of the learner's own: then nothing but a repair can make a
    difference.  What waits for something of its learner's is tried again once they have handed in something else.
    """
    secret = settings().secret if secret is None else secret
    secret = book.secret() if secret is None else secret
    done, drawn, versions = book.judged(), book.draws(), {name: version(given, name) for name in given.asked}
    handed, brought, asking = book.handed_in(), book.brought(), book.asking()
    theirs = Others(handed)
    fresh = {name: crc32(f"{secret} {name}".encode()) >> 1 for name in versions}
    found = []
    for one in counting(given, handed):
        key = one.id, one.exercise, versions.get(one.exercise, "")
        if one.refused or one.exercise not in versions or key in done:
            continue
        others = brought.get(key[:2]) or theirs.beside(one)
        if asking.get(key) != others:
            found.append(Job(*key[:1], one.learner, *key[1:], drawn.get(key[:2], fresh[one.exercise]), one.sha256, one.folder, others))
    return found


class Others:
    """What each learner handed in for all exercises: what their programs may import from one another."""

    def __init__(self, handed: Sequence[Handed]) -> None:
        self.of: dict[str, dict[str, list[Handed]]] = {}
        for one in sorted(handed, key=lambda h: h.age):
            if not one.refused and one.exercise != PROBLEMS:
                self.of.setdefault(one.learner, {}).setdefault(one.exercise, []).append(one)
        self.shared: dict[Brought, Brought] = {}        # of a class of any size, each once

    def beside(self, one: Handed) -> Brought:
        """Return (exercise, sha256) of what stood beside a submission when it came: of each other exercise the last one until then, or else the next."""
        found = []
        for exercise, several in self.of.get(one.learner, {}).items():
            if exercise != one.exercise:
                before = [h for h in several if h.received <= one.received]
                found.append((exercise, (before[-1] if before else several[0]).sha256))
        kept = tuple(sorted(found))
        return self.shared.setdefault(kept, kept)


def counting(given: Class, handed: Sequence[Handed]) -> list[Handed]:
    """Return the submissions that may count: each learner's last one of an exercise, or all where the best counts."""
    if given.resubmission == "best":
        return [h for h in handed if not h.refused] + [h for h in latest(list(handed)).values() if h.refused]
    return list(latest(list(handed)).values())


def version(given: Class, exercise: str) -> str:
    """Return the version of what judges an exercise, or a set's problems."""
    from ..grading import course_version
    from ..grading.content import digest
    if exercise != PROBLEMS:
        return course_version(next(e for e in given.exercises if e.id == exercise))
    from ..problems.template import templates
    assert given.problems is not None
    used = {p.exercise for p in given.problems.places}
    return digest([t.path for id, t in sorted(templates().items()) if id in used])[:16]


def loaded(given: Class, job: Job) -> Job:
    """Return a job with what it is about: read when it is its turn, so that a class of any size fits into memory."""
    text = kept(given, job.sha256)
    brought = tuple((exercise, kept(given, sha)) for exercise, sha in job.others) if imports_own(text) else ()
    return replace(job, text=text, beside=laid(given, job.folder), brought=brought, posed=given.problems.variant(job.learner) if given.problems else ())
