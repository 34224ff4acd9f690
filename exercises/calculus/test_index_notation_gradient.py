import numpy as np

from autograder.checks import assert_close, derives, forbids, hint, raises, unspoiled
from index_notation_gradient import *       # the statement's names, from the stub beside it
from reference import index_gradients as exact

forbidden = forbids("numpy.gradient", "sympy.diff", "torch.autograd.grad")


# %% chain: six gradients
@hint("x stands twice: the product rule gives two terms, each with a δ.", "Each δ picks one letter; then call both bound letters j.")
def test_quadratic(yours):
    """∂/∂xₚ xᵢ Aᵢⱼ xⱼ, with A not symmetric."""
    derives(yours.quadratic, D(Sum(x[i] * A[i, j] * x[j], i, j), x[p]), to=Sum((A[p, j] + A[j, p]) * x[j], j), steps=2)


@hint("A square of a sum: outer derivative times inner.", "Of the inner sum only the term i = p is left.")
def test_residual(yours):
    """∂/∂xₚ of the sum of squares of Bx − r."""
    derives(yours.residual, D(Sum((Sum(B[a, i] * x[i], i) - r[a])**2, a), x[p]), to=Sum(2 * (Sum(B[a, i] * x[i], i) - r[a]) * B[a, p], a), steps=2)


@hint("∂Bₐⱼ/∂B_bq is 1 only where both letters meet.")
def test_bilinear(yours):
    """∂/∂B_bq of yᵀBx: the derivative by a matrix has two free letters."""
    derives(yours.bilinear, D(Sum(y[a] * B[a, j] * x[j], a, j), B[b, q]), to=y[b] * x[q], steps=2)


@hint("log, then Σ, then exp, then Σ: from the outside in.", "The letter of the denominator is bound there: it is no letter of the numerator.")
def test_log_sum_exp(yours):
    """∂/∂xₚ of log Σ exp(Wx)."""
    derives(yours.log_sum_exp, D(log(Sum(exp(Sum(W[a, j] * x[j], j)), a)), x[p]),
            to=Sum(exp(Sum(W[a, j] * x[j], j)) * W[a, p], a) / Sum(exp(Sum(W[a, j] * x[j], j)), a), steps=2)


@hint("x stands three times.", "Which place of T does each δ reach?  T is not symmetric: the three places are three terms.")
def test_cubic(yours):
    """∂/∂xₚ Tᵢⱼₖ xᵢ xⱼ xₖ, with T not symmetric."""
    derives(yours.cubic, D(Sum(T[i, j, k] * x[i] * x[j] * x[k], i, j, k), x[p]), to=Sum((T[p, j, k] + T[j, p, k] + T[j, k, p]) * x[j] * x[k], j, k),
            steps=2, through=[Sum(T[p, j, k] * x[j] * x[k], j, k) + Sum(T[i, p, k] * x[i] * x[k], i, k) + Sum(T[i, j, p] * x[i] * x[j], i, j)])


@hint("The first derivative is a sum of products: differentiate both factors by x_q.",
      "∂f/∂yₐ at g(x) depends on x_q through every g_b: a letter of its own.")
def test_hessian(yours):
    """The second derivative of f(g(x)): two terms, one with f's second derivatives, one with g's."""
    derives(yours.hessian, D(f(g(x)), x[p], x[q]),
            to=Sum(Sum(F2(g(x), a, b) * D(g(x)[a], x[p]) * D(g(x)[b], x[q]), b), a) + Sum(F1(g(x))[a] * D(g(x)[a], x[p], x[q]), a),
            steps=3, given=[first, second])


# %% evaluate: the last lines as programs
RTOL, ATOL = 1e-10, 1e-12       # sums of up to 64 products of numbers around 1


def close(got, expected):
    assert_close(got, expected, rtol=RTOL, atol=ATOL, dtype=float)


@hint("Write the last line with np.einsum: its letters are yours.", "A + Aᵀ, not 2A.")
def test_evaluate_quadratic(yours, rng):
    """evaluate("quadratic", …) is the derivative of xᵀAx."""
    for size in [1, 2, 4]:
        arrays = {"x": rng.normal(size=size), "A": rng.normal(size=(size, size))}
        close(yours.evaluate("quadratic", arrays), exact.evaluate("quadratic", arrays))


def test_evaluate_residual(yours, rng):
    """evaluate("residual", …) is the derivative of the sum of squares of Bx − r."""
    for rows, size in [(1, 1), (2, 3), (4, 3)]:
        arrays = {"x": rng.normal(size=size), "B": rng.normal(size=(rows, size)), "r": rng.normal(size=rows)}
        close(yours.evaluate("residual", arrays), exact.evaluate("residual", arrays))


def test_evaluate_bilinear(yours, rng):
    """evaluate("bilinear", …) is the derivative of yᵀBx by B, in the shape of B."""
    for rows, size in [(1, 1), (2, 3), (3, 2)]:
        arrays = {"x": rng.normal(size=size), "y": rng.normal(size=rows)}
        close(yours.evaluate("bilinear", arrays), exact.evaluate("bilinear", arrays))


@hint("Σ in the denominator is one number.", "exp(1000) is inf; which factor may numerator and denominator share?")
def test_evaluate_log_sum_exp(yours, rng):
    """evaluate("log_sum_exp", …) is the derivative of log Σ exp(Wx), also where Wx is enormous."""
    for rows, size in [(2, 1), (2, 3), (4, 3)]:
        arrays = {"x": rng.normal(size=size), "W": rng.normal(size=(rows, size))}
        close(yours.evaluate("log_sum_exp", arrays), exact.evaluate("log_sum_exp", arrays))
    for side in [1.0, -1.0]:
        W = 0.5 * rng.normal(size=(2, 2)) + side * np.array([990.0, 0.0])
        arrays = {"x": np.array([1.0, rng.uniform(0.5, 1)]), "W": W}
        close(yours.quietly.evaluate("log_sum_exp", arrays), exact.evaluate("log_sum_exp", arrays))


@hint("Three terms: p in the first, the second, the third place of T.")
def test_evaluate_cubic(yours, rng):
    """evaluate("cubic", …) is the derivative of Σ Tᵢⱼₖ xᵢ xⱼ xₖ."""
    for size in [1, 2, 4]:
        arrays = {"x": rng.normal(size=size), "T": rng.normal(size=(size, size, size))}
        close(yours.evaluate("cubic", arrays), exact.evaluate("cubic", arrays))


@hint("Both terms: f may bend, and g may bend.")
def test_evaluate_hessian(yours, rng):
    """evaluate("hessian", …) is the matrix of second derivatives of f(g(x))."""
    for rows, size in [(1, 1), (1, 2), (3, 2), (2, 4)]:
        F2, G2 = rng.normal(size=(rows, rows)), rng.normal(size=(rows, size, size))
        arrays = {"F1": rng.normal(size=rows), "F2": F2 + F2.T, "G1": rng.normal(size=(rows, size)), "G2": G2 + G2.transpose(0, 2, 1)}
        close(yours.evaluate("hessian", arrays), exact.evaluate("hessian", arrays))


@hint("`np.asarray(value, float)` of every array at the start.")
def test_any_array(yours, rng):
    """Whole numbers, float32, slices, other layouts and read-only arrays give float64 answers and stay as they were."""
    arrays = {"x": rng.normal(size=3), "B": rng.normal(size=(2, 3)), "r": rng.normal(size=2)}
    single = {name: value.astype("f4") for name, value in arrays.items()}
    close(yours.evaluate("residual", single), exact.evaluate("residual", single))
    whole = {name: np.rint(3 * value).astype(int) for name, value in arrays.items()}
    close(yours.evaluate("residual", whole), exact.evaluate("residual", whole))
    unspoiled(yours.evaluate, "residual", arrays, expect=exact.evaluate, rtol=RTOL, atol=ATOL)


def test_knows_its_problems(yours):
    """A name that is none of the six raises ValueError."""
    with raises(ValueError):
        yours.evaluate("quartic", {"x": np.ones(2)})
    yours.evaluate("quadratic", {"x": np.ones(2), "A": np.eye(2)})      # and of the six none does
