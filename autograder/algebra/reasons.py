"""What may stand behind the comma of a line: slack, the induction hypothesis, an operation on both sides; and how a case opens."""
from collections.abc import Callable, Sequence
from typing import Any

from .expressions import NO_NAMES, ONE, Claim, Combination, Expression, Names, Range, expression, merged
from .shapes import is_number, shape_text
from .tree import AlgebraError


def slack(amount: Any) -> Combination:
    """Return what is given away in an inequality: an expression whose sign is visible, a square or a sum of positive names."""
    read = expression(amount)
    if not is_number(read.shape):
        raise AlgebraError(f"slack is a number ≥ 0, and {read!r} is {shape_text(read.shape)}")
    return Combination(((read, None),))


class Hypothesis(Claim):
    """The induction hypothesis: what it says is known to the check."""

    def __init__(self, summed: tuple[Range, ...] = (), names: Names = NO_NAMES) -> None:
        super().__init__("<=", ONE, ONE, "hypothesis", None, summed, names)

    def summed_over(self, ranges: Sequence[Range], names: Names) -> "Hypothesis":
        return Hypothesis((*self.summed, *ranges), merged(self.names, names))

    def ground(self) -> dict[str, Any]:
        return {"kind": "hypothesis", "summed": self.summed}


hypothesis = Hypothesis()


class Operation:
    """What is done to both sides of an equation."""

    def __init__(self, word: str, by: Expression) -> None:
        self.word, self.by = word, by

    def __repr__(self) -> str:
        return f"{self.word}({self.by!r})"


def _operation(word: str, sentence: str) -> Callable[[Any], Operation]:
    def operation(by: Any) -> Operation:
        return Operation(word, expression(by))
    operation.__name__, operation.__doc__ = word, sentence
    return operation


add = _operation("add", "The same is added to both sides.")
subtract = _operation("subtract", "The same is subtracted from both sides.")
multiply = _operation("multiply", "Both sides are multiplied by a number that is not 0.")
divide = _operation("divide", "Both sides are divided by a number that is not 0.")
left = _operation("left", "Both sides are multiplied by a matrix from the left: left(inv(A)).")
right = _operation("right", "Both sides are multiplied by a matrix from the right.")


class Case:
    """The line that opens a case; the chain starts again from its first line."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim


def case(claim: Any) -> Case:
    """Return the line that opens a case: yield case(x > 0), then the chain under x > 0."""
    if not isinstance(claim, Claim):
        raise AlgebraError("a case is a condition: case(x > 0), case(Eq(x, 0))")
    return Case(claim)
