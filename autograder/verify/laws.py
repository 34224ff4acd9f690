"""The laws of an exercise, each a sentence and what breaks it."""
import ast
import io
import math
import sys
import time
import tokenize
from collections.abc import Iterator
from difflib import SequenceMatcher

from ..checks.layouts import LAYOUTS
from ..checks.training import trained
from ..course.answers import OtherAnswer, other_answers
from ..course.exercises import Exercise, read_as_python, read_text
from ..course.source_lines import source_lines
from ..grading.collection import Check
from ..grading.judging import Judged
from .bench import Bench
from .counterfeits import WORTHLESS, answering, nudged, refusing, relaid, reseeded
from .problems import problems_are_right

SLOWEST = 20.0          # s: no grading of one exercise takes longer (a budget, not a measurement: a busy machine needs a tenth of it)
Broken = tuple[str, str]


def laws(exercise: Exercise, seeds: int) -> Iterator[Broken]:
    """Yield (law, what breaks it)."""
    yield from files(exercise)
    with Bench(exercise) as bench:
        yield from the_solution_passes(bench, seeds)
        yield from the_stub_is_unattempted(bench)
        yield from nothing_passes_for_nothing(bench)
        yield from layout_and_draws_move_nothing(bench)
        yield from small_errors_are_seen(bench)
        yield from other_answers_do_as_they_say(bench, seeds)
        yield from problems_are_right(bench)


def files(exercise: Exercise) -> Iterator[Broken]:
    """What the files say without running."""
    if not exercise.stub_file.exists() or read_text(exercise.stub_file) != exercise.stub:
        yield "the stub is the solution cut at `...`", f"{exercise.stub_file} is not: `grade stub {exercise.id}` writes it"
    if not exercise.blanks:
        yield "there is something to write", f"{exercise.solution}: no function's body holds `...`"
    yield from tolerances_give_their_reason(exercise)
    yield from it_runs_with_what_it_declares(exercise)


def tolerances_give_their_reason(exercise: Exercise) -> Iterator[Broken]:
    text = read_text(exercise.checks)
    rows = source_lines(text)
    with read_as_python(exercise.checks):
        commented = {t.start[0] for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT}
        tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("rtol", "atol") and _is_bare_number(node.value):
            span = range(node.value.lineno, (node.value.end_lineno or node.value.lineno) + 1)
            if not commented & set(span):
                yield "each tolerance gives its reason on its line", f"{exercise.checks}:{node.value.lineno}: {rows[node.value.lineno - 1].strip()}"


def _is_bare_number(value: ast.expr) -> bool:
    """A tolerance of 0 is exact and needs no reason."""
    numbers = [n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, (int, float))]
    named = any(isinstance(n, (ast.Name, ast.Attribute)) for n in ast.walk(value))
    return bool(numbers) and any(numbers) and not named


def it_runs_with_what_it_declares(exercise: Exercise) -> Iterator[Broken]:
    if exercise.is_compiled:
        return              # the compiler has nothing but what the language has
    allowed = {"numpy", "autograder", *exercise.needs(), *sys.stdlib_module_names}
    with read_as_python(exercise.solution):
        tree = ast.parse(exercise.text)
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.split(".")[0] not in allowed or (name.split(".")[0] == "autograder" and not name.startswith(("autograder.algebra", "autograder.folder"))):
                where = "belongs in the header, or on its part's line"
                yield "an exercise runs with only what it declares", f"{exercise.solution}: imports {name}; `needs {name.split('.')[0]}` {where}"


def the_solution_passes(bench: Bench, seeds: int) -> Iterator[Broken]:
    text, fastest = bench.exercise.text, math.inf
    for seed in range(seeds):
        began = time.monotonic()
        yield from _failing("the solution passes under every seed", f"seed {seed}", bench.run(text, seed=seed))
        fastest = min(fastest, time.monotonic() - began)       # what else the machine does slows one down, and says nothing of the exercise
    if fastest > SLOWEST:
        yield "an exercise is graded within its time", f"{fastest:.1f} s"
    if bench.confined_host is not None:
        yield from _failing("the solution passes confined", "seed 0", bench.run(text, host=bench.confined_host))


def the_stub_is_unattempted(bench: Bench) -> Iterator[Broken]:
    for one in bench.run(bench.exercise.stub):
        if one.finding.verdict not in ("unattempted", "skipped"):
            yield "the stub is unattempted everywhere", f"{one.finding.check}: {one.finding.verdict} {one.finding.evidence.message}"


def nothing_passes_for_nothing(bench: Bench) -> Iterator[Broken]:
    for name, change in WORTHLESS.items():
        for one in bench.rerun(answering(change)):
            if one.finding.verdict == "passed":
                yield f"{name} pass no check", one.finding.check
            elif one.finding.verdict == "grader_fault":
                yield f"{name} are judged", f"{one.finding.check}: {one.finding.evidence.message}"
    for one in bench.rerun(refusing):
        if one.finding.verdict == "passed":
            yield "a ValueError whatever is asked passes no check", one.finding.check


def layout_and_draws_move_nothing(bench: Bench) -> Iterator[Broken]:
    text = bench.exercise.text
    for name, change in LAYOUTS.items():
        yield from _failing("no verdict moves with array layout", name, bench.run(text, wrap=relaid(change)))
    yield from _failing("no verdict moves with what is drawn", "other seeds on the learner's side", bench.run(text, wrap=reseeded))


def small_errors_are_seen(bench: Bench) -> Iterator[Broken]:
    verdicts: dict[str, set[str]] = {}
    for one in bench.rerun(answering(nudged)):
        if all(asked.kind == "record" for asked in one.log):
            continue            # a derivation holds no entry that could be a little off
        verdicts.setdefault(one.finding.part, set()).add(one.finding.verdict)
    for part, seen in verdicts.items():
        if seen <= {"passed", "skipped"} and "passed" in seen and part not in bench.checks.judged_loosely:
            yield "one small entry off by a thousandth fails some check of its part", f"{part} (or say why not: `judged_loosely = {{'{part}': reason}}`)"


def other_answers_do_as_they_say(bench: Bench, seeds: int) -> Iterator[Broken]:
    answers = other_answers(bench.exercise)
    checks = {c.name.partition("[")[0] for c in bench.checks.checks}
    caught = set[str]()
    for answer in answers:
        if answer.check is None:
            yield from _failing("a right answer passes", answer.title, bench.run(answer.text))
        elif answer.check not in checks:
            yield "a wrong answer names a check", f"{bench.exercise.answers}:{answer.line}: no check `{answer.check}`"
        else:
            caught.add(answer.check)
            yield from is_caught_and_named(bench, answer)
            for seed in range(1, seeds):
                seen = {one.finding.verdict for one in bench.run(answer.text, seed=seed, only=answer.check)}
                if "passed" in seen and seen <= {"passed", "skipped"}:
                    yield "a wrong answer is caught by the check it names", f"{bench.exercise.answers}:{answer.line}: {answer.title}: not under seed {seed}"
    again = bench.rerun()
    yield from _failing("the solution passes", "as it was remembered for the counterfeits", again)
    skipped = {one.finding.check.partition("[")[0] for one in again if one.finding.verdict == "skipped"}
    training = {c.name.partition("[")[0] for c in bench.checks.checks if trains(c)}      # no wrong answer needs them
    yield from (("every check catches some wrong answer", f"`{c}` is named by none") for c in sorted(checks - caught - skipped - training))
    yield from nothing_gives_the_answer_away(bench, answers)


def trains(check: Check) -> bool:
    """Return whether a check judges a training."""
    return "trained" in check.function.__code__.co_names and check.function.__globals__.get("trained") is trained


def is_caught_and_named(bench: Bench, answer: OtherAnswer) -> Iterator[Broken]:
    judged = bench.run(answer.text, only=answer.check)
    bad = [one for one in judged if one.finding.verdict not in ("passed", "skipped")]
    where = f"{bench.exercise.answers}:{answer.line}: {answer.title}"
    if not bad:
        if any(one.finding.verdict == "passed" for one in judged):
            yield "a wrong answer is caught by the check it names", f"{where} passes {answer.check}"
        return
    finding = bad[0].finding
    if finding.verdict in ("grader_fault", "broken"):
        yield "a wrong answer is judged", f"{where}: {finding.verdict} {finding.evidence.message}"
        return
    asked = bad[0].failing_call
    if asked and asked.kind == "record" and not _where_it_changes(bench.exercise.text, answer.text, bad[0]):
        yield "a wrong derivation fails at a line it changes, or as unfinished", f"{where}: {finding.evidence.where}: {finding.evidence.message}"
    bench.diagnostician.know(answer, bad[0])
    titles = sorted({a.title for a in bench.diagnostician.matches(bad[0])})
    if titles != [answer.title]:
        yield "a wrong answer is diagnosed by its name alone", f"{where}: {', '.join(titles) or 'no match'} on {finding.evidence.call[:200]}"


def _where_it_changes(right: str, wrong: str, judged: Judged) -> bool:
    """Return whether a derivation fails at one of the lines that differ from the solution's, or is right so far and unfinished.

    What is returned, a witness or a single answer, is judged as a whole: it has no lines.
    """
    recorded = judged.failing_call.answer if judged.failing_call else None
    if isinstance(recorded, dict) and recorded.get("kind") != "chain":
        return True
    rows, line = getattr(judged.error, "data", {}).get("rows") or [{}], getattr(judged.error, "line", None)
    before = right.splitlines()
    blocks = SequenceMatcher(None, before, wrong.splitlines(), autojunk=False).get_opcodes()
    changed = {n + 1 for kind, _, _, start, end in blocks if kind != "equal" for n in range(start, max(end, start + 1))}
    return rows[-1].get("mark") == "…" or line is None or line in changed


def nothing_gives_the_answer_away(bench: Bench, answers: tuple[OtherAnswer, ...]) -> Iterator[Broken]:
    """No hint, claim or sentence holds a line of the answer."""
    stub_lines = {row.strip() for row in bench.exercise.stub.splitlines()}
    secret = {row.split("//" if bench.exercise.is_compiled else "#")[0].strip() for row in bench.exercise.text.splitlines()} - stub_lines
    secret = {row for row in (row.removeprefix("return ") for row in secret) if len(row) >= 12}      # shorter ones are words: `leads`
    told = [(f"claim of {c.name}", c.claim) for c in bench.checks.checks] + [(f"hint of {c.name}", h) for c in bench.checks.checks for h in c.hints]
    told += [(f"sentence of {a.title}", a.sentence) for a in answers]
    for where, text in told:
        for row in secret:
            if row in text:
                yield "hints and messages hold no line of the answer", f"{where}: {row}"


def _failing(law: str, when: str, judged: list[Judged]) -> Iterator[Broken]:
    for one in judged:
        if one.finding.verdict not in ("passed", "skipped"):
            found = one.finding.evidence
            yield law, f"{when}: {one.finding.check}: {one.finding.verdict}: {found.message} {found.call[:300]}".rstrip()
