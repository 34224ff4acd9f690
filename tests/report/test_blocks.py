"""Formulas and tables of a statement are readable at any width: broken between things, never within one that could be kept whole."""
import re

import pytest

from autograder.course.catalogue import catalogue
from autograder.report.blocks import fitted, is_set_off, size
from autograder.report.ink import Ink

CASES = {
    "what fits stands as it was written": (
        "    a = 1        b = 2\n    c            d", 40,
        "    a = 1        b = 2\n    c            d"),
    "two formulas come nearer to each other": (
        "    x = aaaaaaaaaa          y = bbbbbbbbbb          z = cccccc", 52,
        "    x = aaaaaaaaaa    y = bbbbbbbbbb    z = cccccc"),
    "or stand one under the other": (
        "    x = aaaaaaaaaa          y = bbbbbbbbbb          z = cccccc", 40,
        "    x = aaaaaaaaaa    y = bbbbbbbbbb\n    z = cccccc"),
    "what belongs together is parted last": (
        "    s ≤ t     (Weyl)              tr(AᵀB) ≤ Σ s b     (von Neumann)", 48,
        "    s ≤ t     (Weyl)\n    tr(AᵀB) ≤ Σ s b     (von Neumann)"),
    "the last column of a table goes on under itself": (
        "    state     None before the first step, then whatever the rule returned\n    a step    returns", 50,
        "    state     None before the first step, then\n              whatever the rule returned\n    a step    returns"),
    "the rest of a sentence is taken along": (
        "    plug-in     it finds information where none is: its bias\n                is about this.\n                Read on.\n    other       no", 44,
        "    plug-in     it finds information where\n                none is: its bias is about\n                this.\n                Read on.\n    other       no"),
    "a column stays where it is, as long as that is possible": (
        "    central    (f(x + h)        = f′(x)\n    complex    Im f(x + ih)     = f′(x) + O(h²)       f analytic", 61,
        "    central    (f(x + h)        = f′(x)\n    complex    Im f(x + ih)     = f′(x) + O(h²)    f analytic"),
    "a long formula is broken before an operator outside of brackets": (
        "    KL = tr(S₁⁻¹S₀ + S) + (m₁ − m₀)ᵀ S₁⁻¹ (m₁ − m₀) − d + log(det S₁ / det S₀)", 64,
        "    KL = tr(S₁⁻¹S₀ + S) + (m₁ − m₀)ᵀ S₁⁻¹ (m₁ − m₀) − d\n        + log(det S₁ / det S₀)"),
    "an item goes on beside its dash": (
        "- fix, a branch that begins at main as it was\n  cloned", 32,
        "- fix, a branch that begins at\n  main as it was cloned"),
    "a word longer than a line is cut": ("    " + "x" * 50, 30, "    " + "x" * 26 + "\n        " + "x" * 22 + "\n        xx")}


@pytest.mark.parametrize("given, room, wanted", CASES.values(), ids=CASES)
def test_blocks_are_laid_out(given, room, wanted):
    assert fitted(given, room) == wanted.split("\n")


@pytest.mark.parametrize("width", [40, 61, 80, 100])
def test_no_statement_of_the_course_is_wider_than_the_terminal_or_loses_a_letter(width):
    for exercise in catalogue().built.values():
        rows = Ink(width=width).prose(exercise.statement, 2)
        assert max(map(size, rows)) <= width, exercise.id
        assert re.sub(r"\s", "", "".join(rows)) == re.sub(r"\s", "", exercise.statement), exercise.id


def test_at_80_columns_no_formula_of_the_course_is_broken_within_brackets():
    """But for one that is longer than a line, of which the outermost brackets alone are."""
    for exercise in catalogue().built.values():
        for block in filter(is_set_off, re.split(r"\n{2,}", exercise.statement)):
            for row in fitted(block, 78) if '"' not in block else ():        # code apart
                depth = sum((c in "([") - (c in ")]") for c in row)
                assert abs(depth) <= 1, (exercise.id, row)
