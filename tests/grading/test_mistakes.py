"""Two derivations make the same mistake only where the same is wrong with the same line."""
import pytest

from autograder.algebra import real
from autograder.algebra.record import record
from autograder.grading.mistakes import Mistake, mistake, same_mistake
from autograder.worker.client import Asked

x = real("x")


def chain():
    """A derivation of one line."""
    yield x


class Stopped(Exception):
    """What the checker says of the line."""
    line = chain.__code__.co_firstlineno + 2

    def __init__(self, said: str, values: str = "") -> None:
        self.data = {"rows": [{"mark": "✗"}], "said": [said], "values": values}


def found(said: str, values: str = "") -> Mistake:
    """Return the mistake of a chain that stopped at its first line."""
    one = mistake(Asked("record", ["chain"], record(chain)), Stopped(said, values))
    assert one is not None
    return one


@pytest.mark.parametrize(("one", "other", "is_same"), [
    (("“expand” is no rule known here: algebra",), ("true, but too big a jump: write the lines between",), False),
    (("“expand” is no rule known here: algebra",), ("“foil” is no rule known here: algebra",), True),
    (("the end is right, in 2 steps; at least 3 are wanted",), ("the end is right, in 1 steps; at least 4 are wanted",), True),
    (("right so far; a derivative is still to be carried out",), ("the end is right; a result on the way is not shown",), False),
    (("does not follow", "at x = 2: above 1, yours 4"), ("your answer is another", "at x = 3: above 1, yours 9"), True),
])
def test_what_is_said_of_a_line_that_is_not_false_belongs_to_the_mistake(one, other, is_same):
    assert same_mistake(found(*one), found(*other)) is is_same
