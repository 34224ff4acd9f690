import numpy as np

from adam_bias_correction import *      # the statement's names, from the stub beside it
from autograder.algebra import Ne
from autograder.checks import answers, assert_close, derives, hint, induces, witnesses


# %% moments: where the bias comes from, and what is left when the mean moves
@hint("mₛ₊₁ by its definition; then what the hypothesis says of mₛ.", "β₁ goes into the sum: what becomes of the exponent?",
      "The term i = s + 1 has the exponent 0.")
def test_unrolled(yours):
    """mₛ = (1 − β₁) Σ β₁ˢ⁻ⁱ gᵢ: at 0, and from each s to the next."""
    induces(yours.unrolled_base, yours.unrolled_step, unrolled, s, steps=3)


@hint("μ does not depend on i.", "Σᵢ₌₁ᵗ β₁ᵗ⁻ⁱ is 1 + β₁ + … + β₁ᵗ⁻¹.")
def test_bias_chain(yours):
    """E mₜ = (1 − β₁ᵗ) μ for gradients of one mean."""
    derives(yours.bias_chain, (1 - b1) * Sum(b1**(t - i) * mean(i), (i, 1, t)), to=(1 - b1**t) * mu, steps=2, given=[stationary])


def test_second_moment_chain(yours):
    """E vₜ = (1 − β₂ᵗ) ν for squares of one mean."""
    derives(yours.second_moment_chain, (1 - b2) * Sum(b2**(t - i) * square(i), (i, 1, t)), to=(1 - b2**t) * nu, steps=2, given=[stationary_square])


@hint("The numerator you have: cite it.")
def test_corrected(yours):
    """E m̂ₜ = μ."""
    derives(yours.corrected, (1 - b1) * Sum(b1**(t - i) * mean(i), (i, 1, t)) / (1 - b1**t), to=mu, given=[stationary])


@hint("Count backwards: i = t − j.", "a + c (t − j) is a + c t, which does not depend on j, minus c j.")
def test_drift_chain(yours):
    """Where the mean moves, the average lags by c (1 − β₁) Σ j β₁ʲ."""
    derives(yours.drift_chain, (1 - b1) * Sum(b1**(t - i) * (a + c * i), (i, 1, t)),
            to=(1 - b1**t) * (a + c * t) - c * (1 - b1) * Sum(j * b1**j, (j, 0, t - 1)), steps=2)


@hint("Differentiate 1 + β + … + βᵗ⁻¹ = (1 − βᵗ)/(1 − β) by β.", "Try t = 1 and t = 2: 0, and −c (1 − β₁) β₁.")
def test_drift_residual(yours):
    """ζ in closed form."""
    answers(yours.drift_residual, -c * (1 - b1) * Sum(j * b1**j, (j, 0, t - 1)), without=("D", "E", "sum"))


# %% bound: how far one step can go, with ε = 0
@hint("√x² is |x|.")
def test_constant_gradients(yours):
    """|Δₜ| = η for constant gradients."""
    derives(yours.constant_gradients, lr * abs((1 - b1**t) * x / (1 - b1**t)) / sqrt((1 - b2**t) * x**2 / (1 - b2**t)), to=lr)


@hint("Positive factors leave |·|, and leave √· as roots.", "√x² is |x|: then x cancels.")
def test_step_bound_chain(yours):
    """The step for a single gradient after zeros."""
    derives(yours.step_bound_chain, lr * abs((1 - b1) * x / (1 - b1**t)) / sqrt((1 - b2) * x**2 / (1 - b2**t)),
            to=lr * ((1 - b1) / (1 - b1**t)) * sqrt((1 - b2**t) / (1 - b2)), steps=2)


@hint("What is step_bound_chain's result at t = 1, and what for t → ∞?")
def test_largest_single_step(yours, rng):
    """The least bound of these steps: η, or the limit."""
    for first, second, rate in [(0.9, 0.999, 1.0), (0.9, 0.5, 0.5), (0.5, 0.9, 2.0), *[(*rng.uniform(0.1, 0.95, size=2), rng.uniform(0.1, 3))] * 2]:
        steps = np.arange(1, 200_000)
        largest = (rate * (1 - first) / (1 - first**steps) * np.sqrt((1 - second**steps) / (1 - second))).max()
        assert_close(yours.largest_single_step(first, second, rate), largest, rtol=1e-9)       # 0.999 to the 200 000th is 0


@hint("β₁ᵏ⁻¹ h[k] as a product of up[k] and down[k]; a sum of products is uᵀv.", "‖down‖² is nearly vₜ: what factor is missing?")
def test_arbitrary_gradients(yours):
    """mₜ² is at most a number times vₜ, whatever the gradients were."""
    derives(yours.arbitrary_gradients, ((1 - b1) * Sum(b1**(k - 1) * h[k], k))**2,
            at_most=(1 - b1)**2 / (1 - b2) * Sum((b1**2 / b2)**(k - 1), k) * ((1 - b2) * Sum(b2**(k - 1) * h[k]**2, k)), steps=3,
            through=[norm2(up) * norm2(down)])


@hint("Powers with one exponent are multiplied by multiplying their bases.")
def test_bound_is_attained(yours):
    """Some gradients reach it."""
    derives(yours.bound_is_attained, ((1 - b1) * Sum(b1**(k - 1) * (b1 / b2)**(k - 1), k))**2
            / ((1 - b2) * Sum(b2**(k - 1) * ((b1 / b2)**(k - 1))**2, k)), to=(1 - b1)**2 / (1 - b2) * Sum((b1**2 / b2)**(k - 1), k), steps=0,
            through=[((1 - b1) * Sum((b1**2 / b2)**(k - 1), k))**2])


@hint("r out of the sum above, r² out of the sum below.")
def test_scale_invariance(yours):
    """A common factor of all gradients cancels."""
    derives(yours.scale_invariance, lr * ((1 - b1) * Sum(b1**(k - 1) * (r * h[k]), k)) / sqrt((1 - b2) * Sum(b2**(k - 1) * (r * h[k])**2, k)),
            to=lr * ((1 - b1) * Sum(b1**(k - 1) * h[k], k)) / sqrt((1 - b2) * Sum(b2**(k - 1) * h[k]**2, k)), steps=2)


def test_epsilon_breaks_it(yours):
    """With ε > 0 the step depends on the gradients' scale: three numbers show it."""
    witnesses(yours.epsilon_breaks_it, (gradient, factor, eps), eps > 0, factor > 0,
              Ne(factor * gradient / (abs(factor * gradient) + eps), gradient / (abs(gradient) + eps)))


# %% decay: a penalty in the gradient, or a decay beside it
@hint("At the first step the corrections cancel 1 − β.", "√θ² is |θ|.")
def test_adam_with_l2(yours):
    """A penalty moves θ by η sign θ, however small λ is."""
    derives(yours.adam_with_l2, lr * ((1 - b1) * (lam * theta) / (1 - b1)) / sqrt((1 - b2) * (lam * theta)**2 / (1 - b2)), to=lr * sign(theta), steps=2)


@hint("Decoupled: the decay never meets m, v or the square root.")
def test_adam_decoupled(yours):
    """Decoupled decay moves θ in proportion to θ."""
    answers(yours.adam_decoupled, lr * lam * theta)


def test_sgd_is_both(yours):
    """In SGD a penalty is a decay."""
    derives(yours.sgd_is_both, theta - lr * (loss_gradient + lam * theta), to=(1 - lr * lam) * theta - lr * loss_gradient, steps=0)


# %% effect: what the first step would be without the correction
@hint("m₁ = (1 − β₁) g and v₁ = (1 − β₂) g²: with the corrections |Δ₁| is η; and without?")
def test_no_correction_first_step(yours):
    """How many times longer the corrected first step is."""
    answers(yours.no_correction_first_step, sqrt(1 - b2) / (1 - b1))
