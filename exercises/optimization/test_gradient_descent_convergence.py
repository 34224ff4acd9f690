import numpy as np

from autograder.algebra import Eq
from autograder.checks import answers, assert_close, derives, hint, induces, raises, require, witnesses, worth
from gradient_descent_convergence import *    # the statement's names, from the stub beside it
from reference import descent as exact


# %% convex: the gap falls like 1/k
@hint("smooth is about x₁; what is x₁ − x?", "η L ≤ 1 says which of −η and η² L/2 is the larger.", "Complete the square in ‖x − η g − x*‖².")
@worth(2)
def test_one_step(yours):
    """One step brings f below f* and what the distance fell by, over 2η: smooth, small and convex, each once."""
    derives(yours.one_step, f1, at_most=fs + (norm2(x - xs) - norm2(x1 - xs)) / (2 * eta), steps=6, given=[smooth, small, convex])


@hint("F_k is the mean of k copies of itself.", "Sum progress over all steps: which distances are left?")
@worth(2)
def test_sublinear_chain(yours):
    """The gap after k steps is at most R₁/(2 η k): the distances telescope."""
    derives(yours.sublinear_chain, F[k], at_most=R[1] / (2 * eta * k), steps=5, given=[progress, falls, square])


@hint("x₁ is (1 − η L) x₀.  How large is η L (1 − η L)² between 1 and 2?")
def test_too_long_a_step(yours):
    """Your numbers show that a step below 2/L may break the bound."""
    scale, step_ = positive("L eta")
    origin = real("start")
    witnesses(yours.too_long_a_step, (scale, step_, origin), step_ * scale < 2, assume(
        "f(x₁) is above the bound", scale / 2 * ((1 - step_ * scale) * origin)**2 > origin**2 / (2 * step_)))


# %% strongly: the distance falls by a factor
@hint("Multiply the square out.", "strong bounds the mixed term; what is left over has f − f* and ‖g‖² in it.",
      "descent and best together say what f − f* is at least.")
@worth(2)
def test_contraction(yours):
    """One step brings ‖x − x*‖² down by the factor 1 − η μ: strong, descent and best."""
    derives(yours.contraction, norm2(x1 - xs), at_most=(1 - eta * mu) * norm2(x - xs), steps=4, given=[strong, descent, best])


def test_linear_chain(yours):
    """True at the start; and if after t steps, then after t + 1: the contraction once, the hypothesis once."""
    induces(yours.linear_base, yours.linear_chain, linear, t, first=1, steps=2, given=[contracts])


@hint("B² − A² is (B − A)(B + A): write both with λ − μ and L − λ.")
def test_quadratic_factor(yours):
    """On a quadratic, the step 2/(μ + L) shrinks every coordinate by (κ − 1)/(κ + 1) at least."""
    derives(yours.quadratic_factor, (1 - 2 / (mu + L) * lam)**2, at_most=((L / mu - 1) / (L / mu + 1))**2, given=[low, high])


# %% lyapunov: what falls all the way
@hint("(n + 1) G1 is n G1 and one more G1: a fact for each.")
def test_lyapunov_chain(yours):
    """V does not rise in a step."""
    derives(yours.lyapunov_chain, (n + 1) * G1 + Q1 / (2 * eta), at_most=n * G0 + Q0 / (2 * eta), given=[one_progress, one_falls])


@hint("Put in the velocity.  Which two of the three terms does convexity bring to 0 or below?")
def test_continuous_time(yours):
    """V does not rise in continuous time."""
    derives(yours.continuous_time, f - fs + tau * (g.T @ velocity) + (x - xs).T @ velocity, at_most=0, steps=3, given=[convex])


def test_stability(yours):
    """A coordinate with ηλ < 2 shrinks."""
    derives(yours.stability, (1 - eta * lam)**2, at_most=1, given=[stable])


# %% simple: one dimension, solved
def test_iterates(yours):
    """X_m = (1 − η a)ᵐ start, by induction."""
    induces(yours.iterates_base, yours.iterates, Eq(X[m], (1 - eta * a)**m * start), m, first=0, steps=2)


def test_convergence_limit(yours):
    """You name the step at which convergence ends."""
    answers(yours.convergence_limit, 2 / a)


# %% check: bounds beside a run
def on_a_quadratic(yours, curvature, target, largest, least, origin, rate, steps):
    """Run the learner's function on ½ (p − target)ᵀ curvature (p − target) + 3."""
    def value(point):
        return 0.5 * (point - target) @ curvature @ (point - target) + 3

    def slope(point):
        return curvature @ (point - target)

    return yours.evaluate_bounds(value, slope, largest, least, origin, target, rate, steps)


def on_a_bowl(yours, target, largest, origin, rate, steps):
    """Run the learner's function on Σ √(1 + (p − target)²), which is smooth with L = 1 and not strongly convex."""
    def value(point):
        return np.sqrt(1 + (point - target)**2).sum()

    def slope(point):
        return (point - target) / np.sqrt(1 + (point - target)**2)

    return yours.evaluate_bounds(value, slope, largest, 0, origin, target, rate, steps)


class Expected:
    """In place of the learner's file: the oracle."""

    @staticmethod
    def evaluate_bounds(f, grad, L, mu, x0, x_star, eta, k):
        return exact.bounds(f, grad, mu, x0, x_star, eta, k)


def quadratic(rng, dimension):
    """Return a curvature with its largest and least eigenvalue, and a minimum."""
    values = np.sort(rng.uniform(0.5, 4, dimension))
    Q = np.linalg.qr(rng.normal(size=(dimension, dimension)))[0]
    return (Q * values) @ Q.T, float(values[-1]), float(values[0]), rng.normal(size=dimension)


def agree(yours, scenario, *data):
    # 1e-10: forty steps on coordinates of size 1, each rounded to 1e-16, and f − f* loses the 3 that both have
    assert_close(yours.run(scenario, *data), scenario(Expected, *data), rtol=1e-10, atol=1e-12)     # the same reasons


@hint("At j = 0 there is no bound: 1/0.", "f* is f at x_star; is it 0?")
@worth(2)
def test_gap_beside_one_over_j(yours, rng):
    """With mu = 0, f − f* stands beside ‖x₀ − x*‖²/(2 η j), from j = 0 on."""
    for dimension, steps in [(1, 1), (1, 3), (3, 12), (4, 0)]:
        curvature, largest, _, target = quadratic(rng, dimension)
        agree(yours, on_a_quadratic, curvature, target, largest, 0, target + rng.uniform(1, 3, dimension), 0.7 / largest, steps)


@hint("By which factor does the squared distance fall in a step?")
@worth(2)
def test_distance_beside_a_power(yours, rng):
    """With mu > 0, the squared distance stands beside (1 − η mu)ʲ times the first."""
    for dimension, steps in [(1, 1), (1, 3), (3, 12), (4, 0)]:
        curvature, largest, least_, target = quadratic(rng, dimension)
        agree(yours, on_a_quadratic, curvature, target, largest, 0.9 * least_, target + rng.uniform(1, 3, dimension), 0.7 / largest, steps)


def test_bound_is_above(yours, rng):
    """On a function that is no quadratic, what falls stays below its bound, up to the longest step 1/L."""
    for rate in [0.3, 1.0]:
        data = rng.normal(size=2), 1.0, rng.uniform(2, 4, 2), rate, 40
        agree(yours, on_a_bowl, *data)
        actual, bound = yours.run(on_a_bowl, *data)
        require((np.asarray(actual) <= np.asarray(bound) * (1 + 1e-9)).all(), "what falls is above its bound somewhere", got=actual)


def test_refuses_long_steps(yours, rng):
    """A step above 1/L, and one that is not positive, raise ValueError; 1/L itself, as it is rounded, does not."""
    curvature, largest, least_, target = quadratic(rng, 2)
    origin = target + rng.uniform(1, 3, 2)
    for rate in [np.nextafter(1 / largest, np.inf), np.nextafter(np.nextafter(1 / largest, np.inf), np.inf)]:
        agree(yours, on_a_quadratic, curvature, target, largest, least_, origin, float(rate), 3)
    for rate in [1.01 / largest, 1.99 / largest, 0.0, -0.5 / largest]:
        for mu_ in [0, least_]:
            with raises(ValueError):
                yours.run(on_a_quadratic, curvature, target, largest, mu_, origin, rate, 3)


def point_after_the_run(yours, origin, target):
    """Return x0 as it is after the run, and what came back."""
    def value(point):
        return ((point - target)**2).sum() / 2

    def slope(point):
        return point - target

    return {"back": yours.evaluate_bounds(value, slope, 1.0, 1.0, origin, target, 0.5, 2), "x0 afterwards": origin}


def test_start_stays(yours, rng):
    """x0 is the same after the run, be it of whole numbers or not, and whole numbers run like any others."""
    target = rng.normal(size=3)
    for origin in [rng.normal(size=3), rng.integers(2, 9, 3)]:
        expected = point_after_the_run(Expected, origin, target)
        assert_close(yours.run(point_after_the_run, origin, target), expected, rtol=1e-12, atol=1e-14)      # two steps
