import numpy as np

from autograder.checks import assert_close, derives, forbids, hint, nonnegative, raises, unspoiled, worth
from reference.softmax_cross_entropy import loss_and_grad as exact
from softmax_cross_entropy_gradient import *    # the statement's names, from the stub beside it

forbidden = forbids("torch.nn.functional.cross_entropy")


# %% chain: from the scores to the gradient
@hint("Put the definition in; the denominator is the same for every k.")
def test_sums_to_one(yours):
    """Σₖ pₖ = 1, each line from the one above."""
    derives(yours.sums_to_one, Sum(p[k], k), to=1)


@hint("A quotient: which score does the numerator depend on, and which does the denominator?",
      "∂ exp(zₖ)/∂zⱼ is exp(zₖ) if k = j and 0 if not: that is what δₖⱼ says.")
def test_softmax_jacobian(yours):
    """∂pₖ/∂zⱼ = pₖ (δₖⱼ − pⱼ), each line from the one above."""
    derives(yours.softmax_jacobian, D(p[k], z[j]), to=p[k] * (delta(k, j) - p[j]), steps=2)


@hint("How does L depend on zⱼ: through which of the pₖ?", "∂ log pₖ is ∂pₖ/pₖ; and ∂pₖ/∂zⱼ you have shown.",
      "Split the sum over k: in one half δ picks a term, in the other a factor does not depend on k.")
@worth(2)
def test_ce_chain(yours):
    """∂L/∂zⱼ = pⱼ − yⱼ, each line from the one above, and a line that uses Σ y = 1."""
    derives(yours.ce_chain, D(L, z[j]), to=p[j] - y[j], steps=4, through=[p[j] * Sum(y[k], k) - y[j]])


@hint("What is the logarithm of a quotient?  And of exp(zₖ)?", "The logarithm of the sum is the same in every term: what are its weights?")
def test_log_sum_exp_shortcut(yours):
    """∂L/∂zⱼ = pⱼ − yⱼ again, through L = log Σ exp(z) − Σ y z."""
    derives(yours.log_sum_exp_shortcut, D(L, z[j]), to=p[j] - y[j], steps=4, through=[log(Sum(exp(z[m]), m)) - Sum(y[k] * z[k], k)])


@hint("The denominator s = 𝟏ᵀ exp(z) is a number: the derivative of exp(z)/s is that of a column by a column.",
      "Row k, column j of ∂exp(z)/∂z: what is it for k = j, and what for k ≠ j?")
def test_matrix_jacobian(yours):
    """∂q/∂z = diag(q) − q qᵀ, each line from the one above."""
    derives(yours.matrix_jacobian, D(q, z), to=diag(q) - q @ q.T, steps=3)


@hint("The gradient of yᵀ f(z) is (∂f/∂z)ᵀ y.", "Row k of ∂log q/∂z is row k of ∂q/∂z over qₖ: a diagonal matrix times it.",
      "What is diag(q)⁻¹ q?")
def test_matrix_chain(yours):
    """∂L/∂z = q − y by matrices, and a line that uses 𝟏ᵀy = 1."""
    derives(yours.matrix_chain, D(-y.T @ log(q), z), to=q - y, steps=4, through=[q @ ones(K).T @ y - y])


# %% general: other labels, a temperature, and the second derivative
@hint("Which line of the chain for y used that its sum is 1?")
def test_soft_label_case(yours):
    """For weights of any sum the gradient is pⱼ Σ w − wⱼ, each line from the one above."""
    derives(yours.soft_label_case, D(-Sum(w[k] * log(p[k]), k), z[j]), to=p[j] * Sum(w[k], k) - w[j], steps=3)


@hint("Do smoothed labels still sum to 1?  Show it in lines of their own.", "Σₖ ε/K has K terms.")
def test_label_smoothing(yours):
    """For smoothed labels it is pⱼ − (1 − ε) yⱼ − ε/K; that they sum to 1 is shown, not assumed."""
    derives(yours.label_smoothing, D(-Sum(t[k] * log(p[k]), k), z[j]), to=p[j] - (1 - eps) * y[j] - eps / K, steps=6,
            through=[p[j] * Sum(t[k], k) - t[j]])


@hint("Every exponent is zₖ/T: what does its derivative bring?")
def test_temperature(yours):
    """At temperature T it is (aⱼ − yⱼ)/T, each line from the one above."""
    derives(yours.temperature, D(-Sum(y[k] * log(a[k]), k), z[j]), to=(a[j] - y[j]) / T, steps=5, through=[(a[j] * Sum(y[k], k) - y[j]) / T])


@hint("The first derivative you have: cite it.", "y does not depend on z.")
def test_hessian(yours):
    """∂²L/∂zⱼ∂zₗ = pⱼ (δⱼₗ − pₗ), whatever the labels."""
    derives(yours.hessian, D(L, z[j], z[l]), to=p[j] * (delta(j, l) - p[l]), steps=3, through=[D(p[j] - y[j], z[l])])


@hint("Carry out δ: a mean of squares minus the square of a mean.", "A variance is the mean of squared distances from the mean.",
      "To multiply the square out backwards you need Σ p = 1: cite it.")
def test_hessian_certificate(yours):
    """vᵀHv is a sum of squares with weights p, each line from the one above."""
    derives(yours.hessian_certificate, Sum(v[j] * p[j] * (delta(j, l) - p[l]) * v[l], l, j), to=nonnegative, steps=3,
            through=[Sum(p[j] * (v[j] - Sum(p[l] * v[l], l))**2, j)])


# %% fused: the loss and its gradient in one go, for a batch
# A dozen roundings; the loss is a sum of up to 12 terms, the gradient a difference of two numbers of the size of the weights.
RTOL, ATOL = 1e-13, 1e-14


def close(got, expected, said=""):
    assert_close(got, expected, rtol=RTOL, atol=ATOL, dtype=float, said=said)


def weights(rng, n, k):
    """Return rows of probabilities."""
    Y = rng.uniform(0.1, 1, size=(n, k))
    return Y / Y.sum(axis=1, keepdims=True)


@hint("Row by row the gradient is one line of your derivation.", "The loss is a mean: what does that do to the gradient?")
@worth(2)
def test_probabilities(yours, rng):
    """For rows of probabilities, your loss is the mean of −Σ y log p, and the gradient its derivative."""
    for n, k in [(1, 2), (1, 3), (2, 3), (4, 3)]:
        Z, Y = 2 * rng.normal(size=(n, k)), weights(rng, n, k)
        close(yours.loss_and_grad(Z, Y), exact(Z, Y))


@hint("Which line of your derivation says what becomes of the gradient here?")
def test_weights_of_any_sum(yours, rng):
    """Rows of weights that do not sum to 1 are taken as they are, in the loss and in its gradient."""
    for n, k in [(1, 2), (3, 2), (3, 4)]:
        Z, Y = 2 * rng.normal(size=(n, k)), rng.uniform(0.2, 3, size=(n, k))
        close(yours.loss_and_grad(Z, Y), exact(Z, Y))


def test_labels(yours, rng):
    """Whole labels mean rows with a single 1."""
    for n, k in [(1, 2), (2, 3), (4, 3)]:
        Z, y = 2 * rng.normal(size=(n, k)), rng.permutation(n) % k
        close(yours.loss_and_grad(Z, y), exact(Z, y))


@hint("What is exp(10000)?  What may be subtracted from every score of a row?", "A share may be 0 where its logarithm is −20000.")
def test_survives_enormous_scores(yours, rng):
    """Scores near ±10⁴ give the right loss and gradient, without a warning."""
    for shift in [1e4, -1e4]:
        Z, Y = shift + rng.normal(size=(1, 3)), weights(rng, 1, 3)
        assert_close(yours.quietly.loss_and_grad(Z, Y), exact(Z, Y), rtol=1e-11, atol=1e-11)       # a score of 10⁴ is known to 10⁴·ε
    for Z in [np.array([[1e4, -1e4]]), np.array([[-1e4, 1e4, 0.5], [0.5, 0.0, 0.25]])]:
        Y = weights(rng, *Z.shape)
        assert_close(yours.quietly.loss_and_grad(Z, Y), exact(Z, Y), rtol=1e-11, atol=1e-11)       # a score of 10⁴ is known to 10⁴·ε


def test_gradient_is_the_derivative_of_the_loss(yours, rng):
    """Moving one score by a little changes your own loss by as much as your gradient says."""
    h = 1e-5
    for n, k in [(1, 2), (3, 4)]:
        Z, Y = rng.normal(size=(n, k)), rng.uniform(0.2, 2, size=(n, k))
        i, j = int(rng.integers(n)), int(rng.integers(k))
        step = np.zeros((n, k))
        step[i, j] = h
        rise = (yours.loss_and_grad(Z + step, Y)[0] - yours.loss_and_grad(Z - step, Y)[0]) / (2 * h)
        slope, true = yours.loss_and_grad(Z, Y)[1][i, j], exact(Z, Y)[1][i, j]
        assert_close(rise, true, rtol=1e-6, atol=1e-9, said="your loss changes at another rate")     # h²/6 times a third derivative < 8; ε·|loss|/h
        close(slope, true, said="your loss changes at this rate, and your gradient says another")


@hint("`np.asarray(Z, float)` at the start makes float64 of everything.", "`P -= Y` is fine if P is yours; Z and Y are the caller's.")
def test_any_array(yours, rng):
    """Whole numbers, float32, slices, other layouts and read-only arrays give float64 answers and stay as they were."""
    Z, Y, y = 2 * rng.normal(size=(3, 4)), rng.uniform(0.2, 3, size=(3, 4)), np.array([3, 0, 2])
    close(yours.loss_and_grad(Z.astype("f4"), y), exact(Z.astype("f4"), y), said="float32 scores")
    unspoiled(yours.loss_and_grad, Z, Y, expect=exact, rtol=RTOL, atol=ATOL)
    unspoiled(yours.loss_and_grad, Z, y, expect=exact, rtol=RTOL, atol=ATOL)


@hint("What does NumPy make of the index −1?  Of a row against a table?")
def test_refuses_what_is_no_label(yours):
    """No rows, shapes that do not fit, a weight below 0, and labels −1, k and 0.5 raise ValueError."""
    Z = np.zeros((2, 3))
    for Z_, Y in [(np.zeros((0, 3)), np.zeros((0, 3))), (Z, np.ones((2, 4))), (Z, np.ones((1, 3))), (Z, np.array([[1.0, 0, 0], [1.5, -0.5, 0]])),
                  (Z, np.array([-1, 0])), (Z, np.array([0, 3])), (Z, np.array([0.5, 1.0])), (Z, np.array([0, 1, 2]))]:
        with raises(ValueError):
            yours.loss_and_grad(Z_, Y)
    yours.loss_and_grad(Z, np.array([0, 2]))        # and nothing else does
