import numpy as np

from autograder.checks import assert_close, assert_equal, forbids, hint, raises, require, seed, unspoiled
from reference import gradients as exact

forbidden = forbids("numpy.gradient", "scipy.optimize.approx_fprime", "scipy.optimize.check_grad", "scipy.differentiate.derivative",
                    "torch.autograd.grad", "torch.autograd.gradcheck", "torch.Tensor.backward")
judged_loosely = {"step": "the best step depends on derivatives of f that nobody knows: a factor of 10 is free"}

EPS = np.finfo(float).eps
EXACT = 1e-12       # a step of 0.5 leaves rounding errors of ε·|f| / h, some 1e−15
QUOTIENT = 60 * EPS ** (2 / 3)      # of |f|: with the step asked for, truncation and rounding leave 1 to 3 · ε^(2/3)
COMPLEX = 1e-14     # of the largest entry: no error but f's own rounding, some ε
ERRORS = 1e-4       # where one entry is wrong: n is right to 1e-9 of it
LOOSE = 0.02        # where all entries are wrong by 1e-3: of a small one, 1e-3 of the largest, n is right to 1e-6 or so


def cubes(x):
    return float((x ** 3).sum())


def exponentials(x):
    return np.exp(x).sum()


def steep(x):
    return np.exp(2 * x).sum()


def landscape(x):
    return np.exp(np.sin(x)).sum() * (2 + np.sin(x.mean()))     # every entry feels all others; rising, and below 18e for six entries


def ripples(x):
    return np.sin(16 * x).sum()         # 16·x is exact


# %% central: gradients from values
def slopes_of_cubes(yours, x, h):
    return yours.numeric_gradient(cubes, x, h)


@hint("What is ((x + h)³ − (x − h)³) / 2h, multiplied out?")
def test_looks_to_both_sides(yours, rng):
    """With a given step h, the central difference of x³ is 3x² + h² in every coordinate."""
    for shape, h in [((1,), 0.5), ((1,), 0.25), ((), 0.5), ((2, 3), 0.5), ((3, 2, 4), 0.25)]:
        x = np.array(rng.uniform(1.5, 3, size=shape))
        assert_close(yours.run(slopes_of_cubes, x, h), 3 * x ** 2 + h ** 2, rtol=EXACT)


def steep_slopes(yours, x):
    return yours.numeric_gradient(steep, x)


@hint("Print the error of your quotient for h = 1e−4, 1e−6, 1e−8 and 1e−12.")
def test_own_step(yours, rng):
    """Without a given step, yours is small enough for the curvature and large enough for rounding."""
    for x in [*rng.uniform(0.3, 0.75, size=(40, 1)), np.zeros(1), rng.uniform(0, 0.75, size=3), rng.uniform(0, 0.75, size=(2, 3))]:
        assert_close(yours.run(steep_slopes, x), 2 * np.exp(2 * x), rtol=0, atol=QUOTIENT * steep(x))


def slopes_of_sines(yours, x, scale):
    def sines(x):
        return np.sin(x / scale).sum()
    return yours.numeric_gradient(sines, x)


@hint("Which float64 comes after 1e6, and how many of them lie within your step?")
def test_step_grows_with_each_coordinate(yours, rng):
    """A coordinate near 1e6 takes a large step, its neighbour near 1 a small one."""
    for scale in [np.array([1e6]), np.array([1e6, 1.0]), np.array([[1.0, 1e6, 1e3], [1e3, 1.0, 1.0]])]:
        x = rng.uniform(0.5, 1, size=scale.shape) * scale * rng.choice([-1, 1], size=scale.shape)
        limits = QUOTIENT / np.minimum(scale, np.maximum(1, abs(x)))        # the rounding error of the quotient, ε·|f| / h
        assert_close(yours.run(slopes_of_sines, x, scale), np.cos(x / scale) / scale, rtol=0, atol=limits * x.size)


def slopes_along(yours, points, steps):
    return [[yours.numeric_gradient(exponentials, x, h) for x in points] for h in steps]


@hint("Draw the error against h, both axes logarithmic.  Where does it fall, where does it rise, and with which slopes?")
def test_error_is_a_valley(yours, rng):
    """Over h = 1e−12 … 1e−1 the error of your quotient first falls, then rises: its lowest point is near ε^(1/3), below 1e−9."""
    points, steps = rng.uniform(0.8, 1.2, size=(20, 1)) * rng.choice([-1, 1], size=(20, 1)), np.logspace(-12, -1, 23)
    got = yours.run(slopes_along, list(points), list(steps))
    assert_close(got, np.exp(points) + np.zeros((23, 1, 1)), rtol=0.01)     # the worst of the 23 steps is off by 2e−3
    errors = np.median(abs(np.array(got) / np.exp(points) - 1), axis=(1, 2))
    best = steps[errors.argmin()]
    require(0.1 <= best / EPS ** (1 / 3) <= 10, f"the step that serves you best is {best:.1g}, not near ε^(1/3)", got=best)
    require(errors.min() <= 1e-9, f"the error at the best step is still {errors.min():.1g}", got=errors.min())


def counted_slopes(yours, x, h):
    """Differentiate, and say what x is afterwards and how often f was called."""
    calls = []

    def counting(x):
        calls.append(1)
        return cubes(x)
    return {"gradient": yours.numeric_gradient(counting, x, h), "x": x, "calls": len(calls)}


@hint("Whose array is x?")
def test_leaves_x_alone(yours, rng):
    """Afterwards x is what it was, to the last bit; a read-only x is differentiated too; f is called at most 4n + 10 times."""
    for shape, locked in [((1,), False), ((2, 3), False), ((1,), True), ((50,), True)]:
        x = rng.uniform(1.5, 3, size=shape)
        before = x.copy()
        x.flags.writeable = not locked
        got = yours.run(counted_slopes, x, 0.5)
        assert_equal(got["x"], before)
        assert_close(got["gradient"], 3 * x ** 2 + 0.25, rtol=EXACT)
        require(got["calls"] <= 4 * x.size + 10, f"f was called {got['calls']} times for {x.size} entries", got=got["calls"])


def slopes_of_landscape(yours, x):
    return yours.numeric_gradient(landscape, x)


def complex_slopes(yours, x):
    return yours.complex_step_gradient(landscape, x)


def complex_slopes_of_ripples(yours, x):
    return yours.complex_step_gradient(ripples, x)


def test_any_layout(yours, rng):
    """An x in column order, with gaps, backwards or read-only is differentiated alike, by differences and by the complex step."""
    x = rng.uniform(0.5, 1, size=(2, 3))

    def expected(x):
        return exact.gradient(landscape, x)
    unspoiled(lambda x: yours.run(slopes_of_landscape, x), x, expect=expected, rtol=0, atol=QUOTIENT * 18 * np.e, single=False, integers=False)
    unspoiled(lambda x: yours.run(complex_slopes, x), x, expect=expected, rtol=0, atol=COMPLEX * 10, single=False, integers=False)


@hint("What is Im (x + ih)³ / h, and which h makes the wrong part of it vanish?")
def test_complex_step(yours, rng):
    """Your complex step is right to 1e−14: there is nothing to subtract, so h may be as small as you like."""
    x = rng.uniform(0.5, 1, size=1)
    assert_close(yours.run(complex_slopes_of_ripples, x), exact.gradient(ripples, x), rtol=0, atol=COMPLEX * 16)
    for shape in [(1,), (), (3,), (2, 3), (3, 2, 4)]:
        x = np.array(rng.uniform(0.5, 1, size=shape))
        g = exact.gradient(landscape, x)
        assert_close(yours.run(complex_slopes, x), g, rtol=0, atol=COMPLEX * abs(g).max())


# %% step: which h, and what it leaves
def within_ten(got, expected):
    assert_close(got, expected, rtol=9)             # a factor of 10 upwards
    require(all(g >= e / 10 for g, e in zip(got, expected, strict=True)), "less than a tenth of what is due", got=got, expected=expected)


@hint("Where is the sum of h² and ε/h least, but for a constant?  And of h and ε/h?")
def test_balance(yours):
    """h and floor balance truncation against rounding: ε^(1/2) and ε^(1/2) forward, ε^(1/3) and ε^(2/3) central."""
    for eps in [2.0 ** -52, 2.0 ** -23, 2.0 ** -10]:
        for order in [2, 1]:
            within_ten(yours.optimal_step(order, eps, 1.0), exact.optimal_step(order, eps, 1.0))


@hint("What is h at x = 0, at x = −1e6?")
def test_scale_of_x(yours):
    """h grows with |x| once it exceeds 1; the relative error stays."""
    for x in [0.0, 0.001, 1e6, -1e6]:
        for order in [2, 1]:
            within_ten(yours.optimal_step(order, EPS, x), exact.optimal_step(order, EPS, x))


# %% verdict: is this gradient right?
def parabola(x):
    return float((x ** 2).sum()), 2 * x


def quadratic(x, A):
    return float(x @ A @ x) / 2, (A + A.T) @ x / 2


def least_squares(W, X, Y):
    """Half the mean over rows of ‖XW − Y‖²."""
    R = X @ W - Y
    return float((R * R).sum()) / (2 * len(X)), X.T @ R / len(X)


def logistic(w, X, y):
    """Mean of log(1 + exp(−y·Xw)), y = ±1."""
    z = -y * (X @ w)
    return float(np.log1p(np.exp(z)).mean()), -X.T @ (y / (1 + np.exp(-z))) / len(X)


def log_sum_exp(x):
    e = np.exp(x)
    return float(np.log(e.sum())), e / e.sum()


def network(W, X, v):
    """Mean of tanh(XW) v."""
    T = np.tanh(X @ W)
    return float((T @ v).mean()), X.T @ ((1 - T ** 2) * v) / len(X)


def verdict(yours, name, x, data, change, rng, rtol):
    """Check the right gradient of a problem after a change: g · factor + shift, maybe transposed; f and g in another unit."""
    problem = {"parabola": parabola, "quadratic": quadratic, "least squares": least_squares, "logistic": logistic,
               "log-sum-exp": log_sum_exp, "network": network}[name]
    unit = change.get("unit", 1.0)

    def f(x):
        return unit * problem(x, *data)[0]

    def grad(x):
        g = unit * (problem(x, *data)[1] * change.get("factor", 1.0) + change.get("shift", 0.0))
        return g.T if change.get("transposed") else g
    return yours.check_gradient(f, grad, x, rng, rtol)


PROBLEMS = {"parabola": parabola, "quadratic": quadratic, "least squares": least_squares, "logistic": logistic,
            "log-sum-exp": log_sum_exp, "network": network}


def draw(rng, name):
    """Return x and the data of a problem with at most 200 entries."""
    if name == "quadratic":
        return rng.normal(size=7), [rng.normal(size=(7, 7))]
    if name == "least squares":
        return rng.normal(size=(3, 3)), [rng.normal(size=(8, 3)), 3 * rng.normal(size=(8, 3))]
    if name == "logistic":
        return rng.normal(size=5), [rng.normal(size=(9, 5)), rng.choice([-1.0, 1.0], size=9)]
    if name == "network":
        return rng.normal(size=(4, 4)) / 2, [rng.normal(size=(6, 4)), rng.normal(size=4)]
    return 3 * rng.normal(size=(10, 20)) if name == "log-sum-exp" else np.array([3.0]), []


NAMES = list(PROBLEMS)


def report(got, *, ok, error=None, rtol=ERRORS, worst=None, kink=None):
    """See what a verdict says."""
    keys = {"ok", "max_rel_error", "worst_index", "kink_suspected"}
    require(isinstance(got, dict) and keys <= got.keys(), "expected a dict with ok, max_rel_error, worst_index and kink_suspected", got=got)
    assert_equal(got["ok"], ok, said="ok")
    if error is not None:
        assert_close(got["max_rel_error"], error, rtol=rtol, said="max_rel_error")
    if worst is not None:
        assert_equal(got["worst_index"], worst, said="worst_index")
    if kink is not None:
        assert_equal(got["kink_suspected"], kink, said="kink_suspected")


def asked(yours, rng, name, x, data=(), rtol=1e-5, **change):
    return yours.run(verdict, name, x, list(data), change, seed(rng), rtol)


@hint("Which two numbers do you compare, and by what do you divide their difference?")
def test_one_number(yours, rng):
    """For x² at 3, the gradient 6 is right, 3 is off by a half, 6.006 by a thousandth: too much for rtol = 1e−5, not for 1e−2."""
    x = np.array([3.0])
    report(asked(yours, rng, "parabola", x), ok=True, kink=False)
    report(asked(yours, rng, "parabola", x, factor=0.5), ok=False, error=0.5, worst=(0,))
    report(asked(yours, rng, "parabola", x, factor=1.001), ok=False, error=0.001 / 1.001)
    report(asked(yours, rng, "parabola", x, factor=1.001, rtol=0.01), ok=True, error=0.001 / 1.001)   # the learner's rtol, not ours
    report(asked(yours, rng, "parabola", np.array(3.0), factor=2.0), ok=False, error=0.5, worst=())


def test_right_gradients_pass(yours, rng):
    """Right gradients of five functions, with up to 200 entries, pass."""
    for name in NAMES[1:]:
        x, data = draw(rng, name)
        got = asked(yours, rng, name, x, data)
        report(got, ok=True)
        require(0 <= got["max_rel_error"] <= 1e-5, "max_rel_error of a right gradient is at most rtol", got=got["max_rel_error"])


def errors_of(name, x, data, factor=1.0, shift=0.0, transposed=False):
    right = PROBLEMS[name](x, *data)[1]
    wrong = right * factor + shift
    return exact.entry_errors(wrong.T if transposed else wrong, right)


@hint("Is the largest error that of the entry you name?", "np.argmax counts along the flattened array.")
def test_single_wrong_entry(yours, rng):
    """One wrong entry among many is found, and named."""
    for name in ["quadratic", "least squares", "logistic", "log-sum-exp", "network"]:
        x, data = draw(rng, name)
        index = tuple(int(rng.integers(size)) for size in x.shape)
        shift = np.zeros(x.shape)
        shift[index] = abs(PROBLEMS[name](x, *data)[1]).max() / 4
        report(asked(yours, rng, name, x, data, shift=shift), ok=False, error=errors_of(name, x, data, shift=shift).max(), worst=index)


@hint("What does Python say to nan > 1e-5?  And to nan <= 1e-5?")
def test_nan_is_not_right(yours, rng):
    """A gradient with one nan in it is not ok."""
    for name in ["parabola", "quadratic", "network"]:
        x, data = (np.array([3.0]), ()) if name == "parabola" else draw(rng, name)
        shift = np.zeros(x.shape)
        report(asked(yours, rng, name, x, data), ok=True)
        shift[tuple(int(rng.integers(size)) for size in x.shape)] = np.nan
        report(asked(yours, rng, name, x, data, shift=shift), ok=False)


@hint("Which entries of a transpose are wrong, and which are not?", "Is a thousandth above the rounding error of n?")
def test_planted_errors_are_found(yours, rng):
    """A missing factor 2, a thousandth too much, a sum over the batch instead of its mean, a transpose: none passes."""
    for name, change in [("quadratic", {"factor": 0.5}), ("network", {"factor": 2.0}),
                         ("logistic", {"factor": 1.001}), ("log-sum-exp", {"factor": 1.001}), ("network", {"factor": 1.001}),
                         ("least squares", {"factor": 8.0}), ("logistic", {"factor": 9.0}),
                         ("least squares", {"transposed": True}), ("network", {"transposed": True})]:
        x, data = draw(rng, name)
        report(asked(yours, rng, name, x, data, **change), ok=False, error=errors_of(name, x, data, **change).max(), rtol=LOOSE)


@hint("An entry of n is 0, and g there is a millionth of the largest entry.  Is that wrong?")
def test_small_entries_are_measured_by_the_large(yours, rng):
    """An entry below a thousandth of the largest is measured by that thousandth, any other by itself."""
    x = np.array([5.0, 0.0])                        # the gradient of Σ x² is (10, 0)
    for shift, ok in [(1e-8, True), (1e-5, False), (1e-3, False), (0.1, False)]:
        errors = exact.entry_errors(np.array([10.0, shift]), np.array([10.0, 0.0]))
        got = asked(yours, rng, "parabola", x, shift=np.array([0.0, shift]))
        report(got, ok=ok, error=errors.max() if errors.max() > 0.01 else None)


@hint("Multiply f by 1e6.  What happens to g − n, and what to |g − n| / |n|?", "How long is your step when x is 1e6?")
def test_units_do_not_matter(yours, rng):
    """f in other units, times 1e−6 or 1e6, gets the same verdict."""
    x, data = draw(rng, "least squares")
    for unit in [1e-6, 1e6]:
        report(asked(yours, rng, "least squares", x, data, unit=unit), ok=True)
        report(asked(yours, rng, "least squares", x, data, unit=unit, factor=1.001), ok=False, error=0.001 / 1.001, rtol=LOOSE)


def verdict_on_sines(yours, x, scale, factor, rng):
    def f(x):
        return np.sin(x / scale).sum()

    def grad(x):
        return factor * np.cos(x / scale) / scale
    return yours.check_gradient(f, grad, x, rng)


def test_large_coordinates(yours, rng):
    """Near |x| = 1e6, where f changes slowly, a right gradient passes and one that is off by 1e−3 or 1e−4 does not."""
    for shape in [(1,), (2, 3)]:
        scale = np.full(shape, 1e6)
        x = rng.uniform(0.5, 1, size=shape) * scale * rng.choice([-1, 1], size=shape)
        for factor in [1.0, 1.001, 1.0001]:
            report(yours.run(verdict_on_sines, x, scale, factor, seed(rng)), ok=factor == 1)


def verdict_on_a_constant(yours, x, constant, rng):
    """f is a constant, in mathematics; in floating point its last bit flickers."""
    def f(x):
        return float(((constant + np.e * x) - np.e * x).sum())

    def grad(x):
        return np.zeros(x.shape)
    return yours.check_gradient(f, grad, x, rng)


@hint("f is 1.9 with its last bit flickering.  How large is n?  And |0 − n| / |n|?", "And if n is 0 everywhere?")
def test_zero_gradient(yours, rng):
    """The gradient 0 of a constant is right, whether n is exactly 0 or the rounding error of f over h."""
    for constant in [0.0, *[1.9] * 40]:             # 1.9 + ex lies above 2, where the last bit is lost: every second n is ε / 2h, not 0
        x = rng.uniform(0.65, 0.68, size=1)
        got = yours.run(verdict_on_a_constant, x, constant, seed(rng))
        report(got, ok=True)
        require(0 <= got["max_rel_error"] <= 1e-5, "rounding noise is taken for an error", got=got["max_rel_error"])


def verdict_at_kinks(yours, x, weights, g, rng):
    """Σ weights · max(0, x)."""
    def f(x):
        return float((weights * np.maximum(0, x)).sum())

    def grad(x):
        return np.array(g)
    return yours.check_gradient(f, grad, x, rng)


@hint("What are the slopes of max(0, x) at 0 to the left and to the right?  And what does the central difference say?",
      "Halve h.  What happens to the difference of the two slopes where f is smooth, and what at a kink?")
def test_kink(yours, rng):
    """At the kink of max(0, x) every slope from 0 to 1 is right, and a kink is suspected; the slope 7 is wrong."""
    one = np.ones(1)
    for g, ok in [(1.0, True), (0.0, True), (0.5, True), (7.0, False), (-1.0, False)]:
        got = yours.run(verdict_at_kinks, np.zeros(1), one, np.array([g]), seed(rng))
        report(got, ok=ok, kink=True)
    x, weights = np.array([[0.0, 1.5, -2.0], [-0.5, 0.0, 0.7]]), rng.uniform(1, 2, size=(2, 3))
    for share, ok in [(0.0, True), (0.25, True), (1.0, True), (-3.0, False)]:
        g = weights * np.where(x == 0, share, x > 0)
        report(yours.run(verdict_at_kinks, x, weights, g, seed(rng)), ok=ok, kink=True)


def verdict_on_exponentials(yours, x, factor, rng):
    def grad(x):
        return factor * np.exp(x)
    return yours.check_gradient(exponentials, grad, x, rng)


def test_smooth_is_no_kink(yours, rng):
    """Where f is smooth no kink is suspected, be the gradient right or wrong."""
    for shape in [(1,), (2, 3)]:
        x = rng.uniform(0, 1, size=shape)
        for factor in [1.0, 1.01]:
            report(yours.run(verdict_on_exponentials, x, factor, seed(rng)), ok=factor == 1, kink=False)


def verdict_on_shape(yours, x, shape, rng):
    def grad(x):
        return np.full(shape, 2.0)
    return yours.check_gradient(cubes, grad, x, rng)


@hint("What does NumPy make of a difference of shapes (3,) and (1, 3)?")
def test_shapes_must_agree(yours, rng):
    """A gradient whose shape is not that of x raises ValueError, also where NumPy would stretch it."""
    for x_shape, shape in [((3,), (2,)), ((3,), (1,)), ((3,), ()), ((3,), (1, 3)), ((2, 3), (3, 2)), ((2, 1), (2,))]:
        with raises(ValueError):
            yours.run(verdict_on_shape, rng.uniform(1, 2, size=x_shape), shape, seed(rng))
    yours.run(verdict_on_shape, rng.uniform(1, 2, size=(2, 3)), (2, 3), seed(rng))      # and no other does


def counted_verdict(yours, x, rng):
    """Check a right gradient, and say what x is afterwards and how often f was called."""
    calls = []

    def f(x):
        calls.append(1)
        return cubes(x)

    def grad(x):
        return 3 * x ** 2
    got = yours.check_gradient(f, grad, x, rng)
    return {"ok": got["ok"], "x": x, "calls": len(calls)}


@hint("For which steps do you need f(x) itself?  Once is enough.")
def test_costs_and_leaves_no_traces(yours, rng):
    """Afterwards x is what it was, to the last bit; a read-only x is checked too; f is called at most 4n + 10 times."""
    for shape, locked in [((1,), False), ((2, 3), True), ((50,), False)]:
        x = rng.uniform(1.5, 3, size=shape)
        before = x.copy()
        x.flags.writeable = not locked
        got = yours.run(counted_verdict, x, seed(rng))
        assert_equal(got["x"], before)
        assert_equal(got["ok"], True)
        require(got["calls"] <= 4 * x.size + 10, f"f was called {got['calls']} times for {x.size} entries", got=got["calls"])
