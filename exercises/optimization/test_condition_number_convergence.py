import numpy as np

from autograder.algebra import Eq
from autograder.checks import (
    assert_close,
    assert_distribution,
    assert_equal,
    assert_labelled,
    assert_line,
    assert_mean,
    assert_named,
    assert_scales,
    derives,
    hint,
    panels,
    raises,
    require,
    seed,
    solves,
    worth,
)
from condition_number_convergence import L, b, best, eta, kappa, lam, mu, slope, x
from reference import conditioning as exact
from reference.digits import split

seconds = 10            # one sweep takes a second, on a busy machine several

METHODS = ("gd", "momentum", "newton", "preconditioned_gd")
TOL = 1e-8
SHARED = {"comparisons": 3}


def counted(got):
    """Return a count of steps as a number, or say why it is none."""
    whole = isinstance(got, (int, np.integer)) and not isinstance(got, bool)
    require(whole and got >= 0, "a count of steps is a whole number", got=got)
    return int(got)


# %% make: a quadratic of known condition
@hint("Which matrices have these eigenvalues and are symmetric?  What does an eigenvector of yours look like?")
@worth(2)
def test_eigenvalues(yours, rng):
    """H is symmetric with the eigenvalues geomspace(1, κ, n), and its eigenvectors are no coordinate axes."""
    for n, condition in [(2, 4.0), (5, 100.0), (30, 1e4), (3, 1.0)]:
        H = yours.quadratic_with_condition(n, condition, seed(rng))
        mirrored = H.T if np.shape(H) == (n, n) else np.zeros((n, n))
        assert_close(H, mirrored, rtol=0, atol=1e-14 * n * condition, said="H is not its own transpose")       # QΛQᵀ is so but for rounding
        assert_close(np.linalg.eigvalsh(H), np.geomspace(1, condition, n), rtol=0, atol=1e-10 * condition)       # rounding of QΛQᵀ is some n ε κ
        if condition > 1:
            beside = np.abs(H - np.diag(np.diag(H)))
            require(beside.max() > 1e-6, "H is diagonal: its eigenvectors are the coordinate axes, which makes other things look easy too", got=H)


def extreme_directions(yours, draws, condition, rng):
    """Return the eigenvectors of the least and of the greatest eigenvalue of many H, each (draws, 3)."""
    found = [np.linalg.eigh(yours.quadratic_with_condition(3, condition, rng))[1] for _ in range(draws)]
    return np.array([Q[:, 0] for Q in found]), np.array([Q[:, -1] for Q in found])


@hint("Does every direction in space have the same chance to be the steep one?")
def test_no_direction_is_preferred(yours, rng):
    """In space, along each coordinate an eigenvector of unit length is uniform on [−1, 1]: every direction is as likely."""
    for which, found in zip(("flattest", "steepest"), yours.run(extreme_directions, 400, 50.0, seed(rng))):
        length = np.abs(found @ np.array([1.0, 1.0, 1.0]) / np.sqrt(3))         # Archimedes: each zone of the sphere has its height's share
        assert_distribution(length, lambda u: np.clip(u, 0, 1), of=f"the {which} eigenvectors' lengths along (1, 1, 1)", **SHARED)


def plane_turns(yours, draws, rng):
    """Return the direction of the flattest eigenvector of many H in the plane, as an angle."""
    found = [np.linalg.eigh(yours.quadratic_with_condition(2, 50.0, rng))[1][:, 0] for _ in range(draws)]
    return np.array([np.arctan2(q[1], q[0]) for q in found])


def test_corners_are_not_preferred(yours, rng):
    """In the plane the diagonals are as likely as the axes: four times the angle of an eigenvector has mean cosine 0."""
    angles = yours.run(plane_turns, 2000, seed(rng))        # columns drawn in a square have −0.14, nine standard errors
    assert_mean(np.cos(4 * angles), 0.0, np.sqrt(0.5), skewness=0.0, of="the cosine of four times the angle", **SHARED)


def test_no_condition_below_one(yours, rng):
    """A condition number below 1 raises ValueError."""
    with raises(ValueError):
        yours.quadratic_with_condition(3, 0.5, seed(rng))
    yours.quadratic_with_condition(3, 1.5, seed(rng))       # and one above does not


# %% measure: steps until it is near
def problem(rng, n, condition, turned=True):
    """Return (H, b, count of gradient descent) where no mode is missing from the start."""
    eigenvalues, start = np.geomspace(1, condition, n), rng.choice([-1, 1], n) * rng.uniform(0.5, 2, n)
    Q = exact.orthogonal(rng, n) if turned else np.eye(n)
    H = (Q * eigenvalues) @ Q.T
    return (H + H.T) / 2, Q @ (eigenvalues * start), exact.gd_count(eigenvalues, start, TOL)


@hint("How far is x₀ from x*?  And x_k?  Distances, not values of f.", "One step length serves the flattest and the steepest mode: where is it best?")
@worth(2)
def test_steps_of_gradient_descent(yours, rng):
    """With η = 2/(μ + L) gradient descent takes as many steps as its slowest mode: the least k with ‖x_k − x*‖ ≤ tol ‖x₀ − x*‖."""
    for n, condition in [(2, 9.0), (3, 50.0), (6, 400.0), (4, 1.0)]:
        H, b, due = problem(rng, n, condition)
        scale = rng.uniform(2, 5)
        got = yours.iterations_to_tol(scale * H, b, "gd", TOL)
        away = abs(counted(got) - due)
        require(away <= 1, f"gradient descent takes {due} steps here (give or take one for rounding), yours {got}", got=got, expected=due)


@hint("By how much does the flattest mode shrink in a step, with the best constants?")
def test_steps_with_momentum(yours, rng):
    """With momentum and the constants that are best for μ and L the count grows like √κ."""
    for n, condition in [(2, 100.0), (8, 1000.0), (8, 300.0)]:
        H, b, _ = problem(rng, n, condition)
        got = counted(yours.iterations_to_tol(3 * H, b, "momentum", TOL))
        usual = np.sqrt(condition) * np.log(1 / TOL)            # Polyak's takes about half of that, Nesterov's as much
        require(0.35 * usual < got < 1.35 * usual, f"{got} steps with κ = {condition:g}, where the best constants take {usual / 2:.0f} to {usual:.0f}", got=got)


@hint("What is the Hessian of f after the change of variables?  And with the diagonal alone?")
def test_newton_and_the_exact_preconditioner(yours, rng):
    """Newton's method and gradient descent with exact Cholesky factors are there at once: a step, or two by rounding."""
    for n, condition in [(2, 50.0), (6, 3000.0)]:
        H, b, _ = problem(rng, n, condition)
        for method in ("newton", "preconditioned_gd"):
            got = counted(yours.iterations_to_tol(H, b, method, TOL))
            require(1 <= got <= 2, f"{method} takes {got} steps with κ = {condition:g}", got=got, expected=1)
            already = counted(yours.iterations_to_tol(H, b, method, 1.5))
            require(already == 0, "x₀ is near enough where tol is above 1: no step is needed", got=already, expected=0)


@hint("Turn H and b together.  Do μ and L change?")
def test_only_the_eigenvalues_count(yours, rng):
    """Turned into other coordinates, (RHRᵀ, Rb) takes as many steps as (H, b)."""
    for n, condition in [(2, 9.0), (6, 50.0)]:
        H, b, _ = problem(rng, n, condition, turned=False)
        R = exact.orthogonal(rng, n)
        for method in ("gd", "momentum"):
            straight = counted(yours.iterations_to_tol(H, b, method, TOL))
            turned = counted(yours.iterations_to_tol(R @ H @ R.T, R @ b, method, TOL))
            require(straight > 5, f"{method}: {straight} steps cannot bring eight digits with κ = {condition:g}", got=straight)
            require(abs(straight - turned) <= 1, f"{method}: {straight} steps along the axes, {turned} when all is turned", got=turned, expected=straight)


@hint("What do columns of different units do to XᵀX?  And columns that are far from 0?")
def test_standardised_columns(yours, rng):
    """Columns that are centred and of one scale make XᵀX far better conditioned: κ before and after."""
    X = rng.normal(size=(6, 2)) * [1.0, 20.0] + [3.0, 0.0]
    pixels = split()[0][:300, 18:23] * [1, 2, 10, 1, 0.5] + [5, 0, 0, 1, 0]         # grey values in other units, and not from 0
    for data in (X, rng.normal(size=(40, 3)) @ rng.normal(size=(3, 3)) + 2, pixels):
        raw, standardised = exact.condition(data), exact.condition(exact.standardised(data))
        assert_close(yours.standardisation_effect(data), (raw, standardised), rtol=1e-6)        # κ below 1e6 times ε, were XᵀX formed
    require(standardised < raw / 10, "grey values are better conditioned once they are standardised", got=(raw, standardised))


@hint("Twice as ill-conditioned: how many steps more, with each method?")
@worth(2)
def test_how_counts_grow(yours, rng):
    """From κ = 10 to 3000 the counts of gradient descent grow like κ, with momentum like √κ, the others not at all."""
    kappas = np.array([10.0, 40.0, 170.0, 700.0, 3000.0])
    got = yours.sweep(kappas, seed(rng))
    require(isinstance(got, dict) and set(got) == {"kappas", *METHODS}, f"a sweep is a dict of kappas, {', '.join(METHODS)}", got=got)
    assert_close(got["kappas"], kappas, rtol=1e-12)         # as they were given
    counts = {m: np.array([counted(k) for k in np.asarray(got[m]).tolist()]) for m in METHODS}
    require(all(c.shape == kappas.shape for c in counts.values()), "a method has one count for each κ", got=got)
    require(all(c.min() >= 1 for c in counts.values()), "nothing is near before its first step", got=got)
    due = np.array([exact.prediction(k, TOL) for k in kappas])
    ratio = counts["gd"] / due          # at most 1: no mode shrinks slower.  At least 0.6: of 30 modes the second flattest is hardly faster
    require((ratio <= 1 + 2 / due).all() and (ratio > 0.6).all(), "gradient descent takes the steps of its slowest mode", got=got["gd"], expected=due)
    for method, slope in [("gd", 1.0), ("momentum", 0.5)]:
        found = np.polyfit(np.log(kappas), np.log(counts[method]), 1)[0]
        require(abs(found - slope) <= 0.1, f"{method}: counts grow like κ to the power {found:.2f}, expected {slope}", got=got[method])
    for method in ("newton", "preconditioned_gd"):
        require(counts[method].max() <= 2, f"{method} takes {counts[method].max()} steps", got=got[method])


def asked(yours, kappas, rng):
    """Return what your sweep asks of your iterations_to_tol, in order."""
    own, calls = yours.iterations_to_tol, []

    def listening(*given, **named):
        call = dict(zip(("H", "b", "method", "tol"), given)) | named
        calls.append({name: np.array(value) if name in ("H", "b") else value for name, value in call.items()})
        return own(*given, **named)
    yours.iterations_to_tol = listening
    try:
        yours.sweep(kappas, rng)
    finally:
        yours.iterations_to_tol = own
    return calls


@hint("If each method has its own problem, what do their counts compare?")
def test_methods_share_their_quadratics(yours, rng):
    """For each κ all methods are given the same H and b, 30 numbers each way, and the tolerance 1e-8."""
    calls = yours.run(asked, np.array([10.0, 40.0]), seed(rng))
    require(isinstance(calls, list), "what the sweep asks is a list of calls", got=calls)
    for call in calls:          # a sweep that counts without iterations_to_tol asks nothing, and is judged by its counts
        require(np.shape(call["H"]) == (30, 30) and np.shape(call["b"]) == (30,), "n is 30", got=call)
        require(abs(call["tol"] / TOL - 1) < 1e-9, f"the tolerance is {call['tol']}, expected {TOL}", got=call)
    given = {method: sorted((c["H"].tobytes(), c["b"].tobytes()) for c in calls if c["method"] == method) for method in METHODS}
    for method in METHODS[1:]:
        require(given[method] == given["gd"], f"{method} is given other quadratics than gd", got=calls)


# %% explain: the slowest mode decides
@hint("Write x* as b/λ and factor out what the two terms share.")
def test_one_mode(yours):
    """Along an eigenvector a step multiplies the error by 1 − ηλ."""
    derives(yours.one_mode, x - eta * slope - best, to=(1 - eta * lam) * (x - best), steps=2)


@hint("Collect η on one side.")
def test_best_step(yours):
    """The step for which the flattest and the steepest mode shrink alike is solved for."""
    solves(yours.best_step, Eq(eta * L - 1, 1 - eta * mu), eta, steps=2)


@hint("One fraction first.  Then divide its top and its bottom by the same.")
def test_slowest_factor(yours):
    """With that step the slowest factor depends on κ alone."""
    derives(yours.slowest_factor, 1 - 2 / (mu + L) * mu, to=(kappa - 1) / (kappa + 1), steps=1)


@hint("Solve ((κ − 1)/(κ + 1))ᵏ = tol for k.")
def test_prediction(yours, rng):
    """The predicted number of steps solves ((κ − 1)/(κ + 1))ᵏ = tol, and lies within 15% of what is counted."""
    for condition, tol in [(3.0, 0.1), (1.5, 1e-4), (rng.uniform(10, 50), 1e-8), (3000.0, 1e-3), (1.0, 1e-8)]:
        got = yours.predict_iterations(condition, tol)
        assert_close(got, exact.prediction(condition, tol), rtol=1e-9)      # a quotient of two logarithms, the smaller one of 1 + 2/κ
    for condition in (10.0, 3000.0):
        count = exact.gd_count(np.geomspace(1, condition, 5), np.ones(5), TOL)
        got = yours.predict_iterations(condition, TOL)
        assert_close(got, float(count), rtol=0.15, said="beside a count")          # what the other modes make of it: the slowest one does not start alone


# %% figure: iterations against the condition number · needs matplotlib
@hint("A power of κ is a straight line on which axes?")
def test_a_curve_for_each_method(yours, rng):
    """Both axes are logarithmic, with words; each method has one curve of its counts over κ, named in a legend."""
    kappas = np.array([10.0, 100.0, 1000.0])
    told = {"kappas": kappas} | {m: np.sort(rng.choice(np.arange(2, 9000), 3, replace=False)) for m in METHODS}
    figure = yours.conditioning_figure(told)
    panels(figure, 1)
    for method in METHODS:
        assert_line(figure, kappas, told[method], label=method, of=f"the counts of {method}")
    assert_scales(figure, x="log", y="log")
    assert_labelled(figure)
    assert_named(figure, METHODS)
