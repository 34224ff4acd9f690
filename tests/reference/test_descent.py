"""The oracle of descent and its bounds against what is known in one dimension."""
import numpy as np

from reference.descent import bounds


def test_one_dimension_is_a_geometric_series() -> None:
    actual, bound = bounds(lambda x: 1.5 * float(x @ x), lambda x: 3 * x, 3.0, [2.0], [0.0], 0.25, 6)
    np.testing.assert_allclose(actual, 4 * 0.0625 ** np.arange(7), rtol=1e-14)
    np.testing.assert_allclose(bound, 4 * 0.25 ** np.arange(7), rtol=1e-14)


def test_the_gap_is_below_its_bound_and_a_long_step_is_not() -> None:
    actual, bound = bounds(lambda x: float(x @ x) / 2, lambda x: x, 0, [2.0], [0.0], 0.5, 5)
    assert bound[0] == np.inf and (actual <= bound).all()
    actual, bound = bounds(lambda x: float(x @ x) / 2, lambda x: x, 0, [2.0], [0.0], 1.9, 1)
    assert actual[1] > bound[1]
