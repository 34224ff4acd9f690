"""Misconceptions told where no wrong answer lies: by what each was seen to answer to fixed questions.

`misconceptions/<area>/<name>.probes` is gzip over messages of the wire: data, no code.  It holds questions, which are the checks' own, and
what wrong answers said to them; what is right is not in it.  Of a derivation's false line it holds the formula, of a true one that stands
in the wrong place a digest.
"""
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..algebra.reading import read, read_claim, read_declarations
from ..course import places
from ..course.exercises import Exercise
from ..errors import CourseError, LearnerError, SurroundingsError, WallError
from ..model import Diagnosis
from ..worker.client import Asked, Worker
from ..worker.figures import Figure, essence
from ..worker.launch import Host
from ..worker.protocol import Seed, encode
from .collection import collect
from .diagnosis import Diagnostician, same
from .judging import Judged, judge
from .kept import read_messages, write_messages
from .mistakes import Mistake, mistake, same_mistake

LARGEST = 1 << 20       # bytes of one question with its answers: a learner's copy is to be light


@dataclass
class Known:
    """A program of a misconception, by its number, and what shows it: the number of its own question, or of a derivation the mistake itself."""
    number: int
    title: str
    sentence: str
    check: str
    probe: int | None = None
    mistake: Mistake | None = None
    digest: str = ""


@dataclass
class Probe:
    """A fixed question, and what is answered to it by each program, by number, that answers it wrongly."""
    part: str
    asked: Asked
    answers: dict[int, Any] = field(default_factory=dict)

    @property
    def subject(self) -> tuple[str, str]:
        return _subject(self.asked)


class Probes:
    """What is known of an exercise's misconceptions in a learner's copy, and a worker of the learner's file to ask."""

    def __init__(self, exercise: Exercise, worker: Worker, seconds: float) -> None:
        self.worker, self.deadline = worker, time.monotonic() + seconds
        path = places.probes(exercise.root, exercise.area, exercise.name)
        self.known, self.probes = read_probes(path) if path.exists() else ([], [])
        self.titles = {one.number: one.title for one in self.known}
        self.theirs: dict[int, Any] = {}
        self.is_late = False        # then a misconception that was not asked might fit as well, and none is told

    def diagnose(self, judged: Judged) -> Diagnosis | None:
        """Return the one misconception that answers every question about this function as the learner's file does."""
        failing = judged.failing_call
        if failing is None or not self.known:
            return None
        found = self._derivations(judged, failing) if failing.kind == "record" else self._matching(judged, failing)
        titles = {one.title: one.sentence for one in found}
        return None if self.is_late or len(titles) != 1 else Diagnosis(*titles.popitem())

    def _derivations(self, judged: Judged, failing: Asked) -> list[Known]:
        theirs, name = mistake(failing, judged.error), judged.check.name.partition("[")[0]
        return [one for one in self.known if theirs and one.check == name and one.mistake and _is_same(theirs, one)]

    def _matching(self, judged: Judged, failing: Asked) -> list[Known]:
        about = [n for n, probe in enumerate(self.probes) if probe.subject == _subject(failing)]
        here = [n for n in about if self.probes[n].part == judged.check.part] or about
        if failing.kind == "bench":     # a program costs a second there: only what this very check is known to catch
            name = judged.check.name.partition("[")[0]
            here = [one.probe for one in self.known if one.check == name and one.probe in about]
        return [one for one in self.known if one.probe in here and self._is(one, here)]

    def _is(self, one: Known, probes: Sequence[int]) -> bool:
        """Whether the learner's file answers as this program: where that is right, at least as no program of another misconception does."""
        if one.probe is None or not self._agrees(one.probe, one.number):
            return False
        for probe in probes:
            answers = self.probes[probe].answers
            if one.number in answers:
                if not self._agrees(probe, one.number):
                    return False
            elif any(self._agrees(probe, number) for number in answers if self.titles[number] != one.title):
                return False
        return True

    def _agrees(self, probe: int, number: int) -> bool:
        if probe not in self.theirs:
            self.is_late = self.is_late or time.monotonic() > self.deadline
            if self.is_late:
                return False
            self.theirs[probe] = _answer(self.worker, self.probes[probe].asked)
        return same(self.probes[probe].answers[number], self.theirs[probe])

    def close(self) -> None:
        self.worker.stop()


def _answer(worker: Worker, asked: Asked) -> Any:
    try:
        return _comparable(worker.ask(asked.kind, asked.value))
    except LearnerError as error:
        return error
    except (SurroundingsError, WallError):
        return None


def _subject(asked: Asked) -> tuple[str, str]:
    """Return what is asked about: the kind of question, and the function."""
    return asked.kind, repr((asked.value[2] or asked.value[0])[-1][1]) if asked.kind == "bench" else str(asked.value[0])


def _is_same(theirs: Mistake, one: Known) -> bool:
    ours = one.mistake
    assert ours is not None
    if one.digest:
        return (theirs.said, theirs.unfinished, _digest(theirs)) == (ours.said, ours.unfinished, one.digest)
    return same_mistake(theirs, ours)


def _digest(one: Mistake) -> str:
    return hashlib.blake2b(repr((one.formula, one.value)).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Recorded:
    """What was seen of an exercise's misconceptions: how many can be told from fixed questions, and which cannot."""
    told: int
    untold: tuple[str, ...]


def record_probes(exercise: Exercise, host: Host, seed: int, path: Path) -> Recorded:
    """Put each wrong answer to the check that catches it, and write down what it says to the question it fails on."""
    checks = collect(exercise)
    doctor = Diagnostician(exercise, host, checks)
    known, probes, untold = list[Known](), list[Probe](), list[str]()
    try:
        for number, answer in enumerate(doctor.wrong):
            rows = [c for c in checks.checks if c.name.partition("[")[0] == answer.check]
            judged = next((j for c in rows if (j := judge(c, doctor.worker(answer.text), seed)).finding.verdict == "failed"), None)
            one = Known(number, answer.title, answer.sentence, answer.check or "")
            if judged and (shown := _shown(one, judged, doctor, probes)):
                known.append(shown)
            else:
                untold.append(answer.title)
        _answer_all(doctor, known, probes)
    finally:
        doctor.close()
    if known:
        write_probes(path, known, probes)
    titles = {one.title for one in known}
    return Recorded(len(titles), tuple(dict.fromkeys(t for t in untold if t not in titles)))


def _shown(one: Known, judged: Judged, doctor: Diagnostician, probes: list[Probe]) -> Known | None:
    """Return a program with what shows it, its question appended; None where it does nothing that the right answer does not do."""
    asked = judged.failing_call
    if asked is None:
        return None
    if asked.kind == "record":
        found = mistake(asked, judged.error)
        if found is None:
            return None
        hidden = found.unfinished or bool(found.said)
        return replace(one, mistake=replace(found, declarations=asked.answer["declarations"]), digest=_digest(found) if hidden else "")
    theirs = doctor.ask(doctor.wrong[one.number].text, asked)
    if not _is_light(asked, theirs) or same(theirs, doctor.ask(doctor.exercise.text, asked)):
        return None
    probes.append(Probe(judged.check.part, Asked(asked.kind, asked.value), {one.number: theirs}))
    return replace(one, probe=len(probes) - 1)


def _answer_all(doctor: Diagnostician, known: Sequence[Known], probes: Sequence[Probe]) -> None:
    """Put every question to the other programs about the same function; an answer that is right is not kept."""
    for place, probe in enumerate(probes):
        others = [k for k in known if k.probe is not None and k.probe != place and probes[k.probe].subject == probe.subject]
        if probe.asked.kind == "bench" or not others:
            continue
        true = doctor.ask(doctor.exercise.text, probe.asked)
        for other in others:
            answer = doctor.ask(doctor.wrong[other.number].text, probe.asked)
            if not same(answer, true) and _is_light(probe.asked, answer):
                probe.answers[other.number] = answer


def _is_light(asked: Asked, answer: Any) -> bool:
    """Return whether a question and an answer can be written down, and are worth the room."""
    try:
        return len(encode("probe", 0, [asked.value, _plain(answer)], layout=True)) < LARGEST
    except WallError:
        return False


def write_probes(path: Path, known: Sequence[Known], probes: Sequence[Probe]) -> None:
    messages = [encode("known", 0, [one.number, one.title, one.sentence, one.check, one.probe, _plain_mistake(one)]) for one in known]
    messages += [encode("probe", 0, [p.part, p.asked.kind, p.asked.value, [[n, _plain(a)] for n, a in p.answers.items()]], layout=True)
                 for p in probes]
    write_messages(path, messages)


def read_probes(path: Path) -> tuple[list[Known], list[Probe]]:
    known, probes = list[Known](), list[Probe]()
    try:
        for kind, value in read_messages(path, Seed):
            if kind == "known":
                number, title, sentence, check, probe, wrong = value
                known.append(Known(number, title, sentence, check, probe, *(_read_mistake(wrong) if wrong else ())))
            else:
                part, asked, given, answers = value
                probes.append(Probe(part, Asked(asked, given), {number: _read(answer) for number, answer in answers}))
    except (ValueError, TypeError) as error:
        raise CourseError(path, 0, f"cannot be read ({error}): get a fresh copy of the course") from None
    return known, probes


def _plain(answer: Any) -> list[Any]:
    """Return an answer as data, or what happened instead."""
    if isinstance(answer, LearnerError):
        return ["error", answer.kind, answer.message, list(answer.names)]
    return ["value", _comparable(answer)]


def _comparable(answer: Any) -> Any:
    """Return an answer as it is compared: of a figure, what two programs that do the same have in common."""
    if isinstance(answer, Figure):
        return {"figure": essence(answer)}
    if isinstance(answer, dict):
        return {key: _comparable(value) for key, value in answer.items()}
    return type(answer)(map(_comparable, answer)) if type(answer) in (list, tuple) else answer


def _read(data: list[Any]) -> Any:
    return LearnerError(data[1], data[2], data[3]) if data[0] == "error" else data[1]


def _plain_mistake(one: Known) -> list[Any] | None:
    """Return a mistake as data; trees are deeper than the wire allows, and travel as JSON."""
    found = one.mistake
    if found is None:
        return None
    formula, declarations, value = (None, {}, None) if one.digest else (found.formula, found.declarations, found.value)
    return [one.digest, json.dumps([formula, declarations, value]), found.unfinished, found.said]


def _read_mistake(data: list[Any]) -> tuple[Mistake, str]:
    digest, text, unfinished, said = data
    tree, declarations, value = json.loads(text)
    formula = None if tree is None else read_claim(tree) if tree[0] == "rel" else read(tree)
    return Mistake(formula, read_declarations(declarations), value, unfinished, said), digest
