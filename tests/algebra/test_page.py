"""The page for learners says what is so."""
import re
from pathlib import Path

from autograder import algebra
from autograder.algebra.record import record
from autograder.derivations.rules import INEQUALITIES, RULES

PAGE = (Path(__file__).parents[2] / "docs" / "derivations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ANOTHER_TOPIC = {"record", "AlgebraError", "Claim", "Expression"}       # for checks, not for learners


def test_every_example_runs_and_reads_as_it_says():
    space = {}
    for block in BLOCKS:
        exec(block, space)      # the page is ours
    shown = [line.split("# → ") for block in BLOCKS for line in block.splitlines() if "# → " in line]
    assert len(shown) > 30
    for source, paper in shown:
        assert str(eval(source, space)) == paper, source
    assert record(space["jacobian"])["error"] is None


def test_every_public_name_has_its_place():
    code = " ".join(re.findall(r"```python\n.*?```|`[^`]+`", PAGE, re.DOTALL))
    missing = {name for name in algebra.__all__ if not re.search(rf"\b{name}\b", code)} - ANOTHER_TOPIC
    assert not missing


def test_the_rules_are_those_of_the_checker():
    listed = re.search(r"^Rules: (.*?)\. A property", PAGE, re.DOTALL | re.MULTILINE)[1]
    words = {word.strip() for word in re.split(r",|; for inequalities", listed.replace("\n", " "))}
    assert words == {rule.name for rule in RULES.values() if not rule.strong} | set(INEQUALITIES)
