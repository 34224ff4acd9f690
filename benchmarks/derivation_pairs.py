"""Pairs of expressions, equal and unequal, from the derivations of the course: what an equality checker is measured on.

`right(topic, a, b)`: b is equal to a wherever a is defined. `wrong(topic, a, b, why)`: it is not; b may be a function, where the language
itself refuses to build it. The first pairs of each group are the classic mistakes of the field, the others were written for this table.
"""
# ruff: noqa: A004 - the language has its own abs, max and min
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.algebra import (
    AlgebraError,
    At,
    D,
    E,
    Expression,
    Integral,
    N,
    Prod,
    Rational,
    Sum,
    abs,
    acos,
    array,
    atan,
    binomial,
    block,
    cos,
    cosh,
    define,
    delta,
    det,
    diag,
    diagonal_positive,
    digamma,
    dim,
    erf,
    erfc,
    exp,
    eye,
    factorial,
    frobenius2,
    function,
    gamma,
    gt1,
    hadamard,
    indicator,
    indices,
    integer,
    inv,
    invertible,
    joint,
    kron,
    lgamma,
    log,
    logdet,
    matrix,
    max,
    min,
    modulo,
    nonzero,
    norm,
    norm2,
    onehot,
    ones,
    oo,
    orthonormal,
    pi,
    positive,
    prob,
    psd,
    real,
    relu,
    rowstochastic,
    sequence,
    sigmoid,
    sign,
    simplex,
    sin,
    sinh,
    skew,
    softmax,
    softplus,
    spd,
    sqrt,
    symmetric,
    tan,
    tanh,
    tr,
    unit,
    vec,
    vector,
    where,
)
from autograder.algebra.expressions import expression

Answer = Expression | int | Callable[[], Expression]


@dataclass(frozen=True)
class Pair:
    """An expression, what somebody wrote for it, whether that is right, and if not, why."""
    group: str
    topic: str
    a: Expression
    b: Expression | None        # None: the language refuses it
    equal: bool
    why: str = ""


def right(topic: str, a: Expression, b: Answer) -> Pair:
    return Pair("", topic, expression(a), expression(b), True)


def wrong(topic: str, a: Expression, b: Answer, why: str = "") -> Pair:
    try:
        return Pair("", topic, expression(a), expression(b() if callable(b) and not isinstance(b, Expression) else b), False, why)
    except AlgebraError:
        return Pair("", topic, expression(a), None, False, why)


def scalar() -> Iterator[Pair]:
    x, y, z, w, a = real("x y z w a")
    s, t, r, l1, l2, l3 = positive("s t r l1 l2 l3")
    p, q, o = prob("p q o")
    u, v = nonzero("u v")
    g = gt1("g")
    rho = unit("rho")
    n, m = integer("n", 1, 8), integer("m", 1, 9)
    whole, few, large = integer("whole", -6, 6), integer("few", 1, 5), integer("large", 20, 60)
    k, i = integer("k", 0, 9), integer("i", 1, 9)

    share = exp(x) / (exp(x) + exp(y) + exp(z))
    yield right("least squares", 2 * (x * y - w) * y + 2 * (x * z - a) * z, 2 * x * (y**2 + z**2) - 2 * (y * w + z * a))
    yield right("sigmoid", exp(-x) / (1 + exp(-x))**2, 1 / (1 + exp(-x)) * (1 - 1 / (1 + exp(-x))))
    yield right("sigmoid", 1 / (1 + exp(-x)), (1 + tanh(x / 2)) / 2)
    yield right("softplus", log(1 + exp(x)), x + log(1 + exp(-x)))
    yield right("cross-entropy", -(y * log(1 / (1 + exp(-x))) + (1 - y) * log(1 - 1 / (1 + exp(-x)))), log(1 + exp(x)) - x * y)
    yield right("softmax", share - w, -w * (1 - share) + a * share + (1 - w - a) * share)
    yield right("softmax shifted", exp(x - w) / (exp(x - w) + exp(y - w) + exp(z - w)), share)
    yield right("log-sum-exp", log(exp(x) + exp(y)), x + log(1 + exp(y - x)))
    kl = log(t / s) + (s**2 + (x - y)**2) / (2 * t**2) - Rational(1, 2)
    yield right("KL of Gaussians", kl, (log(t**2 / s**2) + s**2 / t**2 - 1 + (y - x)**2 / t**2) / 2)
    yield right("entropy", log(2 * pi * exp(1) * s**2) / 2, Rational(1, 2) + log(s) + log(2 * pi) / 2)
    yield right("diffusion, variance", (1 - q) / (1 - p * q) * (1 - p), 1 / (p / (1 - p) + 1 / (1 - q)))
    noisy = sqrt(p * q) * x + sqrt(1 - p * q) * y
    yield right("diffusion, mean", sqrt(q) * (1 - p) / (1 - p * q) * x + sqrt(p) * (1 - q) / (1 - p * q) * noisy,
                1 / sqrt(p) * (noisy - (1 - p) / sqrt(1 - p * q) * y))
    yield right("Adam", Sum((1 - p) * p**(n - i), (i, 1, n)), 1 - p**n)
    yield right("Newton", x - (x**2 - s) / (2 * x), (x + s / x) / 2)
    yield right("GAN", log(s / (s + t)), -log(1 + t / s))
    js = s * log(2 * s / (s + t)) + t * log(2 * t / (s + t))
    yield right("GAN", js, s * log(s) + t * log(t) - (s + t) * log((s + t) / 2))
    yield right("Fisher, Bernoulli", p * (1 / p)**2 + (1 - p) * (1 / (1 - p))**2, 1 / (p * (1 - p)))
    yield right("Fisher, exponential", D(log(s) - s * t, s, s), -1 / s**2)
    yield right("gamma", gamma(s + 1) / gamma(s), s)
    yield right("gamma", digamma(s + 1), digamma(s) + 1 / s)
    yield right("rotation", (z * cos(x) - w * sin(x)) * cos(y) + (z * sin(x) + w * cos(x)) * sin(y), z * cos(x - y) - w * sin(x - y))
    yield right("GELU", x * (1 + erf(x / sqrt(2))) / 2, x - x * erfc(x / sqrt(2)) / 2)
    yield right("tanh", 1 - tanh(x)**2, 4 / (exp(x) + exp(-x))**2)
    yield right("mirror descent", exp(log(s) - t * x), s * exp(-t * x))
    yield right("mirror descent", sign(u) * abs(u)**(g - 1), u * abs(u)**(g - 2))
    yield right("abs", sqrt(x**2), abs(x))
    yield right("log", log(u**2), 2 * log(abs(u)))
    yield right("relu", max(0, x), (x + abs(x)) / 2)
    yield right("max", max(x, y), (x + y + abs(x - y)) / 2)
    yield right("hinge", max(0, 1 - x * y) - max(0, x * y - 1), 1 - x * y)
    yield right("flow", log(abs(exp(x) * exp(y))), x + y)
    yield right("Gaussian", (t * x**2 - 2 * z * x * y + s * y**2) / (s * t - z**2), x**2 / s + (y - z * x / s)**2 / (t - z**2 / s))
    yield right("Lyapunov", s**2 * r**2 / (1 - (1 - s * t)**2), s * r**2 / (t * (2 - s * t)))
    yield right("mutual information", -log(1 - (s * t * p)**2 / (s**2 * t**2)) / 2, -log(1 - p) / 2 - log(1 + p) / 2)
    yield right("weighting", (1 - p) * q * x / q + p * o * y / o, x + p * (y - x))
    yield right("doubly robust", x + p * (y - x) / q, p * y / q + (1 - p / q) * x)
    yield right("policy gradient", y * D(1 / (1 + exp(-x)), x) + y * D(1 / (1 + exp(x)), x), 0)
    yield right("contrastive", -log(share), log(1 + exp(y - x) + exp(z - x)))
    yield right("trust region", u / s * sqrt(2 * r / (u**2 / s + x**2 / t)), u / s / sqrt((u**2 / s + x**2 / t) / (2 * r)))
    yield right("returns", Sum(p**k, (k, 0, n - 1)), (1 - p**n) / (1 - p))
    yield right("sums", Sum(k, (k, 1, m)), m * (m + 1) / 2)
    yield right("ELBO", p * log(s / p) + (1 - p) * log(t / (1 - p)) + p * log(p * (s + t) / s) + (1 - p) * log((1 - p) * (s + t) / t),
                log(s + t))
    yield right("Gumbel", D(exp(-exp(-x)), x), exp(-x - exp(-x)))
    yield right("powers", (s**x)**y, s**(x * y))
    yield right("powers", s**log(t), t**log(s))
    yield right("roots", s * sqrt(5 + 2 * sqrt(6)), s * (sqrt(2) + sqrt(3)))
    yield right("expanding", (x + y + z + w)**8 - (x + y - z - w)**8,
                ((x + y + z + w)**4 + (x + y - z - w)**4) * ((x + y + z + w)**4 - (x + y - z - w)**4))
    first, second = sigmoid(y * x), sigmoid(z * sigmoid(y * x))
    third = sigmoid(w * second)
    yield right("backpropagation", D(third, y), x * z * w * first * (1 - first) * second * (1 - second) * third * (1 - third))
    cauchy = (1 / (s + l1) * (1 / (t + l2) / (r + l3) - 1 / (t + l3) / (r + l2)) - 1 / (s + l2) * (1 / (t + l1) / (r + l3) - 1 / (t + l3) / (r + l1))
              + 1 / (s + l3) * (1 / (t + l1) / (r + l2) - 1 / (t + l2) / (r + l1)))
    below = (s + l1) * (s + l2) * (s + l3) * (t + l1) * (t + l2) * (t + l3) * (r + l1) * (r + l2) * (r + l3)
    yield right("Cauchy", cauchy, (t - s) * (r - s) * (r - t) * (l2 - l1) * (l3 - l1) * (l3 - l2) / below)
    yield right("whole numbers", x * cos(2 * pi * whole) + sin(pi * whole), x)
    yield right("whole numbers", (-1)**(2 * m) + cos(pi * m), 1 + (-1)**m)
    yield right("binomial", few * binomial(m + 1, few), (m + 1) * binomial(m, few - 1))
    yield right("binomial", Sum(binomial(n, k) * p**k * (1 - p)**(n - k), (k, 0, n)), 1)
    yield right("binomial", Sum(k * binomial(n, k) * p**k * (1 - p)**(n - k), (k, 0, n)), n * p)
    yield right("softplus", D(log(1 + exp(x)), x, x), 1 / (2 + exp(x) + exp(-x)))
    yield right("score", D(-log(2 * pi * s**2) / 2 - (x - y)**2 / (2 * s**2), x), (y - x) / s**2)
    yield right("natural gradient", x / (1 / (p * (1 - p))), p * (1 - p) * x)
    yield right("bias and variance", p * (x - z)**2 + (1 - p) * (y - z)**2, p * (1 - p) * (x - y)**2 + (p * x + (1 - p) * y - z)**2)
    yield right("logit", log(p / (1 - p)) - log(q / (1 - q)), log(p * (1 - q)) - log(q * (1 - p)))
    yield right("entropy", p * q * log(p * q / (p * q)) - p * log(p) - (1 - p) * log(1 - p), -(p * log(p) + (1 - p) * log(1 - p)))
    yield right("Tsallis", (s**(1 - g) - 1) / (1 - g), (1 - s**(1 - g)) / (g - 1))
    huber = where(abs(x) <= 1, x**2 / 2, abs(x) - Rational(1, 2))
    yield right("Huber", huber, min(abs(x), 1) * (abs(x) - min(abs(x), 1) / 2))
    yield right("atan", atan(s) + atan(1 / s), pi / 2)
    yield right("Fisher's z", log((1 + rho) / (1 - rho)) / 2, log(1 + rho) / 2 - log(1 - rho) / 2)

    yield wrong("least squares", 2 * x * (y**2 + z**2) - 2 * (y * w + z * a), x * (y**2 + z**2) - (y * w + z * a), "factor 2")
    yield wrong("least squares", 2 * x * (y**2 + z**2) - 2 * (y * w + z * a), 2 * (y * w + z * a) - 2 * x * (y**2 + z**2), "sign")
    yield wrong("sigmoid", exp(-x) / (1 + exp(-x))**2, -exp(-x) / (1 + exp(-x))**2, "sign")
    yield wrong("sigmoid", 1 / (1 + exp(-x)), (1 + tanh(x)) / 2, "factor 2 inside")
    yield wrong("softplus", log(1 + exp(x)), max(0, x), "relu for softplus")
    yield wrong("abs", sqrt(x**2), x, "lost abs")
    yield wrong("log", log(u**2), 2 * log(u), "not defined for u < 0")
    yield wrong("log", log(u**2 * v**2) / 2, log(u) + log(v), "not defined for u < 0")
    yield wrong("powers", (x**2)**Rational(1, 2) * y, x * y, "lost abs")
    yield wrong("KL of Gaussians", kl, log(s / t) + (t**2 + (x - y)**2) / (2 * s**2) - Rational(1, 2), "swapped")
    yield wrong("KL of Gaussians", kl, log(t / s) + (s**2 + (x - y)**2) / (2 * t**2), "additive constant")
    yield wrong("entropy", log(2 * pi * exp(1) * s**2) / 2, log(2 * pi * s**2) / 2, "additive constant")
    yield wrong("diffusion, variance", (1 - q) / (1 - p * q) * (1 - p), (1 - p * q) / (1 - q) * (1 - p), "ratio upside down")
    yield wrong("diffusion, mean", sqrt(q) * (1 - p) / (1 - p * q) * x + sqrt(p) * (1 - q) / (1 - p * q) * y,
                sqrt(q) * (1 - p) / (1 - p * q) * x + sqrt(p) * (1 - p * q) / (1 - q) * y, "ratio upside down")
    yield wrong("Adam", Sum((1 - p) * p**(n - i), (i, 1, n)), 1 - p**(n - 1), "off by one")
    yield wrong("GAN", s / (s + t), t / (s + t), "swapped")
    yield wrong("GAN", js, s * log(s / (s + t)) + t * log(t / (s + t)), "lost log 4")
    yield wrong("Fisher, Bernoulli", 1 / (p * (1 - p)), p * (1 - p), "inverse")
    yield wrong("equal at points", x**2, x, "equal at 0 and 1 alone")
    yield wrong("equal at points", x * (x - 1) * (x - 2) * (x - 3) * (x + 1) * (x + 2), 0, "zero at small whole numbers")
    yield wrong("equal at points", sin(pi * x), 0, "zero at whole numbers")
    yield wrong("nearly equal", x * exp(pi * sqrt(163)), x * 262537412640768744, "Ramanujan's constant: 3 parts in 10³⁰")
    yield wrong("nearly equal", tanh(1000 * x), sign(x), "tanh saturates")
    yield wrong("nearly equal", x + Rational(1, 10**20), x, "10⁻²⁰")
    yield wrong("nearly equal", x * (1 + Rational(1, 10**25)), x, "one part in 10²⁵")
    yield wrong("GELU", x * (1 + erf(x / sqrt(2))) / 2, x / (1 + exp(-1702 * x / 1000)), "an approximation")
    yield wrong("Stirling", lgamma(large + 1),
                (large + Rational(1, 2)) * log(large) - large + log(2 * pi) / 2 + 1 / (12 * large) - 1 / (360 * large**3),
                "a series cut off")
    yield wrong("tanh", 1 - tanh(x)**2, 1 - tanh(x), "lost square")
    yield wrong("mirror descent", s * exp(-t * x), s - t * x, "a gradient step")
    yield wrong("mirror descent", sign(u) * abs(u)**(g - 1), abs(u)**(g - 1), "lost sign")
    yield wrong("abs", u / abs(u), 1, "lost case")
    yield wrong("relu", where(u > 0, 1, 0), 1, "lost case")
    yield wrong("Lyapunov", s * r**2 / (t * (2 - s * t)), s * r**2 / (2 * t), "first order only")
    yield wrong("weighting", (1 - p) * x + p * y, (1 - p) * q * x + p * o * y, "lost the weights")
    yield wrong("cross-entropy", log(1 + exp(x)) - x * y, log(1 + exp(x)) + x * y, "sign")
    yield wrong("contrastive", -log(share), -log(exp(x) / (exp(y) + exp(z))), "lost a term below")
    yield wrong("trust region", u / s * sqrt(2 * r / (u**2 / s + x**2 / t)), u / s * (2 * r / (u**2 / s + x**2 / t)), "lost root")
    yield wrong("returns", Sum(p**k, (k, 0, n - 1)), Sum(p**k, (k, 0, n)), "one term too many")
    yield wrong("branches", atan(tan(x)), x, "branch")
    yield wrong("branches", acos(cos(x)), x, "branch")
    yield wrong("branches", atan(u) + atan(1 / u), pi / 2, "−π/2 for u < 0")
    yield wrong("domain", sqrt(x**2 - 1), sqrt(x - 1) * sqrt(x + 1), "not defined for x < −1")
    yield wrong("laws that are none", exp(x + y), exp(x) + exp(y), "exp of a sum")
    yield wrong("laws that are none", log(s + t), log(s) + log(t), "log of a sum")
    yield wrong("softmax", share, exp(x) / (exp(x) + exp(y)), "lost a term below")
    yield wrong("chain rule", D(second, y), x * z * first * (1 - first) * second, "lost 1 − σ")
    yield wrong("mutual information", -log(1 - p**2) / 2, -log(1 - p) / 2, "lost square")
    yield wrong("whole numbers", y * cos(2 * pi * x), y, "x is real")
    yield wrong("expanding", (x + y + z + w)**8, (x + y + z + w)**7 * (x + y + z - w), "one sign")
    yield wrong("expanding", (x + y)**6,
                x**6 + 6 * x**5 * y + 15 * x**4 * y**2 + 20 * x**3 * y**3 + 15 * x**2 * y**4 + 5 * x * y**5 + y**6, "5 for 6")
    yield wrong("Huber", huber, where(abs(x) <= 1, x**2 / 2, abs(x) - 1), "one branch")
    yield wrong("cases", max(x, 0), max(x, Rational(1, 1000)), "differs below 1/1000")
    yield wrong("cases", where(abs(x - 10) <= Rational(1, 100), 1, 0), 0, "differs near 10")
    yield wrong("laws that are none", sqrt(s**2 + t**2), s + t, "root of a sum")
    yield wrong("Gumbel", exp(-x - exp(-x)), exp(-x + exp(-x)), "sign")
    yield wrong("softplus", log(1 + exp(-x)), log(1 + exp(x)), "sign inside")
    yield wrong("score", (y - x) / s**2, (y - x) / s, "lost square")
    yield wrong("Tsallis", (s**(1 - g) - 1) / (1 - g), (s**(1 - g) - 1) / (g - 1), "sign")
    yield wrong("binomial", Sum(k**2 * binomial(n, k) * p**k * (1 - p)**(n - k), (k, 0, n)), n * p * (1 - p), "second moment for variance")
    yield wrong("rounding", x / 3, x * Rational(3333333333333333, 10000000000000000), "a rounded constant")
    yield wrong("powers", x, (x**3)**Rational(1, 3), "not defined for x < 0")
    yield wrong("log", log(abs(u)), log(u), "not defined for u < 0")


def more_scalar() -> Iterator[Pair]:
    x, y, w, h = real("x y w h")
    s, t, r = positive("s t r")
    p, q = prob("p q")
    u, v = nonzero("u v")
    n, k, i, j = integer("n", 1, 7), integer("k", 0, 9), integer("i", 1, 9), integer("j", 1, 9)
    eps = real("eps")
    f, F = function("f", x), function("F", x, y)
    m = sequence("m", n, 0, lambda m: p * m[n - 1] + (1 - p) * x)

    yield right("log σ", D(log(sigmoid(x)), x), sigmoid(-x))
    yield right("log σ", D(log(sigmoid(x)), x, x), -sigmoid(x) * (1 - sigmoid(x)))
    yield right("log σ", log(sigmoid(x)), -softplus(-x))
    yield right("σ", sigmoid(x) + sigmoid(-x), 1)
    yield right("σ", D(sigmoid(x), x, x), sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x)))
    yield right("tanh", tanh(x + y), (tanh(x) + tanh(y)) / (1 + tanh(x) * tanh(y)))
    yield right("tanh", tanh(x), 2 * sigmoid(2 * x) - 1)
    yield right("hyperbolic", cosh(x)**2 - sinh(x)**2, 1)
    yield right("hyperbolic", cosh(2 * x), 2 * cosh(x)**2 - 1)
    yield right("angles", sin(2 * x), 2 * sin(x) * cos(x))
    yield right("angles", cos(3 * x), 4 * cos(x)**3 - 3 * cos(x))
    yield right("angles", tan(x)**2 + 1, 1 / cos(x)**2)
    yield right("angles", sin(x)**4 + cos(x)**4, 1 - sin(2 * x)**2 / 2)
    yield right("roots", 1 / (sqrt(s + 1) + sqrt(s)), sqrt(s + 1) - sqrt(s))
    yield right("roots", sqrt(s) * sqrt(t) / sqrt(s * t), 1)
    yield right("roots", s**Rational(2, 3) * s**Rational(1, 3), s)
    yield right("roots", (s - t) / (sqrt(s) - sqrt(t)), sqrt(s) + sqrt(t))
    yield right("powers", exp(x * log(s)), s**x)
    yield right("powers", D(s**x, x), s**x * log(s))
    yield right("powers", D(s**s, s), s**s * (1 + log(s)))
    yield right("log", log(s**3 * t**2 / r), 3 * log(s) + 2 * log(t) - log(r))
    yield right("log", log(1 - p) - log(p), -log(p / (1 - p)))
    yield right("entropy", D(-p * log(p) - (1 - p) * log(1 - p), p), log((1 - p) / p))
    yield right("KL", D(p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), q), (q - p) / (q * (1 - q)))
    yield right("abs", abs(x * y), abs(x) * abs(y))
    yield right("abs", abs(x)**2, x**2)
    yield right("abs", max(x, y) + min(x, y), x + y)
    yield right("abs", max(x, y) * min(x, y), x * y)
    yield right("relu", relu(x) - relu(-x), x)
    yield right("relu", relu(x) + relu(-x), abs(x))
    yield right("cases", where(x < y, y, x), max(x, y))
    yield right("cases", indicator(x > 0) + indicator(x <= 0), 1)
    yield right("derivative", D(x**3 * sin(x), x), 3 * x**2 * sin(x) + x**3 * cos(x))
    yield right("derivative", D(exp(-x**2 / 2), x, x), (x**2 - 1) * exp(-x**2 / 2))
    yield right("derivative", D(x / (1 + x**2), x), (1 - x**2) / (1 + x**2)**2)
    yield right("derivative", D(log(exp(x) + exp(y)), x), exp(x) / (exp(x) + exp(y)))
    yield right("derivative", D(x * y**2, x, y), 2 * y)
    yield right("derivative", D(abs(u), u), sign(u))
    yield right("derivative", D(lgamma(s), s), digamma(s))
    yield right("derivative", D(erf(x), x), 2 / sqrt(pi) * exp(-x**2))
    yield right("undefined function", D(f(x)**2, x), 2 * f(x) * D(f(x), x))
    yield right("undefined function", D(exp(f(x)), x), exp(f(x)) * D(f(x), x))
    yield right("undefined function", D(f(x * y), x), y * At(D(f(x), x), x, x * y))
    yield right("undefined function", D(f(x) / y, x), D(f(x), x) / y)
    yield right("undefined function", D(F(x, y), x, y), D(F(x, y), y, x))
    yield right("value at a point", At(D(x**3, x), x, 2), 12)
    yield right("value at a point", At(D(exp(x * y), x), x, 0), y)
    yield right("expansion", modulo(exp(eps * x), eps, 3), 1 + eps * x + eps**2 * x**2 / 2)
    yield right("expansion", modulo(log(1 + eps * x), eps, 4), eps * x - eps**2 * x**2 / 2 + eps**3 * x**3 / 3)
    yield right("expansion", modulo((1 + eps)**5, eps, 3), 1 + 5 * eps + 10 * eps**2)
    yield right("expansion", modulo(1 / (1 - eps * x), eps, 4), 1 + eps * x + eps**2 * x**2 + eps**3 * x**3)
    yield right("integral", Integral(w**2, (w, 0, x)), x**3 / 3)
    yield right("integral", Integral(x + w * (y - x), (w, 0, 1)), (x + y) / 2)
    yield right("integral", D(Integral(w**2 * x, (w, 0, x)), x), 4 * x**3 / 3)
    yield right("integral", Integral(exp(-w**2 / 2), (w, -oo, oo)), sqrt(2 * pi))
    yield right("Gaussian mean", E(h**2, h, N(x, s)), x**2 + s)
    yield right("Gaussian mean", E(h**4, h, N(0, s)), 3 * s**2)
    yield right("Gaussian mean", E((h - x)**3, h, N(x, s)), 0)
    yield right("Gaussian mean", E(exp(y * h), h, N(x, s)), exp(x * y + s * y**2 / 2))
    yield right("Gaussian mean", E(h * exp(h), h, N(0, s)), s * exp(s / 2))
    yield right("Gaussian mean", D(E(h**2, h, N(x, s)), x), E(2 * h, h, N(x, s)))
    yield right("Gaussian mean", E(E(h * w, h, N(w, 1)), w, N(x, s)), x**2 + s)
    yield right("sums", Sum(k**2, (k, 1, n)), n * (n + 1) * (2 * n + 1) / 6)
    yield right("sums", Sum(1 / (k * (k + 1)), (k, 1, n)), n / (n + 1))
    yield right("sums", Sum(k * p**k, (k, 0, n)), p * (1 - (n + 1) * p**n + n * p**(n + 1)) / (1 - p)**2)
    yield right("sums", Sum(i * j, (j, 1, i), (i, 1, n)), Sum(i * j, (i, j, n), (j, 1, n)))
    yield right("products", Prod(k, (k, 1, n)), factorial(n))
    yield right("products", Prod(p, (k, 1, n)), p**n)
    yield right("factorial", factorial(n + 1) / factorial(n), n + 1)
    yield right("binomial", binomial(n, 2), n * (n - 1) / 2)
    yield right("sequence", m[n], p * m[n - 1] + (1 - p) * x)
    yield right("sequence", m[n], (1 - p**n) * x)
    yield right("gamma", gamma(s + 2), s * (s + 1) * gamma(s))
    yield right("where it is defined", x * (x - y) / (x - y), x)
    yield right("where it is defined", (x**2 - 1) / (x - 1), x + 1)
    yield right("where it is defined", u / u, 1)
    yield right("where it is defined", exp(log(s)), s)
    yield right("where it is defined", log(exp(x)), x)
    yield right("where it is defined", sqrt(x) ** 2, x)

    yield wrong("log σ", D(log(sigmoid(x)), x), sigmoid(x), "σ(−x)")
    yield wrong("log σ", D(log(sigmoid(x)), x, x), -sigmoid(x)**2, "a factor")
    yield wrong("log σ", log(1 - sigmoid(x)), -softplus(-x), "sign inside")
    yield wrong("σ", D(sigmoid(x), x, x), sigmoid(x) * (1 - sigmoid(x)), "the first derivative")
    yield wrong("tanh", tanh(x + y), tanh(x) + tanh(y), "tanh of a sum")
    yield wrong("tanh", tanh(x), 2 * sigmoid(x) - 1, "factor 2 inside")
    yield wrong("hyperbolic", cosh(x)**2 + sinh(x)**2, 1, "sign")
    yield wrong("angles", sin(2 * x), 2 * sin(x), "lost cos")
    yield wrong("angles", cos(3 * x), 4 * cos(x)**3 - 2 * cos(x), "2 for 3")
    yield wrong("angles", sin(x), cos(pi / 2 + x), "sign")
    yield wrong("roots", 1 / (sqrt(s + 1) + sqrt(s)), sqrt(s + 1) + sqrt(s), "conjugate forgotten")
    yield wrong("roots", sqrt(s + t), sqrt(s) + sqrt(t), "root of a sum")
    yield wrong("roots", s**Rational(2, 3), sqrt(s)**3, "exponent upside down")
    yield wrong("powers", D(s**x, x), x * s**(x - 1), "the exponent varies")
    yield wrong("powers", D(s**s, s), s**s * log(s), "the base varies too")
    yield wrong("powers", s**(x + y), s**x + s**y, "product for sum")
    yield wrong("powers", (s**x)**y, s**(x**y), "nesting")
    yield wrong("log", log(s**3 * t), 3 * log(s * t), "exponent of both")
    yield wrong("log", log(s) / log(t), log(s) - log(t), "quotient of logs")
    yield wrong("entropy", D(-p * log(p), p), -log(p), "lost −1")
    yield wrong("KL", p * log(p / q), p * log(q / p), "sign")
    yield wrong("abs", abs(x + y), abs(x) + abs(y), "triangle")
    yield wrong("abs", abs(x)**3, x**3, "odd power")
    yield wrong("abs", max(x, y), x + y - max(x, y) + Rational(1, 10**9), "min, moved a little")
    yield wrong("relu", relu(x * y), relu(x) * relu(y), "both negative")
    yield wrong("relu", D(relu(u), u), 1, "lost case")
    yield wrong("cases", where(x < y, x, y), max(x, y), "min")
    yield wrong("cases", indicator(x > 0) + indicator(x < 0), 1, "0 at x = 0")
    yield wrong("cases", sign(x)**2, 1, "0 at x = 0")
    yield wrong("derivative", D(x**3 * sin(x), x), 3 * x**2 * cos(x), "product rule")
    yield wrong("derivative", D(exp(-x**2 / 2), x), exp(-x**2 / 2), "inner derivative")
    yield wrong("derivative", D(x / (1 + x**2), x), 1 / (2 * x), "quotient rule")
    yield wrong("derivative", D(x * y**2, x, y), 2 * x * y, "one derivative")
    yield wrong("derivative", D(x, y), 1, "another name")
    yield wrong("derivative", D(log(s), s), D(log(-s), s), "log of a negative number")
    yield wrong("undefined function", D(f(x)**2, x), 2 * f(x), "inner derivative")
    yield wrong("undefined function", D(f(x * y), x), At(D(f(x), x), x, x * y), "inner derivative")
    yield wrong("undefined function", f(x + y), f(x) + f(y), "linearity that none gave")
    yield wrong("undefined function", D(F(x, y), x), D(F(x, y), y), "the other argument")
    yield wrong("value at a point", At(D(x**3, x), x, 2), 8, "the value, not the derivative")
    yield wrong("value at a point", At(D(x**2, x), x, y), D(y**2, x), "derivative of a constant")
    yield wrong("expansion", modulo(exp(eps * x), eps, 3), 1 + eps * x + eps**2 * x**2, "lost 1/2")
    yield wrong("expansion", modulo(log(1 + eps * x), eps, 3), eps * x + eps**2 * x**2 / 2, "sign")
    yield wrong("expansion", modulo(exp(eps), eps, 3), exp(eps), "not cut off")
    yield wrong("integral", Integral(w**2, (w, 0, x)), x**2 / 2, "exponent")
    yield wrong("integral", Integral(w, (w, x, y)), (x**2 - y**2) / 2, "limits swapped")
    yield wrong("integral", D(Integral(w * x, (w, 0, x)), x), x**2, "Leibniz: the inner term")
    yield wrong("integral", Integral(exp(-w**2), (w, -oo, oo)), sqrt(2 * pi), "√π")
    yield wrong("Gaussian mean", E(h**2, h, N(x, s)), x**2, "lost the variance")
    yield wrong("Gaussian mean", E(h**4, h, N(0, s)), s**2, "lost 3")
    yield wrong("Gaussian mean", E(exp(h), h, N(x, s)), exp(x), "Jensen's gap")
    yield wrong("Gaussian mean", E(E(h * w, h, N(w, 1)), w, N(x, s)), x**2 + s + 1, "an independent noise has no covariance")
    yield wrong("sums", Sum(k**2, (k, 1, n)), n * (n + 1) / 2, "sum of k")
    yield wrong("sums", Sum(k * p**k, (k, 0, n)), p * D(Sum(p**k, (k, 0, n)), p) + p**(n + 1), "one term too many")
    yield wrong("sums", Sum(i * j, (j, 1, i), (i, 1, n)), Sum(i * j, (j, 1, n), (i, 1, n)), "range of the inner sum")
    yield wrong("products", Prod(k, (k, 1, n)), factorial(n - 1), "off by one")
    yield wrong("products", Prod(p + k, (k, 1, n)), p**n + factorial(n), "product of sums")
    yield wrong("factorial", factorial(n) * factorial(2), factorial(2 * n), "true for n = 1 alone")
    yield wrong("sequence", m[n], p * m[n - 1] + x, "lost 1 − p")
    yield wrong("sequence", m[n], (1 - p**(n - 1)) * x, "off by one")
    yield wrong("gamma", gamma(s + 1), (s + 1) * gamma(s), "s")
    yield wrong("where it is defined", x, x**2 / x, "not defined at x = 0")
    yield wrong("where it is defined", x + 1, (x**2 - 1) / (x - 1), "not defined at x = 1")
    yield wrong("where it is defined", x, exp(log(x)), "not defined for x ≤ 0")
    yield wrong("where it is defined", 1 + 0 * x, u / u + 0 * x + x / x - 1, "not defined at x = 0")
    yield wrong("where it is defined", x - x, log(x) - log(x), "not defined for x ≤ 0")
    yield wrong("where it is defined", v, v + 0 / x, "not defined at x = 0")


def least_squares() -> Iterator[Pair]:
    n, d = dim("n", 3, 5), dim("d", 2, 4)
    X, y, w, penalty = matrix("X", n, d), vector("y", n), vector("w", d), positive("penalty")
    k = indices("k", n)
    margin = y[k] * Sum(X[k, indices("j", d)] * w[indices("j", d)], indices("j", d))
    r = X @ w - y
    yield right("gradient", 2 * X.T @ r, 2 * X.T @ X @ w - 2 * X.T @ y)
    yield right("gradient", D(norm2(r), w), 2 * X.T @ X @ w - 2 * X.T @ y)
    yield right("ridge, two ways", inv(X.T @ X + penalty * eye(d)) @ X.T @ y, X.T @ inv(X @ X.T + penalty * eye(n)) @ y)
    yield right("logistic Hessian", D(Sum(softplus(-margin), k), w[1], w[2]),
                Sum(y[k]**2 * sigmoid(margin) * sigmoid(-margin) * X[k, 1] * X[k, 2], k))
    yield wrong("gradient", 2 * X.T @ r, X.T @ r, "factor 2")
    yield wrong("gradient", 2 * X.T @ r, 2 * r.T @ X, "transposed")
    yield wrong("gradient", 2 * X.T @ r, 2 * X.T @ (y - X @ w), "sign")
    yield wrong("shapes", X.T @ X @ w, lambda: X @ X.T @ w, "shapes do not fit")
    yield wrong("shapes", X.T @ r, lambda: X.T @ ((X @ w) @ y), "shapes do not fit")

    H = X @ inv(X.T @ X) @ X.T
    yield right("expanding", norm2(r), w.T @ X.T @ X @ w - 2 * w.T @ X.T @ y + y.T @ y)
    yield right("expanding", r.T @ r, norm(r)**2)
    yield right("Hessian", D(D(norm2(r), w), w), 2 * X.T @ X)
    yield right("ridge", D(norm2(r) + penalty * norm2(w), w), 2 * ((X.T @ X + penalty * eye(d)) @ w - X.T @ y))
    yield right("hat matrix", H @ H, H)
    yield right("hat matrix", H.T, H)
    yield right("hat matrix", tr(H), d)
    yield right("hat matrix", H @ X, X)
    yield right("residual", X.T @ (y - H @ y), 0 * w)
    yield right("by entries", D(norm2(r), w[1]), 2 * Sum(X[k, 1] * r[k], k))
    yield wrong("expanding", norm2(r), w.T @ X.T @ X @ w - w.T @ X.T @ y + y.T @ y, "factor 2")
    yield wrong("expanding", norm2(r), w.T @ X.T @ X @ w + y.T @ y, "lost the middle term")
    yield wrong("Hessian", D(D(norm2(r), w), w), X.T @ X, "factor 2")
    yield wrong("ridge", D(norm2(r) + penalty * norm2(w), w), 2 * (X.T @ X @ w - X.T @ y) + penalty * w, "factor 2 of the penalty")
    yield wrong("ridge", inv(X.T @ X + penalty * eye(d)), inv(X.T @ X) + eye(d) / penalty, "inverse of a sum")
    yield wrong("hat matrix", tr(H), n, "rank")
    yield wrong("hat matrix", H, eye(n), "only where X is square")
    yield wrong("norm", D(norm(r), w), 2 * X.T @ r, "norm for norm²")


def square_matrices() -> Iterator[Pair]:
    d = dim("d", 2, 4)
    A, B, C = matrix("A B C", d, d)
    G = matrix("G", d, d, invertible)
    K = matrix("K", d, d, skew)
    x, u, v = vector("x u v", d)
    i, j, k, m = indices("i j k m", d)
    t = real("t")
    yield right("trace", tr(A @ B @ C), tr(C @ A @ B))
    yield right("transpose", (A @ B).T, B.T @ A.T)
    yield right("inverse", inv(A @ B), inv(B) @ inv(A))
    yield right("determinant lemma", det(eye(d) + u @ v.T), 1 + v.T @ u)
    yield right("quadratic form", D(x.T @ A @ x, x), (A + A.T) @ x)
    yield right("Frobenius", Sum(A[i, j] * B[i, j], i, j), tr(A.T @ B))
    yield right("entries", Sum(A[i, j] * x[j], j), (A @ x)[i])
    yield right("delta", Sum(delta(i, j) * x[j], j), x[i])
    yield right("trace of a number", x.T @ A @ x, tr(A @ x @ x.T))
    yield right("order of sums", Sum(Sum(A[i, j] * x[j], j) * u[i], i), Sum(Sum(A[i, j] * u[i], i) * x[j], j))
    yield wrong("trace", tr(A @ B @ C), tr(B @ A @ C), "not a rotation")
    yield wrong("transpose", (A @ B).T, A.T @ B.T, "order")
    yield wrong("inverse", inv(A @ B), inv(A) @ inv(B), "order")
    yield wrong("quadratic form", D(x.T @ A @ x, x), 2 * A @ x, "A is not symmetric")
    yield wrong("determinant", det(A + B), det(A) + det(B), "det of a sum")
    yield wrong("Frobenius", Sum(A[i, j] * B[i, j], i, j), tr(A @ B), "transposed")
    yield wrong("entries", Sum(A[i, j] * x[j], j), Sum(A[j, i] * x[j], j), "order of indices")
    yield wrong("entries", Sum(A[i, j] * x[j], j), A[i, j] * x[j], "lost the sum")
    yield wrong("trace", tr(A @ B @ C), tr(C @ B @ A), "needs symmetry")
    yield wrong("outer product", u @ v.T, v @ u.T, "transposed")
    yield wrong("outer product", x.T @ u, x @ u.T, "outer for inner")

    yield right("trace", tr(A @ B.T), tr(B @ A.T))
    yield right("trace", tr(A @ B - B @ A), 0)
    yield right("trace", D(tr(A @ B), A), B.T)
    yield right("trace", D(tr(A.T @ B @ A), A), (B + B.T) @ A)
    yield right("transpose", (A + B.T).T, A.T + B)
    yield right("transpose", (A @ x @ u.T).T, u @ x.T @ A.T)
    yield right("transpose", inv(G).T, inv(G.T))
    yield right("inverse", inv(inv(G)), G)
    yield right("inverse", G @ inv(G) @ x, x)
    yield right("inverse", inv(eye(d) + A) @ A, eye(d) - inv(eye(d) + A))
    yield right("inverse", inv(eye(d) + A @ B) @ A, A @ inv(eye(d) + B @ A))
    yield right("inverse", inv(A) - inv(B), inv(A) @ (B - A) @ inv(B))
    yield right("determinant", det(A @ B), det(A) * det(B))
    yield right("determinant", det(A.T), det(A))
    yield right("determinant", det(inv(G)), 1 / det(G))
    yield right("determinant", D(det(G), G), det(G) * inv(G).T)
    yield right("determinant", det(t * A), t**d * det(A))
    yield right("log determinant", D(log(abs(det(G))), G), inv(G).T)
    yield right("derivative of an inverse", D(u.T @ inv(G) @ v, G), -inv(G).T @ u @ v.T @ inv(G).T)
    yield right("bilinear form", D(u.T @ A @ v, A), u @ v.T)
    yield right("norm", frobenius2(A), tr(A.T @ A))
    yield right("norm", D(frobenius2(A @ B), A), 2 * A @ B @ B.T)
    yield right("norm", norm2(u - v), norm2(u) - 2 * u.T @ v + norm2(v))
    yield right("Jacobian", D(A @ x, x), A)
    yield right("Jacobian", D(exp(x), x), diag(exp(x)))
    yield right("Jacobian", D(x * norm2(x), x), norm2(x) * eye(d) + 2 * x @ x.T)
    yield right("elementwise", diag(u) @ v, hadamard(u, v))
    yield right("elementwise", diag(u) @ A @ diag(v), hadamard(A, u @ v.T))
    yield right("elementwise", u.T @ hadamard(A, B) @ v, tr(diag(u) @ A @ diag(v) @ B.T))
    yield right("vec", vec(A @ B @ C), kron(C.T, A) @ vec(B))
    yield right("vec", vec(u @ v.T), kron(v, u))
    yield right("vec", vec(A).T @ vec(B), tr(A.T @ B))
    yield right("kron", kron(A, B) @ kron(u, v), kron(A @ u, B @ v))
    yield right("blocks", block([[A, B], [0, C]]) @ block([[u], [v]]), block([[A @ u + B @ v], [C @ v]]))
    yield right("blocks", det(block([[A, B], [0, C]])), det(A) * det(C))
    yield right("skew", x.T @ K @ x, 0)
    yield right("skew", tr(K), 0)
    yield right("indices", D(x[i], x[j]), delta(i, j))
    yield right("indices", D(Sum(x[k]**2, k), x[j]), 2 * x[j])
    yield right("indices", D(Sum(A[i, k] * x[k], k), x[j]), A[i, j])
    yield right("indices", D(x[i] * x[j], x[k]), delta(i, k) * x[j] + x[i] * delta(j, k))
    yield right("indices", Sum(delta(i, k) * delta(k, j), k), delta(i, j))
    yield right("indices", Sum(delta(k, k), k), d)
    yield right("indices", D(A[i, j], A[k, m]), delta(i, k) * delta(j, m))
    yield right("a letter used twice", Sum(x[k], k) * x[k], x[k] * Sum(x[j], j))
    yield right("expansion", modulo(det(eye(d) + t * A), t, 2), 1 + t * tr(A))
    yield right("expansion", modulo(inv(eye(d) - t * A), t, 3), eye(d) + t * A + t**2 * A @ A)
    yield right("where it is defined", G, inv(inv(G)))
    yield wrong("trace", tr(A @ B), tr(A) * tr(B), "trace of a product")
    yield wrong("trace", D(tr(A @ B), A), B, "transposed")
    yield wrong("trace", D(tr(A.T @ B @ A), A), 2 * B @ A, "B is not symmetric")
    yield wrong("transpose", (A @ x @ u.T).T, x @ u.T @ A.T, "order")
    yield wrong("transpose", inv(G).T, inv(G), "G is not symmetric")
    yield wrong("inverse", inv(eye(d) + A) @ A, eye(d) + inv(eye(d) + A), "sign")
    yield wrong("inverse", inv(A) - inv(B), inv(A - B), "inverse of a difference")
    yield wrong("inverse", A @ B, B @ A, "order")
    yield wrong("inverse", eye(d), A @ inv(A), "A may be singular")
    yield wrong("inverse", det(A), det(A) * tr(A @ inv(A)) / d, "A may be singular")
    yield wrong("determinant", det(2 * A), 2 * det(A), "2ᵈ")
    yield wrong("determinant", D(det(G), G), det(G) * inv(G), "transposed")
    yield wrong("determinant", det(eye(d) + u @ v.T), lambda: 1 + u @ v.T, "outer for inner")
    yield wrong("log determinant", log(abs(det(G))), logdet(G), "det may be negative")
    yield wrong("derivative of an inverse", D(u.T @ inv(G) @ v, G), inv(G).T @ u @ v.T @ inv(G).T, "sign")
    yield wrong("bilinear form", D(u.T @ A @ v, A), v @ u.T, "transposed")
    yield wrong("norm", D(frobenius2(A @ B), A), 2 * A @ B.T @ B, "order")
    yield wrong("norm", norm2(u - v), norm2(u) - norm2(v), "lost the middle term")
    yield wrong("norm", norm(u + v), norm(u) + norm(v), "triangle")
    yield wrong("Jacobian", D(A @ x, x), A.T, "transposed")
    yield wrong("Jacobian", D(exp(x), x), exp(x) @ ones(d).T, "diagonal")
    yield wrong("elementwise", diag(u) @ A, A @ diag(u), "rows for columns")
    yield wrong("elementwise", hadamard(A, B) @ u, A @ u + B @ u, "sum for product")
    yield wrong("vec", vec(A @ B @ C), kron(C, A) @ vec(B), "lost transpose")
    yield wrong("vec", vec(u @ v.T), kron(u, v), "order")
    yield wrong("blocks", det(block([[A, B], [C, A]])), det(A)**2 - det(B @ C), "blocks do not commute")
    yield wrong("indices", D(x[i], x[j]), 1, "lost the delta")
    yield wrong("indices", D(x[i] * x[j], x[k]), delta(i, k) + delta(j, k), "lost the factors")
    yield wrong("indices", D(x[i]**2, x[j]), 2 * x[i], "only where i = j")
    yield wrong("indices", A[i, j] - A[j, i], 0, "only where i = j")
    yield wrong("indices", (x[i] - x[j]) * delta(i, j) + 1 - delta(i, j), 1, "only where i ≠ j")
    yield wrong("indices", Sum(delta(k, k), k), 1, "d")
    yield wrong("a letter used twice", Sum(x[k], k) * x[k], Sum(x[k] * x[k], k), "captured")
    yield wrong("expansion", modulo(det(eye(d) + t * A), t, 3), 1 + t * tr(A), "second order")


def definite_matrices() -> Iterator[Pair]:
    d = dim("d", 2, 4)
    A, B = matrix("A B", d, d, spd)
    C, P, K = matrix("C", d, d, symmetric), matrix("P", d, d, psd), matrix("K", d, d, skew)
    x, m, u, g, h = vector("x m u g h", d)
    k, e = positive("k e")
    kl = (tr(inv(B) @ A) + (m - x).T @ inv(B) @ (m - x) - d + log(det(B) / det(A))) / 2
    yield right("Sherman and Morrison", inv(A + u @ u.T), inv(A) - inv(A) @ u @ u.T @ inv(A) / (1 + u.T @ inv(A) @ u))
    yield right("quadratic form", D(x.T @ C @ x, x), 2 * C @ x)
    yield right("KL of Gaussians", kl, ((x - m).T @ inv(B) @ (x - m) + tr(A @ inv(B)) - logdet(A) + logdet(B) - d) / 2)
    yield right("product of Gaussians", inv(inv(A) + inv(B)), A @ inv(A + B) @ B)
    yield right("product of Gaussians", inv(inv(A) + inv(B)), A - A @ inv(A + B) @ A)
    yield right("log determinant", D(logdet(A), A), inv(A).T)
    yield right("trace", tr(A @ B @ C), tr(C @ B @ A))
    yield right("natural gradient", sqrt(2 * k / (g.T @ inv(A) @ g)) * (inv(A) @ g), inv(A) @ g / sqrt(g.T @ inv(A) @ g / (2 * k)))
    yield wrong("KL of Gaussians", kl, (tr(inv(A) @ B) + (m - x).T @ inv(A) @ (m - x) - d + log(det(A) / det(B))) / 2, "swapped")
    yield wrong("KL of Gaussians", kl, (tr(inv(B) @ A) + (m - x).T @ inv(B) @ (m - x) + log(det(B) / det(A))) / 2, "lost −d")
    yield wrong("KL of Gaussians", kl, (tr(inv(B) @ A) + (m - x).T @ inv(B) @ (m - x) - 2 + log(det(B) / det(A))) / 2, "true for d = 2")
    yield wrong("product of Gaussians", inv(inv(A) + inv(B)), A + B, "inverse of a sum")
    yield wrong("natural gradient", sqrt(2 * k / (g.T @ inv(A) @ g)) * (inv(A) @ g), sqrt(2 * k / (g.T @ A @ g)) * (inv(A) @ g),
                "lost inverse")
    yield wrong("Lyapunov", e * inv(A) @ B / 2, e * B @ inv(A) / 2, "A and B do not commute")
    yield wrong("order", A @ B, B @ A, "A and B do not commute")
    yield wrong("log determinant", logdet(A + B), logdet(A) + logdet(B), "log det of a sum")
    yield wrong("determinant", det(2 * A), 2 * det(A), "2ᵈ")

    yield right("log determinant", logdet(A @ A), 2 * logdet(A))
    yield right("log determinant", logdet(k * A), d * log(k) + logdet(A))
    yield right("log determinant", logdet(inv(A)), -logdet(A))
    yield right("Gaussian", D(-(x - m).T @ inv(A) @ (x - m) / 2, x), -inv(A) @ (x - m))
    yield right("Gaussian", D(-(x - m).T @ inv(A) @ (x - m) / 2, m), inv(A) @ (x - m))
    yield right("Gaussian mean", E(h, h, N(m, A)), m)
    yield right("Gaussian mean", E(h @ h.T, h, N(m, A)), A + m @ m.T)
    yield right("Gaussian mean", E(h.T @ C @ h, h, N(m, A)), tr(C @ A) + m.T @ C @ m)
    yield right("Gaussian mean", E((h - m).T @ inv(B) @ (h - m), h, N(m, A)), tr(inv(B) @ A))
    yield right("Gaussian mean", E(norm2(h)**2, h, N(0 * m, A)), tr(A)**2 + 2 * tr(A @ A))
    yield right("Gaussian mean", E(exp(u.T @ h), h, N(m, A)), exp(u.T @ m + u.T @ A @ u / 2))
    yield right("completing the square", x.T @ A @ x - 2 * u.T @ x, (x - inv(A) @ u).T @ A @ (x - inv(A) @ u) - u.T @ inv(A) @ u)
    yield right("Woodbury", inv(A + B), inv(A) - inv(A) @ inv(inv(A) + inv(B)) @ inv(A))
    yield right("semidefinite", (x.T @ P @ u), (u.T @ P @ x))
    yield right("symmetric", (A @ B).T, B @ A)
    yield right("symmetric", tr(A @ K), 0)
    yield wrong("log determinant", logdet(k * A), log(k) + logdet(A), "kᵈ")
    yield wrong("log determinant", logdet(A - B), logdet(A) - logdet(B), "log det of a difference")
    yield wrong("Gaussian", D(-(x - m).T @ inv(A) @ (x - m) / 2, x), inv(A) @ (x - m), "sign")
    yield wrong("Gaussian", D(-(x - m).T @ inv(A) @ (x - m), x), -inv(A) @ (x - m), "factor 2")
    yield wrong("Gaussian mean", E(h @ h.T, h, N(m, A)), A, "lost the mean")
    yield wrong("Gaussian mean", E(h.T @ C @ h, h, N(m, A)), m.T @ C @ m, "lost the trace")
    yield wrong("Gaussian mean", E(norm2(h)**2, h, N(0 * m, A)), tr(A)**2, "lost twice the trace of the square")
    yield wrong("Gaussian mean", E(exp(u.T @ h), h, N(m, A)), exp(u.T @ m + u.T @ A @ u), "factor 2")
    yield wrong("completing the square", x.T @ A @ x - 2 * u.T @ x, (x - inv(A) @ u).T @ A @ (x - inv(A) @ u), "lost what was added")
    yield wrong("Woodbury", inv(A + B), inv(A) - inv(A) @ inv(A + B) @ inv(A), "a wrong middle")
    yield wrong("semidefinite", P @ x, P @ inv(P) @ P @ x, "P may be singular")
    yield wrong("symmetric", (A @ B).T, A @ B, "order")


def principal_components() -> Iterator[Pair]:
    n, d, r = dim("n", 4, 5), dim("d", 3, 3), dim("r", 2, 2)
    X, W, V = matrix("X", n, d), matrix("W", d, r, orthonormal), matrix("V", d, r)
    v = vector("v", d, orthonormal)
    loss = frobenius2(X - X @ V @ V.T)
    yield right("loss", frobenius2(X - X @ W @ W.T), tr(X.T @ X) - tr(W.T @ X.T @ X @ W))
    yield right("gradient", D(loss, V), -4 * X.T @ X @ V + 2 * X.T @ X @ V @ V.T @ V + 2 * V @ V.T @ X.T @ X @ V)
    yield wrong("loss", loss, tr(X.T @ X) - tr(V.T @ X.T @ X @ V), "needs VᵀV = I")
    yield wrong("loss", frobenius2(X - X @ W @ W.T), tr(X.T @ X) + tr(W.T @ X.T @ X @ W), "sign")
    yield right("projection", W @ W.T @ W, W)
    yield right("projection", tr(W @ W.T), r)
    yield right("projection", (W @ W.T) @ (W @ W.T), W @ W.T)
    yield right("one direction", frobenius2(X - X @ v @ v.T), frobenius2(X) - norm2(X @ v))
    yield right("one direction", v.T @ v, 1)
    yield right("one direction", norm2(W.T @ W @ W.T @ v), norm2(W.T @ v))
    yield wrong("projection", W @ W.T, eye(d), "W is not square")
    yield wrong("projection", tr(W @ W.T), d, "rank")
    yield wrong("one direction", frobenius2(X - X @ v @ v.T), frobenius2(X) + norm2(X @ v), "sign")
    yield wrong("one direction", norm2(X @ v), frobenius2(X), "one direction for all")


def softmax_and_policies() -> Iterator[Pair]:
    K = dim("K", 3, 5)
    i, j, k, m = indices("i j k m", K)
    z, f, c = vector("z f c", K)
    y, q = vector("y q", K, simplex)
    J, hot = vector("J", K, positive), vector("hot", K, onehot)
    T = array("T", K, K, K)
    p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m))
    loss = -Sum(y[k] * log(p[k]), k)
    free = -Sum(c[k] * log(p[k]), k)
    mean = Sum(q[m] * f[m], m)
    yield right("Jacobian", D(p[k], z[j]), p[k] * (delta(k, j) - p[j]))
    yield right("Jacobian", D(softmax(z), z), diag(softmax(z)) - softmax(z) @ softmax(z).T)
    yield right("cross-entropy", D(loss, z[j]), p[j] - y[j])
    yield right("cross-entropy", D(free, z[j]), p[j] * Sum(c[k], k) - c[j])
    yield right("baseline", Sum(D(p[k], z[j]), k), 0)
    yield right("policy gradient", Sum(D(p[k], z[j]) * f[k], k), Sum(p[k] * D(log(p[k]), z[j]) * f[k], k))
    yield right("advantage", Sum(D(p[k], z[j]) * f[k], k), p[j] * (f[j] - Sum(p[k] * f[k], k)))
    yield right("variance", Sum(q[k] * (f[k] - mean)**2, k), Sum(q[k] * f[k]**2, k) - Sum(q[k] * f[k], k)**2)
    yield right("KL", Sum(y[k] * log(y[k] / q[k]), k), -Sum(y[k] * log(q[k]), k) + Sum(y[k] * log(y[k]), k))
    yield right("ELBO", Sum(q[k] * log(J[k] / q[k]), k) + Sum(q[k] * log(q[k] * Sum(J[m], m) / J[k]), k), log(Sum(J[k], k)))
    yield right("Fisher", Sum(p[k] * D(log(p[k]), z[i]) * D(log(p[k]), z[j]), k), p[i] * delta(i, j) - p[i] * p[j])
    yield wrong("Jacobian", D(p[k], z[j]), p[k] * (1 - p[j]), "lost the delta")
    yield wrong("cross-entropy", D(loss, z[j]), y[j] - p[j], "sign")
    yield wrong("cross-entropy", D(free, z[j]), p[j] - c[j], "needs Σ c = 1")
    yield wrong("policy gradient", Sum(D(p[k], z[j]) * f[k], k), p[j] * (1 - p[j]) * f[j], "only the diagonal")
    yield wrong("policy gradient", Sum(D(p[k], z[j]) * f[k], k), Sum(D(log(p[k]), z[j]) * f[k], k), "lost p")
    yield wrong("variance", Sum(c[k] * (f[k] - Sum(c[m] * f[m], m))**2, k), Sum(c[k] * f[k]**2, k) - Sum(c[k] * f[k], k)**2,
                "needs Σ c = 1")
    yield wrong("KL", Sum(y[k] * log(y[k] / q[k]), k), Sum(q[k] * log(q[k] / y[k]), k), "swapped")
    yield wrong("Fisher", Sum(p[k] * D(log(p[k]), z[i]) * D(log(p[k]), z[j]), k), p[i] * delta(i, j), "lost −p pᵀ")

    yield right("log-softmax", log(p[k]), z[k] - log(Sum(exp(z[m]), m)))
    yield right("log-softmax", D(log(p[k]), z[j]), delta(k, j) - p[j])
    yield right("log-sum-exp", D(log(Sum(exp(z[m]), m)), z[j]), p[j])
    yield right("log-sum-exp", D(log(Sum(exp(z[m]), m)), z[i], z[j]), p[i] * delta(i, j) - p[i] * p[j])
    yield right("log-sum-exp", log(Sum(exp(z[m]), m)), log(Sum(exp(z[m] - z[k]), m)) + z[k])
    yield right("normalised", Sum(p[k], k), 1)
    yield right("shift", Sum(q[k] * (f[k] - mean), k), 0)
    yield right("mean", E(f[k], k, q), Sum(q[k] * f[k], k))
    yield right("mean", E(f[k] - E(f[m], m, q), k, q), 0)
    yield right("mean", E((f[k] - c[k])**2, k, q), E(f[k]**2, k, q) - 2 * E(f[k] * c[k], k, q) + E(c[k]**2, k, q))
    yield right("mean of a mean", E(E(f[k] * c[m], m, y), k, q), E(f[k], k, q) * E(c[m], m, y))
    yield right("entropy", D(-Sum(p[k] * log(p[k]), k), z[j]), -p[j] * (log(p[j]) - Sum(p[k] * log(p[k]), k)))
    yield right("entropy", -Sum(q[k] * log(q[k]), k), Sum(q[k] * log(1 / q[k]), k))
    yield right("one label", -Sum(hot[k] * log(p[k]), k), log(Sum(exp(z[m]), m)) - Sum(hot[k] * z[k], k))
    yield right("one label", Sum(hot[k]**2, k), 1)
    yield right("importance", Sum(q[k] * (y[k] / q[k]) * f[k], k), Sum(y[k] * f[k], k))
    yield right("chi-squared", Sum((y[k] - q[k])**2 / q[k], k), Sum(y[k]**2 / q[k], k) - 1)
    yield right("three indices", Sum(T[i, j, k] * f[k], k), Sum(T[i, j, m] * f[m], m))
    yield right("three indices", D(Sum(T[i, k, m] * f[k] * f[m], k, m), f[j]), Sum((T[i, j, k] + T[i, k, j]) * f[k], k))
    yield right("double sum", Sum(f[i] * c[j], i, j), Sum(f[i], i) * Sum(c[j], j))
    yield right("double sum", Sum((f[i] - f[j])**2, i, j), 2 * K * Sum(f[i]**2, i) - 2 * Sum(f[i], i)**2)
    yield right("matrix form", f.T @ (diag(q) - q @ q.T) @ f, Sum(q[k] * f[k]**2, k) - Sum(q[k] * f[k], k)**2)
    yield right("matrix form", ones(K).T @ softmax(z), 1)
    yield wrong("log-softmax", log(p[k]), z[k] - Sum(z[m], m), "log of a sum")
    yield wrong("log-softmax", D(log(p[k]), z[j]), delta(k, j) - p[k], "p of the other index")
    yield wrong("log-sum-exp", D(log(Sum(exp(z[m]), m)), z[i], z[j]), p[i] * (1 - p[j]), "lost the delta")
    yield wrong("log-sum-exp", log(Sum(exp(z[m]), m)), log(Sum(exp(z[m] - z[k]), m)), "shift not undone")
    yield wrong("normalised", Sum(exp(z[k]), k), 1, "not normalised")
    yield wrong("mean", E(f[k]**2, k, q), E(f[k], k, q)**2, "square of the mean")
    yield wrong("mean", E(f[k] * c[k], k, q), E(f[k], k, q) * E(c[k], k, q), "not independent")
    yield wrong("mean of a mean", E(E(f[k] * c[m], m, y), k, q), E(f[k] * c[k], k, q), "two draws for one")
    yield wrong("entropy", D(-Sum(p[k] * log(p[k]), k), z[j]), -p[j] * log(p[j]), "lost the mean")
    yield wrong("one label", -Sum(hot[k] * log(p[k]), k), -log(p[1]), "any label")
    yield wrong("one label", Sum(q[k]**2, k), 1, "only for one label")
    yield wrong("importance", Sum(q[k] * (q[k] / y[k]) * f[k], k), Sum(y[k] * f[k], k), "ratio upside down")
    yield wrong("chi-squared", Sum((y[k] - q[k])**2 / q[k], k), Sum(y[k]**2 / q[k], k), "lost −1")
    yield wrong("three indices", D(Sum(T[i, k, m] * f[k] * f[m], k, m), f[j]), 2 * Sum(T[i, j, k] * f[k], k), "needs symmetry")
    yield wrong("three indices", T[i, j, k], T[j, i, k], "order of indices")
    yield wrong("double sum", Sum(f[i] * c[j], i, j), Sum(f[i] * c[i], i), "one index for two")
    yield wrong("double sum", Sum((f[i] - f[j])**2, i, j), 2 * Sum(f[i]**2, i) - 2 * Sum(f[i], i)**2, "lost K")
    yield wrong("matrix form", f.T @ diag(q) @ f, Sum(q[k] * f[k], k)**2, "Jensen's gap")


def information() -> Iterator[Pair]:
    rows, columns = dim("M", 2, 4), dim("K", 3, 5)
    a, b = indices("a", rows), indices("b", columns)
    P = matrix("P", rows, columns, joint)
    pa, pb = define("pa", a, Sum(P[a, b], b)), define("pb", b, Sum(P[a, b], a))
    joint_entropy = -Sum(P[a, b] * log(P[a, b]), a, b)
    ha, hb = -Sum(pa[a] * log(pa[a]), a), -Sum(pb[b] * log(pb[b]), b)
    information_ = Sum(P[a, b] * log(P[a, b] / (pa[a] * pb[b])), a, b)
    yield right("chain rule", joint_entropy, ha - Sum(P[a, b] * log(P[a, b] / pa[a]), a, b))
    yield right("mutual information", information_, ha + hb - joint_entropy)
    yield wrong("chain rule", joint_entropy, ha - Sum(P[a, b] * log(P[a, b] / pb[b]), a, b), "the other conditional")
    yield wrong("chain rule", joint_entropy, ha + hb, "independence")
    yield right("marginals", Sum(pa[a], a), 1)
    yield right("marginals", Sum(P[a, b] / pa[a], b), 1)
    yield right("mutual information", information_, hb + Sum(P[a, b] * log(P[a, b] / pa[a]), a, b))
    yield right("Bayes", P[a, b] / pb[b], P[a, b] / pa[a] * pa[a] / pb[b])
    yield wrong("marginals", Sum(P[a, b] / pa[a], a), 1, "sum over the other index")
    yield wrong("mutual information", information_, ha + hb + joint_entropy, "sign")
    yield wrong("Bayes", P[a, b] / pb[b], P[a, b] / pa[a], "lost the prior")


def causes() -> Iterator[Pair]:
    strata, arms, outcomes = dim("Z", 2, 3), dim("T", 2, 2), dim("Y", 3, 4)
    z, t, c = indices("z", strata), indices("t", arms), indices("c", outcomes)
    pz, e = vector("pz", strata, simplex), matrix("e", strata, arms, rowstochastic)
    value, r = vector("value", outcomes), matrix("r", strata, outcomes, rowstochastic)
    g, model = vector("g", strata, prob), vector("model", strata)
    outcome = Sum(r[z, c] * value[c], c)
    effect = Sum(pz[z] * outcome, z)
    yield right("weighting", Sum(pz[z] * e[z, 1] * Sum(r[z, c] * value[c] / e[z, 1], c), z), effect)
    yield right("back door", Sum(pz[z] * e[z, 1] * r[z, 1] / (Sum(e[z, t], t) * e[z, 1]), z), Sum(r[z, 1] * pz[z], z))
    yield right("doubly robust, outcome", Sum(pz[z] * (outcome + e[z, 1] * (outcome - outcome) / g[z]), z), effect)
    yield right("doubly robust, propensity", Sum(pz[z] * (model[z] + e[z, 1] * (outcome - model[z]) / e[z, 1]), z), effect)
    yield wrong("weighting", effect, Sum(pz[z] * e[z, 1] * outcome, z), "lost the weights")
    yield wrong("back door", Sum(r[z, 1] * pz[z], z), Sum(r[z, 1] * pz[z] * e[z, 1], z) / Sum(pz[z] * e[z, 1], z), "conditioning for doing")
    yield right("mixture", Sum(pz[z] * r[z, c], z, c), 1)
    yield wrong("mixture", Sum(pz[z] * r[z, c], z), r[1, c], "one stratum for all")
    yield wrong("doubly robust", Sum(pz[z] * (model[z] + e[z, 1] * (outcome - model[z]) / g[z]), z), effect, "both models wrong")


def networks() -> Iterator[Pair]:
    hidden, inputs, outputs = dim("h", 3, 4), dim("d", 2, 3), dim("o", 2, 2)
    W1, W2, x, y = matrix("W1", hidden, inputs), matrix("W2", outputs, hidden), vector("x", inputs), vector("y", outputs)
    a = define("a", tanh(W1 @ x))
    loss, inner = define("L", norm2(W2 @ tanh(W1 @ x) - y) / 2), define("L2", norm2(W2 @ a - y) / 2)
    error = W2 @ a - y
    back = hadamard(W2.T @ error, ones(hidden) - hadamard(a, a)) @ x.T
    yield right("outer layer", D(inner, W2), error @ a.T)
    yield right("inner layer", D(loss, W1), back)
    yield wrong("inner layer", D(loss, W1), W2.T @ error @ x.T, "lost the activation")
    yield wrong("inner layer", D(loss, W1), hadamard(W2.T @ error, ones(hidden) - a) @ x.T, "1 − tanh not squared")
    yield wrong("outer layer", D(inner, W2), a @ error.T, "transposed")
    yield right("input", D(loss, x), W1.T @ hadamard(W2.T @ error, ones(hidden) - hadamard(a, a)))
    yield right("linear layers", D(norm2(W2 @ W1 @ x), x), 2 * W1.T @ W2.T @ W2 @ W1 @ x)
    yield right("relu layer", W2 @ diag(relu(W1 @ x)) @ ones(hidden), W2 @ relu(W1 @ x))
    yield wrong("input", D(loss, x), W1.T @ W2.T @ error, "lost the activation")
    yield wrong("linear layers", D(norm2(W2 @ W1 @ x), x), W1.T @ W2.T @ W2 @ W1 @ x, "factor 2")


def odds_and_ends() -> Iterator[Pair]:
    d, n = dim("d", 2, 3), dim("n", 3, 5)
    H = matrix("H", d, d, diagonal_positive)
    i = indices("i", d)
    e, s = positive("e s")
    V = define("V", i, e * s / (H[i, i] * (2 - e * H[i, i])))
    x, one = vector("x", n), dim("one", 1, 3)
    A, u = matrix("A", one, one), vector("u", one)
    centre = eye(n) - ones(n) @ ones(n).T / n
    yield right("stationary variance", (1 - e * H[i, i]) * V[i] * (1 - e * H[i, i]) + e**2 * s, V[i])
    yield right("centring", centre @ centre @ x, x - ones(n) * (ones(n).T @ x) / n)
    yield right("centring", centre @ ones(n), 0 * x)
    yield right("centring", tr(centre), n - 1)
    yield right("sizes of 1", tr(A @ u @ u.T), u.T @ A @ u)
    yield right("sizes of 1", D(u.T @ A @ u, u), (A + A.T) @ u)
    yield right("sizes of 1", det(A @ A), det(A)**2)
    yield wrong("centring", centre @ x, x - ones(n).T @ x / n * ones(n) * n, "factor n")
    yield wrong("sizes of 1", A @ A.T, A.T @ A, "true for size 1")
    yield wrong("sizes of 1", tr(A), A[1, 1], "true for size 1")
    yield wrong("sizes of 1", u @ u.T, (u.T @ u) * eye(one), "true for size 1")


GROUPS: dict[str, tuple[Callable[[], Iterator[Pair]], ...]] = {
    "scalar": (scalar, more_scalar),
    "matrix": (least_squares, square_matrices, definite_matrices, principal_components, networks, odds_and_ends),
    "index": (softmax_and_policies, information, causes)}


def pairs() -> list[Pair]:
    """Return every pair, each with its group."""
    return [Pair(group, pair.topic, pair.a, pair.b, pair.equal, pair.why)
            for group, tables in GROUPS.items() for table in tables for pair in table()]
