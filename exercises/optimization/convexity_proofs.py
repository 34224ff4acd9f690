"""Convex sets and functions: proofs, certificates and counterexamples

120 min · difficulty 3 · after matrix-calculus-drill, taylor-smoothness-conditions

    f is convex:   f(t x + (1 − t) y) ≤ t f(x) + (1 − t) f(y)   for all x, y and 0 < t < 1

Five ways to know: a Hessian whose quadratic form anyone sees is ≥ 0; rules by which convex functions make others; tangents, gradients and
Hessians in place of chords; and, for what is not convex, three numbers that show it.

A certificate ends in something visibly ≥ 0: squares with weights ≥ 0.  That the diagonal of a matrix is positive is none.  An inequality
needs its reason: a fact that is given, times something visibly ≥ 0 (, (1 - t) * above_y + t * above_x), a named inequality, or "Jensen".
Counterexamples are exact: whole numbers and Fractions.  Other words than those below are imported from autograder.algebra.
"""
from fractions import Fraction

from autograder.algebra import (
    D,
    Sum,
    assume,
    define,
    delta,
    dim,
    exp,
    function,
    indices,
    log,
    nonneg,
    norm,
    positive,
    prob,
    real,
    simplex,
    step,
    triangle,
    vector,
)

K = dim("K", 2, 4)
i, j, k, l = indices("i j k l", K)
z, v, e = vector("z", K), vector("v", K), vector("e", K, positive)
p = define("p", k, exp(z[k]) / Sum(exp(z[l]), l), simplex)      # and known to sum to 1
a, b, c, x, y = real("a b c x y")
s, x11, x22 = positive("s x11 x22")
x12, w1, w2, c1, c2 = real("x12 w1 w2 c1 c2")
u = c1 * w1 + c2 * w2
determinant = x11 * x22 - x12**2
inside = assume("inside", determinant > 0)
t = prob("t")                                                   # 0 < t < 1


def quadratic_form(f, *pairs):
    """Return Σ a b ∂²f/∂x∂y over all two of the pairs (x, a), (y, b): the second derivative of f in the direction of a, b, …"""
    terms = [a * b * D(f, x, y) for x, a in pairs for y, b in pairs]
    return sum(terms[1:], terms[0])


# facts for calculus_rules
d = dim("d", 1, 3)
r, q = vector("r", d), vector("q", d)
f, g = function("f", x), function("g", x, y)
x2, y2, hx, hy, hm = real("x2 y2 hx hy hm")
slopes, heights = vector("slopes", K), vector("heights", K)
below_x, below_y = assume("below_x", slopes[k] * x + heights[k] <= hx), assume("below_y", slopes[k] * y + heights[k] <= hy)
hinge_x, hinge_y, hinge_m = nonneg("hinge_x hinge_y hinge_m")
hinge_bends = assume("hinge_bends", hinge_m <= t * hinge_x + (1 - t) * hinge_y)
h, T = positive("h T")
weight = t * s / (t * s + (1 - t) * h)
f_bends = assume("f_bends", f(weight * (x / s) + (1 - weight) * (y / h)) <= weight * f(x / s) + (1 - weight) * f(y / h))
least = assume("least", hm <= g(t * x + (1 - t) * x2, t * y + (1 - t) * y2))
g_bends = assume("g_bends", g(t * x + (1 - t) * x2, t * y + (1 - t) * y2) <= t * g(x, y) + (1 - t) * g(x2, y2))

# names and statements for first_order
fr, fq, fm = real("fr fq fm")                                   # f at r, at q and at m = t r + (1 − t) q, with gradients gr, gq, gm
gr, gq, gm = vector("gr", d), vector("gq", d), vector("gm", d)
m = t * r + (1 - t) * q
below_r, below_q = assume("below_r", fm + gm.T @ (r - m) <= fr), assume("below_q", fm + gm.T @ (q - m) <= fq)
at_r, at_q = assume("at_r", fr + gr.T @ (q - r) <= fq), assume("at_q", fq + gq.T @ (r - q) <= fr)

chord_quotient = step("chord_quotient", "(f(x + t (y − x)) − f(x))/t ≤ f(y) − f(x) for 0 < t < 1, where chords lie above")
chord_tangent = step("chord_tangent", "chords above ⇒ tangents below")
two_tangents = step("two_tangents", "the tangent at t x + (1 − t) y lies below f(x) and below f(y), where tangents lie below")
tangent_chord = step("tangent_chord", "tangents below ⇒ chords above")
tangents_of_both = step("tangents_of_both", "the tangent at x lies below f(y) and the tangent at y below f(x), where tangents lie below")
tangent_monotone = step("tangent_monotone", "tangents below ⇒ monotone gradient")
slopes_between = step("slopes_between", "(∇f(x + t (y − x)) − ∇f(x))ᵀ(y − x) ≥ 0 for 0 < t < 1, where the gradient is monotone")
monotone_tangent = step("monotone_tangent", "monotone gradient ⇒ tangents below")
gradient_quotient = step("gradient_quotient", "vᵀ(∇f(x + t v) − ∇f(x))/t ≥ 0 for t > 0, where the gradient is monotone")
monotone_psd = step("monotone_psd", "monotone gradient ⇒ Hessian positive semidefinite")
remainder = step("remainder", "f(y) = f(x) + ∇f(x)ᵀ(y − x) + ½ (y − x)ᵀ∇²f(ξ)(y − x) for a ξ between x and y")
psd_tangent = step("psd_tangent", "Hessian positive semidefinite ⇒ tangents below")
gradient_integral = step("gradient_integral", "(∇f(y) − ∇f(x))ᵀ(y − x) = ∫₀¹ (y − x)ᵀ∇²f(x + t (y − x))(y − x) dt")
psd_monotone = step("psd_monotone", "Hessian positive semidefinite ⇒ monotone gradient")
diagonal_psd = step("diagonal_psd", "∂²f/∂xᵢ² ≥ 0 for every i ⇒ Hessian positive semidefinite")
strict_definite = step("strict_definite", "f strictly convex ⇒ Hessian positive definite")
theorem = step("theorem", "chords above ⇔ tangents below ⇔ monotone gradient ⇔ Hessian positive semidefinite")


# %% certificates: Hessians that anyone sees are positive
def log_sum_exp():
    """Σⱼₗ vⱼ ∂²f/∂zⱼ∂zₗ vₗ ≥ 0 for f = log Σₖ exp(zₖ): a variance under p, on the way Σⱼₗ vⱼ pⱼ (δⱼₗ − pₗ) vₗ."""
    yield Sum(v[j] * D(log(Sum(exp(z[k]), k)), z[j], z[l]) * v[l], l, j)
    ...


def quadratic_over_linear():
    """x²/s is convex for s > 0: the quadratic form of its Hessian in a direction (a, b)."""
    yield quadratic_form(x**2 / s, (x, a), (s, b))
    ...


def negative_entropy():
    """Σₖ eₖ log eₖ is convex for e > 0: the quadratic form of its Hessian in a direction v."""
    yield Sum(v[j] * D(Sum(e[k] * log(e[k]), k), e[j], e[l]) * v[l], l, j)
    ...


def logistic_loss():
    """log(1 + exp(−u)), u = c1 w1 + c2 w2, is convex in the weights: the quadratic form of its Hessian in a direction (a, b)."""
    yield quadratic_form(log(1 + exp(-u)), (w1, a), (w2, b))
    ...


def log_determinant():
    """−log det of [[x11, x12], [x12, x22]] is convex where x11 > 0 and the determinant is (inside): its form in a direction (a, b, c)."""
    yield quadratic_form(-log(determinant), (x11, a), (x12, b), (x22, c))
    ...


# %% calculus_rules: convex functions from convex functions
def norms():
    """‖t r + (1 − t) q‖ ≤ t ‖r‖ + (1 − t) ‖q‖."""
    yield norm(t * r + (1 - t) * q)
    ...


def max_of_affine():
    """Each of the lines slopesₖ x + heightsₖ, taken between x and y, is at most t hx + (1 − t) hy; so is the highest of them there.

    hx and hy are the heights of the highest line at x and at y: below_x and below_y say so of line k.
    """
    yield slopes[k] * (t * x + (1 - t) * y) + heights[k]
    ...


def squared_hinge():
    """hinge_m² ≤ t hinge_x² + (1 − t) hinge_y², for max(0, 1 − margin) at x, at y and between: it is convex (hinge_bends) and ≥ 0."""
    yield hinge_m**2
    ...


def perspective():
    """s f(x/s), s > 0, is convex in both: with T = t s + (1 − t) h, T f((t x + (1 − t) y)/T) ≤ t s f(x/s) + (1 − t) h f(y/h).

    f is convex: f_bends says so of x/s and y/h with the weight t s/T.
    """
    yield (t * s + (1 - t) * h) * f((t * x + (1 - t) * y) / (t * s + (1 - t) * h))
    ...


def partial_minimisation():
    """The least value over y of a g convex in both is convex in x: hm ≤ t g(x, y) + (1 − t) g(x2, y2).

    y and y2 are where the least values at x and x2 are attained (g_bends: g is convex); hm is the least value between (least).
    """
    yield hm
    ...


# %% first_order: tangents, gradients and Hessians for chords
def chord_from_tangents():
    """f(m) ≤ t f(r) + (1 − t) f(q), as the tangent at m = t r + (1 − t) q lies below f at both ends (below_r, below_q)."""
    yield fm
    ...


def monotone_from_tangents():
    """(∇f(r) − ∇f(q))ᵀ(r − q) ≥ 0, as each tangent lies below f at the other point (at_r, at_q)."""
    yield (gr - gq).T @ (r - q)
    ...


def equivalence_chain():
    """The four are equivalent, for f twice continuously differentiable on ℝᵈ: lines  yield statement, what it rests on

    Each line is one of the steps above and rests on statements above it and on these words: "assumption" (what the implication assumes),
    "limit" (of inequalities), "convex combination", "addition" (of inequalities), "integral" (the fundamental theorem of calculus),
    "mean value theorem", "Taylor".  The theorem rests on implications that lead from each of the four to each other.
    Not every step above belongs to the proof.
    """
    ...


# %% nonconvex: three numbers that show it
def cubic():
    """x³ → (x, y, t): f(t x + (1 − t) y) > t f(x) + (1 − t) f(y), 0 < t < 1."""
    ...


def sine():
    """sin x → (x, y, t)."""
    ...


def product():
    """x₁ x₂ → (x, y, t), x and y two numbers each."""
    ...


def root():
    """√|x| → (x, y, t)."""
    ...


def rank_of_a_matrix():
    """The rank of a 2 × 2 matrix → (x, y, t), x and y two rows of two numbers each."""
    ...


def two_layers():
    """(w₂ max(w₁, 0) − 1)², the loss of two layers with a ReLU → (x, y, t), x and y two numbers (w₁, w₂) each."""
    ...


# %% sets: convex, or three numbers that show it is not
def set_verdicts():
    """Return a dict: for each set "convex", or (x, y, t) with x and y in it, 0 < t < 1, and t x + (1 − t) y not in it.

    "halfspace"   2 x₁ − x₂ ≤ 3                      "sphere"     x₁² + x₂² = 1
    "simplex"     x₁, x₂, x₃ ≥ 0, x₁ + x₂ + x₃ = 1     "half_ball"  √|x₁| + √|x₂| ≤ 1
    "psd"         2 × 2, symmetric, vᵀXv ≥ 0          "rank"       2 × 2, of rank 1 or 0
    "hyperbola"   x₁ > 0, x₁ x₂ ≥ 1                   "discs"      at most 1 from (−2, 0), or at most 1 from (2, 0)

    Points are tuples, matrices tuples of rows, all of whole numbers and Fractions.
    """
    ...
