"""Tail probabilities of the laws that judge samples, to about ten digits and without SciPy."""
from collections.abc import Iterator
from math import erfc, exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

Tails = tuple[float, float]     # P(X ≤ x), P(X ≥ x)


def normal(z: float) -> float:
    """Return P(|Z| ≥ |z|) of a standard normal Z."""
    return erfc(abs(z) / sqrt(2))


def normal_radius(level: float) -> float:
    """Return the r with P(|Z| ≥ r) = level."""
    return -NormalDist().inv_cdf(level / 2)


def student(t: float, freedom: float) -> float:
    """Return P(|T| ≥ |t|) of Student's law."""
    return beta(freedom / 2, 0.5, freedom / (freedom + t * t))[0] if t else 1.0


def student_quantile(level: float, freedom: float) -> float:
    """Return the t with P(|T| ≥ t) = level, by halving."""
    low, high = 0.0, 1.0
    while student(high, freedom) > level:
        high *= 2
    for _ in range(60):         # as below
        middle = (low + high) / 2
        low, high = (middle, high) if student(middle, freedom) > level else (low, middle)
    return high


def chi_square(x: float, freedom: float) -> Tails:
    return gamma(freedom / 2, x / 2)


def chi_square_quantile(level: float, freedom: float) -> float:
    """Return the x with P(X ≥ x) = level, by halving."""
    low, high = 0.0, freedom + 1.0
    while chi_square(high, freedom)[1] > level:
        high *= 2
    for _ in range(60):         # 2⁻⁶⁰ is below float64's own precision
        middle = (low + high) / 2
        low, high = (middle, high) if chi_square(middle, freedom)[1] > level else (low, middle)
    return high


def binomial(k: int, n: int, p: float) -> Tails:
    """Return (P(X ≤ k), P(X ≥ k)) of the number of successes in n trials."""
    return beta(n - k, k + 1, 1 - p)[0] if k < n else 1.0, beta(k, n - k + 1, p)[0] if k > 0 else 1.0


def gamma(a: float, x: float) -> Tails:
    """Return the regularised incomplete gamma functions (P(a, x), Q(a, x)).

    Below a + 1 the power series of P converges at once, above it the continued fraction of Q (DLMF 8.11.4 and 8.9.2);
    the other is 1 minus that, so the small one of the two is the accurate one.
    """
    if x <= 0:
        return 0.0, 1.0
    if x == inf:
        return 1.0, 0.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        lower = front * _series(a, x)
        return lower, 1 - lower
    upper = front / _continued(x + 1 - a, ((-i * (i - a), x + 2 * i + 1 - a) for i in _naturals(1)))
    return 1 - upper, upper


def beta(a: float, b: float, x: float) -> Tails:
    """Return the regularised incomplete beta functions (I_x(a, b), 1 − I_x(a, b)), by the continued fraction DLMF 8.17.22."""
    if x <= 0 or x >= 1:
        return (0.0, 1.0) if x <= 0 else (1.0, 0.0)
    if x > (a + 1) / (a + b + 2):           # there the fraction is slow, and its mirror image fast
        lower, upper = beta(b, a, 1 - x)
        return upper, lower
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    lower = front / _continued(1.0, ((_beta_numerator(i, a, b, x), 1.0) for i in _naturals(1)))
    return lower, 1 - lower


def _beta_numerator(i: int, a: float, b: float, x: float) -> float:
    m = i // 2
    if i % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _naturals(first: int, last: int = 100_000) -> Iterator[int]:
    return iter(range(first, last))         # both fractions need some √a terms: a hundred thousand is far beyond any sample


def _series(a: float, x: float) -> float:
    """Return Σ xⁿ / (a (a+1) … (a+n))."""
    term = total = 1 / a
    for n in _naturals(1):
        term *= x / (a + n)
        total += term
        if term < 1e-17 * total:
            break
    return total


def _continued(first: float, steps: Iterator[tuple[float, float]]) -> float:
    """Return b₀ + a₁/(b₁ + a₂/(b₂ + …)) of pairs (aᵢ, bᵢ), by Lentz's method."""
    tiny = 1e-300                           # stands for 0, which must not be divided by
    value = c = first or tiny
    d = 0.0
    for numerator, denominator in steps:
        d = 1 / (denominator + numerator * d or tiny)
        c = denominator + numerator / c or tiny
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value
