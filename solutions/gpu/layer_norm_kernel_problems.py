"""A row normalised, and the gradient back through it

steps · 12 min · difficulty 3 · part backward
"""
from cmath import sqrt
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (4, 9)       # entries, and one for each that is negative

STATEMENT = """For a row x of {c} numbers, layer normalisation gives $y_j = γ_j (x_j − μ)/σ + β_j$ with the mean μ and σ² the mean of $(x_j − μ)^2$ (no ε is \
added). Now x = {x}, γ = {gamma}, β = {beta}, and ∂L/∂y = {dy}. Return a dict, fractions as 'a/b': `moments`, the list [μ, σ]; `y`; `dx`, the gradient \
∂L/∂x; `dgamma`, the gradient ∂L/∂γ of this row."""


def generate(rng):
    sign, scale, mean = int(rng.choice([-1, 1])), int(rng.integers(1, 4)), int(rng.integers(-5, 8))
    pattern, size = [((1, -1, 1, -1), 1), ((1, -1, 7, -7), 5), ((-3, -1, -1, 5), 3), ((-3, -1, 0, 1, 3), 2)][rng.integers(4)]
    order = rng.permutation(len(pattern))
    x = [mean + sign * scale * pattern[i] for i in order]      # backwards: σ is no surd
    sigma, c = Fraction(scale * size), len(x)
    gamma, beta, dy = ([int(v) for v in rng.choice([-3, -2, -1, 1, 2, 3], c)] for _ in range(3))
    hat = [(v - mean) / sigma for v in x]
    g = [a * b for a, b in zip(gamma, dy, strict=True)]
    level, along = Fraction(sum(g), c), sum(a * h for a, h in zip(g, hat, strict=True)) / c
    dx = [(a - level - h * along) / sigma for a, h in zip(g, hat, strict=True)]
    if level == 0 or along == 0 or not any(dx) or len(set(gamma)) == 1:
        raise Rejected
    answer = {"moments": [str(mean), str(sigma)], "y": [str(a * h + b) for a, h, b in zip(gamma, hat, beta, strict=True)], "dx": [str(v) for v in dx],
              "dgamma": [str(d * h) for d, h in zip(dy, hat, strict=True)]}
    return Problem(STATEMENT, {"c": c, "x": x, "gamma": gamma, "beta": beta, "dy": dy}, answer,
                   steps=(f"normalised: {', '.join(map(str, hat))}", f"g = γ ∂L/∂y = {g}, its mean {level}, the mean of g times the normalised {along}",
                          "dx = (g − mean g − normalised · mean(g · normalised))/σ"))


def solve(c, x, gamma, beta, dy):
    # by complex steps: no derivative is written down
    def forward(x):
        mean = sum(x) / c
        sigma = sqrt(sum((v - mean)**2 for v in x) / c)
        return mean, sigma, [(v - mean) / sigma for v in x]

    def loss(x):
        return sum(d * (a * h + b) for d, a, h, b in zip(dy, gamma, forward(x)[2], beta, strict=True))
    h = 1e-30
    mean, sigma, hat = forward([complex(v) for v in x])
    return {"moments": [mean.real, sigma.real], "y": [a * v.real + b for a, v, b in zip(gamma, hat, beta, strict=True)],
            "dx": [loss([v + 1j * h * (k == j) for k, v in enumerate(x)]).imag / h for j in range(c)],
            "dgamma": [d * v.real for d, v in zip(dy, hat, strict=True)]}


def effort(c, x, gamma, beta, dy):
    return c + sum(v < 0 for v in x)


def mistakes(c, x, gamma, beta, dy):
    right = solve(c, x, gamma, beta, dy)
    mean, sigma = right["moments"]
    hat, g = [(v - mean) / sigma for v in x], [a * d for a, d in zip(gamma, dy, strict=True)]
    level, sample = sum(g) / c, sigma * (c / (c - 1))**0.5
    # x − μ over the larger deviation shrinks by σ over it; so do both gradients, which it makes of it
    less = sigma / sample
    found = {"the variance is divided by one less": {"moments": [mean, sample], "y": [a * h * less + b for a, h, b in zip(gamma, hat, beta, strict=True)],
                                                     "dx": [v * less for v in right["dx"]], "dgamma": [v * less for v in right["dgamma"]]},
             "mean and deviation are held fixed": right | {"dx": [v / sigma for v in g]},
             "only the mean moves, not the deviation": right | {"dx": [(v - level) / sigma for v in g]},
             "the factors γ are left out on the way back": right | {"dx": without(dy, hat, sigma, c)},
             "the gradient by γ is ∂L/∂y itself": right | {"dgamma": dy}}
    return found if sigma == 1 else found | {"the variance is taken for the deviation": right | {"moments": [mean, sigma**2]}}


def without(dy, hat, sigma, c):
    along = sum(d * h for d, h in zip(dy, hat, strict=True)) / c
    return [(d - sum(dy) / c - h * along) / sigma for d, h in zip(dy, hat, strict=True)]
