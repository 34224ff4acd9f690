"""Derive Adam: moment estimates, bias correction, step bounds, decoupled decay

75 min · difficulty 3 · after sgd-momentum-adam

    mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ          vₜ = β₂ vₜ₋₁ + (1 − β₂) gₜ²          m₀ = v₀ = 0

    Δₜ = η m̂ₜ / (√v̂ₜ + ε) ,     m̂ₜ = mₜ/(1 − β₁ᵗ) ,     v̂ₜ = vₜ/(1 − β₂ᵗ)

Why these two divisions?  How far can one step go?  And why is weight decay not the same as a penalty here, though it is in SGD?
β₁ is b1 and β₂ is b2, η is lr; ε is 0 unless it is named.  Everything is of one coordinate.

Derivations yield their lines; where a value is asked, return it.  The mean is linear: E mₜ = (1 − β₁) Σᵢ₌₁ᵗ β₁ᵗ⁻ⁱ E gᵢ, and a sum
over i = 1 … t may be written over j = t − i = 0 … t − 1.  What holds only for gradients of a constant mean is cited where it is used.
"""
from autograder.algebra import (
    Eq,
    Sum,
    abs,
    cauchy_schwarz,
    define,
    dim,
    function,
    indices,
    integer,
    nonzero,
    norm2,
    positive,
    prob,
    real,
    sequence,
    sign,
    sqrt,
    vector,
)

b1, b2, lr = prob("b1"), prob("b2"), positive("lr")
s, t = integer("s", 0, 6), integer("t", 1, 7)
i, j = integer("i", 1, 8), integer("j", 0, 8)

g = function("g", s)                                            # g(s): the gradient at step s
m = sequence("m", s, 0, lambda m: b1 * m[s - 1] + (1 - b1) * g(s))
unrolled = Eq(m[s], (1 - b1) * Sum(b1**(s - i) * g(i), (i, 1, s)))

mean, square = function("mean", s), function("square", s)       # E gₛ and E gₛ²
mu, nu = real("mu"), positive("nu")
stationary, stationary_square = Eq(mean(i), mu), Eq(square(i), nu)
a, c = real("a c")

x = nonzero("x")                                                # one gradient that is not 0
r = positive("r")                                               # a factor by which all gradients are multiplied
T = dim("T", 2, 4)                                              # how many gradients there were
k = indices("k", T)
h = vector("h", T)                                              # h[1] is the latest gradient, h[2] the one before, …
up = define("up", k, b1**(k - 1) / sqrt(b2)**(k - 1))           # what Cauchy–Schwarz is applied to: up and down, whose products
down = define("down", k, sqrt(b2)**(k - 1) * h[k])              # are β₁ᵏ⁻¹ h[k]
eps, factor, gradient = real("eps"), real("factor"), real("gradient")

theta, lam, loss_gradient = nonzero("theta"), positive("lam"), real("loss_gradient")


# %% moments: where the bias comes from, and what is left when the mean moves
def unrolled_base():
    """At s = 0, m is the empty sum."""
    yield m[0]
    ...
    yield 0, "definition"
    yield (1 - b1) * Sum(b1**(0 - i) * g(i), (i, 1, 0)), "sum"


def unrolled_step():
    """mₛ₊₁ = (1 − β₁) Σᵢ₌₁ˢ⁺¹ β₁ˢ⁺¹⁻ⁱ gᵢ, if mₛ is such a sum: cite "hypothesis"."""
    yield m[s + 1]
    ...
    yield b1 * m[s] + (1 - b1) * g(s + 1), "definition"
    yield b1 * ((1 - b1) * Sum(b1**(s - i) * g(i), (i, 1, s))) + (1 - b1) * g(s + 1), "hypothesis"
    yield (1 - b1) * (Sum(b1**(s + 1 - i) * g(i), (i, 1, s)) + g(s + 1)), "sum"
    yield (1 - b1) * Sum(b1**(s + 1 - i) * g(i), (i, 1, s + 1)), "sum"


def bias_chain():
    """E mₜ = (1 − β₁ᵗ) μ, where every gradient has the mean μ: cite stationary."""
    yield (1 - b1) * Sum(b1**(t - i) * mean(i), (i, 1, t))
    ...
    yield (1 - b1) * Sum(b1**(t - i) * mu, (i, 1, t)), stationary
    yield (1 - b1) * mu * Sum(b1**(t - i), (i, 1, t)), "sum"
    yield (1 - b1) * mu * ((1 - b1**t) / (1 - b1)), "geometric series"
    yield (1 - b1**t) * mu


def second_moment_chain():
    """E vₜ = (1 − β₂ᵗ) ν, where every squared gradient has the mean ν: cite stationary_square."""
    yield (1 - b2) * Sum(b2**(t - i) * square(i), (i, 1, t))
    ...
    yield (1 - b2) * Sum(b2**(t - i) * nu, (i, 1, t)), stationary_square
    yield (1 - b2) * nu * Sum(b2**(t - i), (i, 1, t)), "sum"
    yield (1 - b2) * nu * ((1 - b2**t) / (1 - b2)), "geometric series"
    yield (1 - b2**t) * nu


def corrected():
    """E m̂ₜ = μ: the division by 1 − β₁ᵗ takes the bias away."""
    yield (1 - b1) * Sum(b1**(t - i) * mean(i), (i, 1, t)) / (1 - b1**t)
    ...
    yield (1 - b1**t) * mu / (1 - b1**t), bias_chain
    yield mu


def drift_chain():
    """If E gᵢ = a + c i, then E mₜ = (1 − β₁ᵗ)(a + c t) − c (1 − β₁) Σ_{j<t} j β₁ʲ: the average lags behind."""
    yield (1 - b1) * Sum(b1**(t - i) * (a + c * i), (i, 1, t))
    ...
    yield (1 - b1) * Sum(b1**j * (a + c * (t - j)), (j, 0, t - 1)), "sum"
    yield (1 - b1) * ((a + c * t) * Sum(b1**j, (j, 0, t - 1)) - c * Sum(j * b1**j, (j, 0, t - 1))), "sum"
    yield (1 - b1) * ((a + c * t) * ((1 - b1**t) / (1 - b1)) - c * Sum(j * b1**j, (j, 0, t - 1))), "geometric series"
    yield (1 - b1**t) * (a + c * t) - c * (1 - b1) * Sum(j * b1**j, (j, 0, t - 1))


def drift_residual():
    """The ζ of E mₜ = (1 − β₁ᵗ) E gₜ + ζ for E gᵢ = a + c i, without a sum: return an expression in c, b1 and t."""
    ...
    return -c * b1 * (1 - t * b1**(t - 1) + (t - 1) * b1**t) / (1 - b1)


# %% bound: how far one step can go, with ε = 0
def constant_gradients():
    """If all gradients are x, then |Δₜ| = η: mₜ = (1 − β₁ᵗ) x and vₜ = (1 − β₂ᵗ) x²."""
    yield lr * abs((1 - b1**t) * x / (1 - b1**t)) / sqrt((1 - b2**t) * x**2 / (1 - b2**t))
    ...
    yield lr * abs(x) / sqrt(x**2)
    yield lr * abs(x) / abs(x), "cases"
    yield lr


def step_bound_chain():
    """If all gradients before step t were 0, and this one is x: |Δₜ| = η (1 − β₁)/(1 − β₁ᵗ) √((1 − β₂ᵗ)/(1 − β₂)), free of x."""
    yield lr * abs((1 - b1) * x / (1 - b1**t)) / sqrt((1 - b2) * x**2 / (1 - b2**t))
    ...
    yield lr * ((1 - b1) / (1 - b1**t) * abs(x)) / sqrt((1 - b2) * x**2 / (1 - b2**t)), "cases"
    yield lr * ((1 - b1) / (1 - b1**t) * abs(x)) / (sqrt((1 - b2) / (1 - b2**t)) * sqrt(x**2)), "power"
    yield lr * ((1 - b1) / (1 - b1**t) * abs(x)) / (sqrt((1 - b2) / (1 - b2**t)) * abs(x)), "cases"
    yield lr * ((1 - b1) / (1 - b1**t)) * sqrt((1 - b2**t) / (1 - b2)), "power"


def largest_single_step(b1, b2, lr):
    """The least number that none of these |Δₜ|, t = 1, 2, …, exceeds, for numbers b1, b2 in (0, 1): a float.

    The step of step_bound_chain is η at t = 1 and tends to a limit; in between it exceeds neither by anything: the larger of the two.
    """
    ...
    return float(lr * max(1.0, (1 - b1) / (1 - b2)**0.5))


def arbitrary_gradients():
    """For any gradients, mₜ² ≤ (1 − β₁)²/(1 − β₂) Σₖ (β₁²/β₂)ᵏ⁻¹ vₜ, on the way Cauchy–Schwarz; k counts the gradients backwards."""
    yield ((1 - b1) * Sum(b1**(k - 1) * h[k], k))**2
    ...
    yield (1 - b1)**2 * Sum(up[k] * down[k], k)**2, "definition"
    yield (1 - b1)**2 * (up.T @ down)**2, "sum"
    yield "≤", (1 - b1)**2 * (norm2(up) * norm2(down)), (1 - b1)**2 * cauchy_schwarz(up, down)
    yield (1 - b1)**2 * (Sum(up[k]**2, k) * Sum(down[k]**2, k)), "norm"
    yield (1 - b1)**2 * (Sum((b1**(k - 1) / sqrt(b2)**(k - 1))**2, k) * Sum((sqrt(b2)**(k - 1) * h[k])**2, k)), "definition"
    yield (1 - b1)**2 * (Sum((b1**2 / b2)**(k - 1), k) * Sum(b2**(k - 1) * h[k]**2, k)), "power"
    yield (1 - b1)**2 / (1 - b2) * Sum((b1**2 / b2)**(k - 1), k) * ((1 - b2) * Sum(b2**(k - 1) * h[k]**2, k))


def bound_is_attained():
    """It is attained: for gradients (β₁/β₂)ᵏ⁻¹, mₜ²/vₜ = (1 − β₁)²/(1 − β₂) Σₖ (β₁²/β₂)ᵏ⁻¹; on the way mₜ² by that sum."""
    yield ((1 - b1) * Sum(b1**(k - 1) * (b1 / b2)**(k - 1), k))**2 / ((1 - b2) * Sum(b2**(k - 1) * ((b1 / b2)**(k - 1))**2, k))
    ...
    yield ((1 - b1) * Sum((b1**2 / b2)**(k - 1), k))**2 / ((1 - b2) * Sum((b1**2 / b2)**(k - 1), k))
    yield (1 - b1)**2 / (1 - b2) * Sum((b1**2 / b2)**(k - 1), k)


def scale_invariance():
    """Multiplying all gradients by r > 0 changes nothing: with ε = 0, r stands above and below."""
    yield lr * ((1 - b1) * Sum(b1**(k - 1) * (r * h[k]), k)) / sqrt((1 - b2) * Sum(b2**(k - 1) * (r * h[k])**2, k))
    ...
    yield lr * (r * ((1 - b1) * Sum(b1**(k - 1) * h[k], k))) / sqrt(r**2 * ((1 - b2) * Sum(b2**(k - 1) * h[k]**2, k))), "sum"
    yield lr * (r * ((1 - b1) * Sum(b1**(k - 1) * h[k], k))) / (r * sqrt((1 - b2) * Sum(b2**(k - 1) * h[k]**2, k))), "power"
    yield lr * ((1 - b1) * Sum(b1**(k - 1) * h[k], k)) / sqrt((1 - b2) * Sum(b2**(k - 1) * h[k]**2, k))


def epsilon_breaks_it():
    """Numbers (gradient, factor, eps), factor > 0 and eps > 0, for which the first step x/(|x| + ε) changes when x becomes factor · x."""
    ...
    return 1, 2, 1


# %% decay: a penalty in the gradient, or a decay beside it
def adam_with_l2():
    """The first step for the gradient λθ alone, all there is of a penalty λθ²/2: η sign θ, whatever λ and θ."""
    yield lr * ((1 - b1) * (lam * theta) / (1 - b1)) / sqrt((1 - b2) * (lam * theta)**2 / (1 - b2))
    ...
    yield lr * (lam * theta) / sqrt((lam * theta)**2)
    yield lr * (lam * theta) / (lam * sqrt(theta**2)), "power"
    yield lr * theta / sqrt(theta**2)
    yield lr * sign(theta), "cases"


def adam_decoupled():
    """By how much the first step of decoupled decay, lr · lam of θ itself, shortens θ where the loss gradient is 0: an expression."""
    ...
    return lr * lam * theta


def sgd_is_both():
    """In SGD both are one: θ − η (g + λθ) = (1 − ηλ) θ − η g, a decay by the factor 1 − ηλ."""
    yield theta - lr * (loss_gradient + lam * theta)
    ...
    yield (1 - lr * lam) * theta - lr * loss_gradient


# %% effect: what the first step would be without the correction
def no_correction_first_step():
    """|Δ₁| with both corrections, over |Δ₁| with none: an expression in b1 and b2."""
    ...
    return sqrt(1 - b2) / (1 - b1)
