from fractions import Fraction

from autograder.algebra import matrix, rank, real, relu, sin, sqrt, vector
from autograder.checks import derives, hint, nonnegative, orders, require, witnesses, worth
from convexity_proofs import *    # the statement's names, from the stub beside it

judged_loosely = {"sets": "its answers are words and exact points, each judged by whether it lies in the set",
                  "nonconvex": "its answers are exact points, and many are right"}


# %% certificates: Hessians that anyone sees are positive
@hint("The first derivative is softmax.  You have met its Jacobian.", "A mean of squares and the square of a mean, under p.",
      "A variance is the mean of squared distances from the mean; to multiply that out, Σ p = 1 is used.")
@worth(2)
def test_log_sum_exp(yours):
    """The Hessian of log Σ exp makes a variance: squares with weights p."""
    derives(yours.log_sum_exp, Sum(v[j] * D(log(Sum(exp(z[k]), k)), z[j], z[l]) * v[l], l, j), to=nonnegative, steps=5,
            through=[Sum(v[j] * p[j] * (delta(j, l) - p[l]) * v[l], l, j)])


@hint("Three second derivatives, one of them mixed.", "Take 2/s out: which square is left?")
def test_quadratic_over_linear(yours):
    """The Hessian of x²/s makes one square over s."""
    derives(yours.quadratic_over_linear, quadratic_form(x**2 / s, (x, a), (s, b)), to=nonnegative, steps=2)


@hint("Which terms of Σ e log e depend on eⱼ?")
def test_negative_entropy(yours):
    """The Hessian of Σ e log e is diagonal, and makes squares over e."""
    derives(yours.negative_entropy, Sum(v[j] * D(Sum(e[k] * log(e[k]), k), e[j], e[l]) * v[l], l, j), to=nonnegative, steps=3)


@hint("All three second derivatives share a factor.  What is left of them is a square.")
def test_logistic_loss(yours):
    """The Hessian of log(1 + exp(−u)) makes one square with a positive weight."""
    derives(yours.logistic_loss, quadratic_form(log(1 + exp(-u)), (w1, a), (w2, b)), to=nonnegative, steps=2)


@hint("First the three first derivatives, each over the determinant.", "For x12 = 0 the squares are a²/x11², 2 b²/(x11 x22) and c²/x22².",
      "In general put b − a r for b and c − 2 b r + a r² for c, with r = x12/x11.")
@worth(2)
def test_log_determinant(yours):
    """The Hessian of −log det makes three squares, with weights that are positive inside."""
    derives(yours.log_determinant, quadratic_form(-log(determinant), (x11, a), (x12, b), (x22, c)), to=nonnegative, steps=2, given=[inside])


# %% calculus_rules: convex functions from convex functions
@hint("A norm of a sum, then norms of multiples: which inequality, and which equality?")
def test_norms(yours):
    """A norm is convex, by the triangle inequality and because it is homogeneous."""
    derives(yours.norms, norm(t * r + (1 - t) * q), at_most=t * norm(r) + (1 - t) * norm(q), steps=2)


@hint("Write the height between as a mean of heights.")
def test_max_of_affine(yours):
    """The highest of some lines is convex: no line between is above the mean of the highest at both ends."""
    derives(yours.max_of_affine, slopes[k] * (t * x + (1 - t) * y) + heights[k], at_most=t * hx + (1 - t) * hy, given=[below_x, below_y])


@hint("B² − A² is (A + B)(B − A): by what is B − A ≥ 0 multiplied, and is that visibly ≥ 0?", "Then the square of a mean.")
@worth(2)
def test_squared_hinge(yours):
    """A square of a convex function is convex where the square does not fall: where what is squared is ≥ 0."""
    derives(yours.squared_hinge, hinge_m**2, at_most=t * hinge_x**2 + (1 - t) * hinge_y**2, steps=2, given=[hinge_bends])


@hint("(t x + (1 − t) y)/T is a mean of x/s and y/h: with which weights?")
def test_perspective(yours):
    """The perspective of a convex f is convex in both its arguments."""
    T = t * s + (1 - t) * h
    derives(yours.perspective, T * f((t * x + (1 - t) * y) / T), at_most=t * s * f(x / s) + (1 - t) * h * f(y / h), given=[f_bends])


@hint("The least value is not above any other: which other lies on the chord?")
def test_partial_minimisation(yours):
    """The least value over y of a function convex in both is convex in x."""
    derives(yours.partial_minimisation, hm, at_most=t * g(x, y) + (1 - t) * g(x2, y2), steps=2, given=[least, g_bends])


# %% first_order: tangents, gradients and Hessians for chords
@hint("t (r − m) + (1 − t) (q − m) is 0: what is the same mean of the two tangents' heights?")
def test_chord_from_tangents(yours):
    """Tangents below give chords above."""
    derives(yours.chord_from_tangents, fm, at_most=t * fr + (1 - t) * fq, given=[below_r, below_q])


@hint("Add the two inequalities.  What becomes of f(r) and f(q)?")
def test_monotone_from_tangents(yours):
    """Tangents below give a monotone gradient."""
    derives(yours.monotone_from_tangents, (gr - gq).T @ (r - q), at_least=0, given=[at_r, at_q])


@hint("Draw the four as points and each implication as an arrow: from every point to every other there is to be a way.",
      "A limit of inequalities is needed where something is divided by t → 0.")
@worth(2)
def test_equivalence_chain(yours):
    """Chords, tangents, gradients and Hessians say the same: each statement rests on what stands above it."""
    around = [chord_tangent, tangent_chord, tangent_monotone, monotone_psd]
    orders(yours.equivalence_chain, {
        chord_quotient: [["assumption"]],
        chord_tangent: [[chord_quotient, "limit"]],
        two_tangents: [["assumption"]],
        tangent_chord: [[two_tangents, "convex combination"]],
        tangents_of_both: [["assumption"]],
        tangent_monotone: [[tangents_of_both, "addition"]],
        slopes_between: [["assumption"]],
        monotone_tangent: [[slopes_between, "integral"], [slopes_between, "mean value theorem"]],
        gradient_quotient: [["assumption"]],
        monotone_psd: [[gradient_quotient, "limit"]],
        remainder: [["Taylor"]],
        psd_tangent: [[remainder, "assumption"]],
        gradient_integral: [["integral"]],
        psd_monotone: [[gradient_integral, "assumption"]],
        theorem: [[*around, psd_tangent], [*around, monotone_tangent, psd_monotone]],
    }, to=theorem, never={diagonal_psd: "a positive diagonal does not make a matrix positive semidefinite",
                          strict_definite: "x⁴ is strictly convex, and its second derivative at 0 is 0"})


# %% nonconvex: three numbers that show it
ABOVE = "between x and y, f lies above the chord"


def lies_above(f, x, y):
    return assume(ABOVE, f(t * x + (1 - t) * y) > t * f(x) + (1 - t) * f(y))


@hint("Where does the second derivative change its sign?")
def test_cubic(yours):
    """Your three numbers show that x³ is not convex."""
    witnesses(yours.cubic, (x, y, t), lies_above(lambda u: u**3, x, y))


def test_sine(yours):
    """Your three numbers show that sin is not convex."""
    witnesses(yours.sine, (x, y, t), lies_above(sin, x, y))


@hint("Along which line is x₁ x₂ minus a square?")
def test_product(yours):
    """Your points show that x₁ x₂ is not convex."""
    X, Y = vector("x", 2), vector("y", 2)
    witnesses(yours.product, (X, Y, t), lies_above(lambda u: u[1] * u[2], X, Y))


def test_root(yours):
    """Your three numbers show that √|x| is not convex."""
    witnesses(yours.root, (x, y, t), lies_above(lambda u: sqrt(abs(u)), x, y))


@hint("Two matrices of rank 1: which rank may their mean have?")
def test_rank_of_a_matrix(yours):
    """Your matrices show that the rank is not convex."""
    X, Y = matrix("x", 2, 2), matrix("y", 2, 2)
    witnesses(yours.rank_of_a_matrix, (X, Y, t), lies_above(rank, X, Y))


@hint("Two pairs of weights with w₂ w₁ = 1 have loss 0.  And their mean?")
def test_two_layers(yours):
    """Your weights show that the loss of two layers is not convex."""
    X, Y = vector("x", 2), vector("y", 2)
    witnesses(yours.two_layers, (X, Y, t), lies_above(lambda w: (w[2] * relu(w[1]) - 1)**2, X, Y))


# %% sets: convex, or three numbers that show it is not
def roots_sum_to_at_most_1(a, b):
    """√a + √b ≤ 1, without a root: squared twice."""
    rest = 1 - a - b
    return rest >= 0 and 4 * a * b <= rest**2


CONVEX = ["halfspace", "simplex", "psd", "hyperbola"]
LIES_IN = {
    "sphere": lambda p: p[0]**2 + p[1]**2 == 1,
    "half_ball": lambda p: roots_sum_to_at_most_1(abs(p[0]), abs(p[1])),
    "rank": lambda X: X[0][0] * X[1][1] == X[0][1] * X[1][0],
    "discs": lambda p: (p[0] + 2)**2 + p[1]**2 <= 1 or (p[0] - 2)**2 + p[1]**2 <= 1,
}


def exact(point, set_):
    """Return a point of the set's shape with Fractions for numbers, or None."""
    rows = point if set_ == "rank" else (point,)
    if not (isinstance(rows, (tuple, list)) and len(rows) == (2 if set_ == "rank" else 1)
            and all(isinstance(row, (tuple, list)) and len(row) == 2 for row in rows)
            and all(isinstance(n, (int, Fraction)) and not isinstance(n, bool) for row in rows for n in row)):
        return None
    return [[Fraction(n) for n in row] for row in rows]


def leaves(set_, verdict):
    """The verdict is two points of the set and a t between 0 and 1 whose point between is outside; or say what is wrong with it."""
    require(isinstance(verdict, (tuple, list)) and len(verdict) == 3, f"{set_}: either \"convex\", or (x, y, t)", got=verdict)
    x, y, t = exact(verdict[0], set_), exact(verdict[1], set_), verdict[2]
    require(x and y and isinstance(t, (int, Fraction)), f"{set_}: points of whole numbers and Fractions, of the right size, are due", got=verdict)
    require(0 < t < 1, f"{set_}: t lies strictly between 0 and 1", got=verdict)
    between = [[t * a + (1 - t) * b for a, b in zip(*rows)] for rows in zip(x, y)]
    inside = [LIES_IN[set_](point if set_ == "rank" else point[0]) for point in (x, y, between)]
    require(inside[0] and inside[1], f"{set_}: your {'second' if inside[0] else 'first'} point does not lie in the set", got=verdict)
    require(not inside[2], f"{set_}: your point between lies in the set too", got=verdict)


@hint("A set is convex as soon as it is an intersection of halfspaces: which of these are?", "{X : vᵀXv ≥ 0} is a halfspace, for each v.",
      "x₁ x₂ ≥ 1 says x₂ ≥ 1/x₁.")
@worth(3)
def test_set_verdicts(yours):
    """Each set is called convex, or two points of it and one between show that it is not."""
    got = yours.set_verdicts()
    require(isinstance(got, dict) and sorted(got) == sorted([*CONVEX, *LIES_IN]), "a dict is due, with a verdict for each of the eight sets", got=got)
    for set_ in LIES_IN:
        require(got[set_] != "convex", f"{set_} is not convex", got=got[set_])
        leaves(set_, got[set_])
    for set_ in CONVEX:
        named = isinstance(got[set_], str) and got[set_] == "convex"
        require(named, f"{set_} is convex: no point between two of its points is outside", got=got[set_])
