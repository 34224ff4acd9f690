"""`grade watch`: each file is graded when it is saved, and only what changed is told."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from ..course import places, regular
from ..course.exercises import Exercise
from ..course.nodes import Node
from ..course.references import Reference
from ..errors import CourseError, SurroundingsError, UsageError
from ..folder import LEFT_OUT
from ..learner.memory import remembered
from ..learner.merge import section
from ..learner.practice import Practice
from ..learner.workspace import begin
from ..model import Evidence, Finding, Result, Verdict
from ..report.terminal import claim, detail, nexts, tally, to_look_at
from .desk import Desk, as_json
from .names import complete, resolved
from .status import PASSED
from .steps import advice, following, opening

GATHER = 60         # ms in which an editor's several writes are one save
STEP = 15           # ms without a further write end it sooner
LOOK = 1000         # ms after which to see whether the workspace is still there


@click.command()
@click.argument("what", nargs=-1, shell_complete=complete)
@as_json
def watch(what: tuple[str, ...], as_json: bool) -> int:
    """Grade each file when you save it; say what changed, and the next thing. Ctrl-C ends it.

    With names of weeks or exercises, only those. With --json, one object a grading.
    """
    desk = Desk(as_json)
    asked = [resolved(typed, desk) for typed in what]
    ids = {r.exercise for one in asked for r in (one.exercises if isinstance(one, Node) else [one])}
    files = {str(e.work(desk.workspace.root.resolve())): e for e in desk.built.values() if not ids or e.id in ids}
    if not files:
        raise UsageError("nothing of this is built yet; `grade` tells what you can do now")
    begin(desk.workspace)
    with Practice(desk.workspace) as practice:
        watcher = Watcher(desk, practice)
        try:
            watcher.start(list(files.values()), [Reference(id) for id in ids])
            for saved in _saves(desk.workspace.root.resolve(), files):
                for exercise in saved or watcher.missed(files.values()):
                    watcher.saved(exercise)
        except KeyboardInterrupt:
            pass    # this is how it ends
        desk.say("stopped watching; everything found is kept")
    return PASSED


def _saves(root: Path, files: dict[str, Exercise]) -> Iterator[list[Exercise]]:
    """Yield the exercises whose files were written, renamed or taken away, and none now and then, until the workspace itself is gone."""
    import watchfiles

    def ours(change: watchfiles.Change, path: str) -> bool:
        return _file_of(path, files) is not None
    polling: bool | None = None
    while True:
        try:
            for changes in watchfiles.watch(root, watch_filter=ours, debounce=GATHER, step=STEP, rust_timeout=LOOK, yield_on_timeout=True,
                                            force_polling=polling):
                _still_there(root)
                named = [files[file] for _, path in sorted(changes, key=str) if (file := _file_of(path, files))]
                yield list({e.id: e for e in named}.values())
        except OSError:
            _still_there(root)
            if polling:
                raise SurroundingsError(f"{root} cannot be watched on this system; `grade` grades it all the same") from None
            polling = True    # too many watched files, or a system that tells nothing
        else:
            return


def _file_of(path: str, files: dict[str, Exercise]) -> str | None:
    """Return the learner's file a path is of: itself, or what lies in the folder beside it."""
    if path in files:
        return path
    parents = () if set(LEFT_OUT) & set(Path(path).parts) else Path(path).parents
    return next((f"{p}.py" for p in parents if f"{p}.py" in files), None)


def _still_there(root: Path) -> None:
    if not places.state(root).is_dir():
        raise SurroundingsError(f"the workspace {root} is no longer there: was it moved or deleted? "
                                "Go to where it is now, and `grade watch` again")


@dataclass
class Watcher:
    """Knows what each check last said, and each file's text."""
    desk: Desk
    practice: Practice
    texts: dict[str, bytes] = field(default_factory=dict)
    said: dict[tuple[str, str], tuple[Verdict, Evidence]] = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)       # the hash of what lies beside each file

    def start(self, exercises: list[Exercise], only: list[Reference]) -> None:
        """Remember how everything stands, warm up what will be needed first, and say where to begin."""
        root = self.desk.workspace.root
        for exercise in exercises:
            text = self._text(exercise)
            if text is not None:
                self.texts[exercise.id], self.folders[exercise.id] = text, self._beside(exercise)
                findings = [f for one in remembered(self.desk.workspace.memory(exercise)).values() for f in one.findings]
                self.said |= {(exercise.id, f.check): (f.verdict, f.evidence) for f in findings}
        self.desk.say([self.desk.ink("bold", f"Watching {self.desk.shown(root)}") + ": save a file and it is graded. Ctrl-C ends it.", ""])
        rows = opening(only or self._way(), self.desk, self.practice)
        self.desk.say(nexts(rows[:1], self.desk.ink))
        self.desk.data({"watching": str(root), "next": rows[0][0] if rows else None})
        ahead = following(only or self._way(), self.desk, self.desk.records)
        first = self.desk.built[ahead[0].exercise] if ahead else exercises[0]
        self.practice.host(first)
        from ..grading import collection
        try:
            collection.collect(first)
        except CourseError:
            pass    # told when it is graded

    def _way(self) -> list[Reference]:
        from ..learner.mastery import way
        return way(self.desk.track)

    def _text(self, exercise: Exercise) -> bytes | None:
        try:
            return regular.content(exercise.work(self.desk.workspace.root))
        except OSError:    # between an editor's two steps, or gone
            return None

    def _beside(self, exercise: Exercise) -> str:
        from ..grading.content import beside
        return beside(exercise.work(self.desk.workspace.root))

    def missed(self, exercises: Iterable[Exercise]) -> Iterator[Exercise]:
        """Yield what was saved without our hearing of it: while we warmed up, or on a system that forgets to tell."""
        for exercise in exercises:
            try:
                stamp = exercise.work(self.desk.workspace.root).stat().st_mtime_ns
            except OSError:
                continue
            if self.stamps.get(exercise.id) != stamp:
                self.stamps[exercise.id] = stamp
                yield exercise

    def saved(self, exercise: Exercise) -> None:
        """Grade a file that holds another text than before; what goes wrong is said, and the watch goes on."""
        text, before = self._text(exercise), self.texts.get(exercise.id)
        there = self._beside(exercise)
        if text is None or text == before and there == self.folders.get(exercise.id, there):
            self.folders.setdefault(exercise.id, there)
            return
        self.texts[exercise.id], self.folders[exercise.id] = text, there
        if before is None and not self.practice.is_begun(exercise):    # the stub, laid out by another command
            return
        self.practice.refresh()
        try:
            self._grade(exercise, _changed_part(exercise, before, text) if text != before else None)
        except SurroundingsError as error:
            self.practice.close_hosts()
            self._trouble(str(error))
        except UsageError:
            self.texts.pop(exercise.id, None)    # gone again: its next save will tell
        except CourseError as error:
            self._trouble(f"{error}\nThis is a fault of the course, not yours.")

    def _trouble(self, sentence: str) -> None:
        self.desk.warn([sentence])
        self.desk.data({"error": sentence})

    def _grade(self, exercise: Exercise, part: str | None) -> None:
        desk = self.desk
        name = f"{exercise.id}#{part}" if part else exercise.id
        desk.say(["", desk.ink("bold", name)])
        heard: set[str] = set()

        def hear(finding: Finding) -> None:
            heard.add(finding.check)
            self._tell(exercise, finding)
            desk.status(f"  judged: {finding.claim}")
        told = self.practice.grade(exercise, part, hear, lambda text: desk.status(f"  judging {name}: {text} …"), begin=False)
        for finding in told.result.findings:
            if finding.check not in heard:
                self._tell(exercise, finding)
        self._end(exercise, told.result, told.since)
        desk.warn(self.practice.unrecorded)

    def _tell(self, exercise: Exercise, finding: Finding) -> None:
        """Say a verdict that is another than before; what is still to be written is no news."""
        before = self.said.get((exercise.id, finding.check))
        is_news = before[0] != finding.verdict if before else finding.verdict not in ("unattempted", "waiting", "not_run")
        if is_news and finding.verdict != "broken":
            self.desk.say(claim(finding, self.desk.ink, 2))

    def _end(self, exercise: Exercise, result: Result, since: str) -> None:
        """Say the failure to look at, in full where it is another than before, and the next thing."""
        desk, ink = self.desk, self.desk.ink
        finding = to_look_at(result.findings)
        if finding:
            same = self.said.get((exercise.id, finding.check)) == (finding.verdict, finding.evidence)
            desk.say(["", *([*claim(finding, ink, 2), ink("dim", "    as before")] if same else detail(finding, ink, desk.shown))])
        self.said |= {(exercise.id, f.check): (f.verdict, f.evidence) for f in result.findings}
        how = "unchanged" if since else f"{result.seconds:.2f} s"
        desk.say(["", f"  {tally(result)}  {ink('dim', how)}"])
        reference = Reference(exercise.id, result.parts[0].part if len(result.parts) == 1 < len(exercise.parts) else None)
        rows = advice(reference, result, desk, self.practice)
        desk.say(nexts(rows[:2] if result.passed else rows[:1], ink))
        desk.data({**result.plain(), "unchanged_since": since or None})


def _changed_part(exercise: Exercise, before: bytes | None, now: bytes) -> str | None:
    """Return the one part that was changed and that no other part calls; None where it is more than that."""
    if before is None or len(exercise.parts) == 1:
        return None
    old, new = before.decode("utf-8", "replace"), now.decode("utf-8", "replace")
    spans = [(p.name, section(old, p.name), section(new, p.name)) for p in exercise.parts]
    if any(a is None or b is None for _, a, b in spans):
        return None
    changed = [name for name, a, b in spans if a and b and old[slice(*a)] != new[slice(*b)]]
    first = next((a, b) for _, a, b in spans if a and b)
    if len(changed) != 1 or old[:first[0][0]] != new[:first[1][0]]:
        return None
    from ..grading.run import uses
    return None if any(changed[0] in used for used in uses(exercise, new).values()) else changed[0]
