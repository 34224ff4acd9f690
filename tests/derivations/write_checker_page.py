"""Writes docs/checker.md from the tests: what the checker decides, and where it fails, each with the example that is tested.

    python -m tests.derivations.write_checker_page
"""
import io
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from autograder.derivations.rules import HYPOTHESIS, INEQUALITIES, RULES

from . import test_attacks as attacks
from . import test_exercises as exercises
from . import test_inequalities as inequalities
from . import test_problems as problems
from . import test_words as words
from .standin import changed, judged, loaded, others

PAGE = Path(__file__).parents[2] / "docs" / "checker.md"

OPENING = """# What the checker decides, and where it fails

<!-- written by `python -m tests.derivations.write_checker_page`; change the tests, then write it again -->

A derivation is judged line by line, each after the one above. A line

- **follows** ✓ if it is equal to the line above wherever that is defined, and algebra, the reason given, or one rule that can be found is enough;
- is **the line above again**, in another order: a step is missing;
- is **broken** ✗: at the values shown, the smallest found, the two lines differ;
- is **too big a jump**: true, but it takes two rules, which are named, or more than two;
- is **right, but a detour**: by algebra an earlier line again. What was done between does not count;
- is **undecided** ?: neither right nor wrong; write it simpler.

A chain passes if every line follows, the last line is what was to be shown, in its form (no D, no E left that was not asked for), the results asked
for on the way stand in lines that depend on them, and enough lines do more than algebra. A lemma counts as the steps that show it, once. Terms
that are added to a line and taken away again, as in A + B − B, show nothing and count for nothing, whatever was done to the others meanwhile.

**Equality** is decided by evaluating both lines in random models: sizes, coinciding indices, numbers of several kinds, matrices with the structure
they are declared to have, exactly modulo a prime and in balls that enclose the true value. A difference is certain at the point shown. An agreement
is not a formal proof and is not called one.

**One rule for points.** Wherever the line above is defined, in the domains declared and with the facts given, the line must be defined and equal:
zeros, equal entries and singular matrices count. So x + 1 may not become x²/x + 1 unless x ≠ 0 is declared or given; the other way round it may.
An equation is divided, or multiplied by an inverse, only where that is visibly possible: by what is declared, or given, never by what is only ≥ 0.

**Rules** are sets of operations that keep their meaning; all others become unknown functions. A step follows by a rule if the lines still agree. That
is why “transpose” does not justify what needs symmetry, and “trace” does not justify AA⁻¹ = I.
"""


def rows(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(*head: str) -> list[str]:
    return [rows(*head), "|" + " --- |" * len(head)]


def rules() -> Iterator[str]:
    yield from ["", "## Rules", "", *table("rule", "says")]
    for rule in RULES.values():
        yield rows(rule.name + (" (only where a check offers it)" if rule.strong else ""), rule.says)
    yield from ["", f"For inequalities: {' and '.join(INEQUALITIES)}, facts, named inequalities and slack with weights that are visibly ≥ 0. "
                    f"In an induction: {HYPOTHESIS}. Names are found in any case, by common aliases, and near misses are told."]


def steps(folder: Path) -> Iterator[str]:
    yield from ["", "## Steps that are one rule", "", *table("from", "to", "what it shows")]
    for title, (start, line) in words.ONE_RULE.items():
        yield rows(f"`{start}`", f"`{line}`", title)
    yield from ["", "## True, but not by that rule", "", *table("from", "to", "said")]
    for start, line in words.NOT_BY_IT.values():
        said = words.step(folder, start, line)
        assert said is not None
        yield rows(f"`{start}`", f"`{line}`", said.message)


def bounds(folder: Path) -> Iterator[str]:
    yield from ["", "## Bounds", "", *table("from", "to", "what it shows")]
    for title, (start, line, _) in inequalities.HOLDS.items():
        yield rows(f"`{start}`", f"`{line}`", title)
    yield from ["", *table("from", "to", "said")]
    for start, line, more, _ in inequalities.REFUSED.values():
        said = inequalities.bound(folder, start, line, **more)
        assert said is not None
        yield rows(f"`{start}`", f"`{line}`", said.message)


def one_exercise(folder: Path) -> Iterator[str]:
    source = exercises.source_of("softmax")
    imported = source.split('"""\n', 1)[1].split("from autograder.checks")[0].strip()
    answer = source[source.index("K = dim"):].strip().replace("    ...\n", "")
    yield from ["", "## One derivation, and what is said of other answers", "", "```python", imported, "", answer, "```"]
    for other in others(exercises.module_of("softmax").OTHERS):
        if other.wrong:
            said = judged(exercises.checks_of("softmax")[other.check], loaded(changed(source, other)[0], folder, "softmax"))
            assert said is not None
            yield from ["", f"*{other.title}*", "", "```", *said.rows, "```"]


def other_exercises(folder: Path) -> Iterator[str]:
    yield from ["", "## Other forms", ""]
    for name in exercises.NAMES:
        if name == "softmax":
            continue
        yield from [f"**{exercises.module_of(name).__doc__.split(chr(10))[0].rstrip('.')}**", "", *table("another answer", "said")]
        for other in others(exercises.module_of(name).OTHERS):
            said = judged(exercises.checks_of(name)[other.check], loaded(changed(exercises.source_of(name), other)[0], folder, name))
            yield rows(other.title, "passes" if said is None else said.message + (f" ({said.data['values']})" if said.data.get("values") else ""))
        yield ""


def attempts(folder: Path) -> Iterator[str]:
    yield from ["## Ways round the checker, tried", "", *table("tried", "said")]
    for name, problem in problems.PROBLEMS.items():
        for title, (stops, lines) in problem.chains.items():
            if stops is not None and name == "softmax":
                said, _ = problems.judged_chain(problem, lines, folder)
                assert said is not None
                yield rows(title, said.message)
    for title, case in attacks.CASES.items():
        said = judged(case[0], loaded(attacks.HEAD + "def f():\n" + case[1] + "\n", folder))
        assert said is not None
        yield rows(title, said.message)


def limits(folder: Path) -> Iterator[str]:
    yield from ["", "## Where it fails", "",
                "Each of these is tested to be as it stands; some accept more than one would like, some refuse what is right.", "",
                *table("limit", "example", "said")]
    for title, limit in words.LIMITS.items():
        said = words.said_of_limit(limit, folder)
        yield rows(title, " ; ".join(f"`{line}`" for line in limit["lines"]), "accepted" if said is None else said.message)
    yield from ["", "How often a chain is still accepted when one of its lines is dropped, and how lines broken at random are told, "
                    "`python -m benchmarks.chains` measures anew."]


def page() -> str:
    """Return the page."""
    with tempfile.TemporaryDirectory() as name, redirect_stdout(io.StringIO()):      # what a learner prints is no part of it
        folder = Path(name)
        parts = [*rules(), *steps(folder), *bounds(folder), *one_exercise(folder), *other_exercises(folder), *attempts(folder), *limits(folder)]
    return OPENING + "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
