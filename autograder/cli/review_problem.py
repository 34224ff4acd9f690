"""A review that is a fresh problem on a part, in place of one of its functions."""
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..course import places
from ..course.exercises import Exercise
from ..errors import LearnerError, UsageError
from ..learner import copies, ledger
from ..learner.practice import Practice
from ..learner.review import Review, begun, ended, remembered
from ..learner.workspace import read
from ..report.naming import line_of
from ..report.terminal import claim, nexts
from .desk import Desk
from .review_due import more_today
from .screens import day, failure
from .status import COURSE, NOT_YET, PASSED, SURROUNDINGS

if TYPE_CHECKING:
    from ..problems.program import Posed

FUNCTION = "problem_1"
NOTE = "Write the answer in place of the dots: numbers, lists and dicts as Python writes them, fractions as 'a/b'."


def path(desk: Desk, review: Review) -> Path:
    """Return where the problem of a review is written."""
    return places.reviews(desk.workspace.root) / f"{review.exercise.replace('-', '_')}_problem.py"


def begin(desk: Desk, practice: Practice, exercise: Exercise, part: str, posed: "Posed", seed: int, is_asked: bool) -> int:
    """Lay a problem out and say what it asks."""
    from ..problems.asked import keep
    review = Review(secrets.token_hex(6), exercise.id, part, (FUNCTION,), seed, datetime.now(UTC), is_asked, is_problem=True)
    keep(places.posed(desk.workspace.root, review.id), [posed])
    found = Reviewed(desk, practice, review)
    copies.lay_out(desk.workspace, found.path, found.text(posed))
    practice.remember(begun(review))
    return PASSED if practice.unrecorded else found.say(posed)


@dataclass
class Reviewed:
    """A learner at a problem."""
    desk: Desk
    practice: Practice
    review: Review

    @property
    def path(self) -> Path:
        return path(self.desk, self.review)

    @property
    def exercise(self) -> Exercise:
        return self.desk.built[self.review.exercise]

    def run(self, wants_hint: bool, wants_answer: bool) -> int:
        posed = self._posed()
        if posed is None:
            self._close("later")
            raise UsageError(f"the problem on {self.review.exercise} has gone, and its template with it: the review is put off")
        if wants_answer:
            return self._answer(posed)
        if wants_hint:
            raise UsageError(f"a problem has no hints; `grade show {self.review.exercise}` is what it is about, `grade review --answer` how it is solved")
        if not self.path.exists():
            copies.lay_out(self.desk.workspace, self.path, self.text(posed))
            return self.say(posed)
        return self.say(posed) if read(self.path) == self.text(posed) else self._judge(posed)

    def _posed(self) -> "Posed | None":
        """Return the problem as it was set; drawn again by its seed, where it has got lost."""
        from ..problems.asked import drawn, kept
        found = kept(places.posed(self.desk.workspace.root, self.review.id))
        return found[0] if found else drawn(self.exercise, self.review.part, self.review.seed)

    def text(self, posed: "Posed") -> str:
        from ..problems.program import program
        return program([posed], f"Once more: {self.exercise.title}", NOTE)

    def say(self, posed: "Posed") -> int:
        """Say what is asked, and where to answer."""
        desk, ink = self.desk, self.desk.ink
        place = f"{desk.shown(self.path)}:{line_of(self.path, FUNCTION)}"
        desk.say([*ink.paragraph(f"Once more: {posed.title}", 0, "bold"), *ink.paragraph(f"{self.exercise.title} · about {posed.minutes} min", 0, "dim"),
                  "", *(row for part in posed.problem.text().split("\n") for row in ink.paragraph(part, 2)), "", "  " + ink("dim", "open") + " " + place,
                  "", *nexts([("grade review", "when you have written it"), ("grade review --later", "not today")], ink, "Then")])
        desk.data({"review": self._data(place, posed)})
        return PASSED

    def _data(self, place: str, posed: "Posed") -> dict[str, object]:
        return {"exercise": self.review.exercise, "part": self.review.part, "functions": [FUNCTION], "place": place, "problem": posed.problem.text()}

    def _judge(self, posed: "Posed") -> int:
        from ..grading.problem_file import grade_problems, read_program
        from ..problems.asked import templates_of
        desk = self.desk
        found = templates_of([posed], desk.built)
        if not found:
            self._close("later")
            raise UsageError(f"the template of {posed.exercise} is no longer in this course: the review is put off")
        try:
            text = read_program(self.path)
        except LearnerError as error:
            raise UsageError(f"{desk.shown(self.path)}: {error.message}") from None
        desk.status("  judging the problem …")
        result = grade_problems([posed], found, text, name=str(self.path), host=self.practice.host_with(()))
        finding = result.findings[0]
        self.practice.remember(ledger.problem(self.review.exercise, self.review.part, finding.verdict, review=self.review.id))
        desk.say([*claim(finding, desk.ink), *failure(result.findings, desk, result.seed)])
        data = {"review": self._data(desk.shown(self.path), posed), "result": result.plain()}
        if finding.verdict != "passed":
            desk.say(["", *nexts([("grade review", "when you have changed it"),
                                  ("grade review --answer", "how it is solved; the part comes back in a day or so")], desk.ink)])
            desk.data({"passed": False} | data)
            return COURSE if finding.verdict == "grader_fault" else NOT_YET
        copies.put_away(desk.workspace, self.path)
        now = [*self.practice.reading.lines, *self.practice.appended]
        due = remembered(now, lambda id: ()).get((self.review.exercise, self.review.part))
        words = "It holds." + (f" The next time on {day(due.due)}, then with one of its functions." if due else "")
        desk.say(["", *desk.ink.paragraph(words, 0, "bold"), "", *nexts([*more_today(desk, now), ("grade", "what is next")], desk.ink)])
        desk.data({"passed": True, "due": due.due.isoformat() if due else None} | data)
        return PASSED

    def _answer(self, posed: "Posed") -> int:
        from ..problems.program import key_lines
        self._close("answer")
        if self.practice.unrecorded:
            return SURROUNDINGS
        self.desk.say([row for line in key_lines(posed) for row in self.desk.ink.paragraph(line, 2)])
        self.desk.say(["", *self.desk.ink.paragraph("It comes back in a day or so; what you have passed stays passed.", 0, "dim")])
        self.desk.data({"review": None, "answer": list(key_lines(posed))})
        return PASSED

    def _close(self, outcome: str) -> None:
        self.practice.remember(ended(self.review, outcome))
        if not self.practice.unrecorded:
            copies.put_away(self.desk.workspace, self.path)
