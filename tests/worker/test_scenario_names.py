"""A scenario's own names shadow the check file's."""
from autograder.worker.scenario import ship

A = object()        # cannot cross: a scenario that has an A of its own does not name it


def doubled(yours, A):
    return yours.f(A), [A for A in (1, 2) if A > 1]


def test_a_parameter_is_not_a_constant():
    assert ship(doubled)[1] == {}
