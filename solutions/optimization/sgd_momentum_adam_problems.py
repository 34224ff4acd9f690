"""Three steps of momentum, Nesterov and Adam

steps · 12 min · difficulty 2
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (6, 20)      # digits of the numbers that have to be carried

STATEMENT = """One parameter stands at θ = {theta}, and its gradients in three steps are {g}, whatever θ is then. Where is it after each step? Return a \
dict of three lists of three numbers, fractions as 'a/b':
`momentum`: b ← {mu} b + g, θ ← θ − {lr} b, b being g itself in the first step;
`nesterov`: the same b, but θ ← θ − {lr} (g + {mu} b);
`adam`: m ← {beta1} m + (1 − {beta1}) g and v ← {beta2} v + (1 − {beta2}) g², both 0 at first; in step t, m and v are divided by 1 − ({beta1})ᵗ and by \
1 − ({beta2})ᵗ, and θ moves by −{lr} times the one over the root of the other (ε = 0)."""


def generate(rng):
    size = int(rng.integers(2, 7))
    g = [size * int(rng.choice([-1, 1])) for _ in range(3)]         # of one size: then √v̂ is no surd
    theta = int(rng.integers(-9, 10))
    lr, mu, beta1, beta2 = Fraction(1, int(rng.choice([2, 4, 5, 10]))), Fraction(1, int(rng.integers(2, 5))), \
        Fraction(*[(1, 2), (1, 3), (2, 3), (3, 4)][rng.integers(4)]), Fraction(9, 10)
    if len(set(g)) == 1:
        raise Rejected          # Adam then walks by lr each time
    b, places = Fraction(0), {"momentum": [], "nesterov": [], "adam": []}
    plain = looking = adam = Fraction(theta)
    m = v = Fraction(0)
    for t, gradient in enumerate(g, 1):
        b = mu * b + gradient
        plain, looking = plain - lr * b, looking - lr * (gradient + mu * b)
        m, v = beta1 * m + (1 - beta1) * gradient, beta2 * v + (1 - beta2) * gradient**2
        assert v / (1 - beta2**t) == size**2
        adam -= lr * m / (1 - beta1**t) / size
        for name, place in zip(places, (plain, looking, adam), strict=True):
            places[name].append(str(place))
    if any("0" in after for after in places.values()):
        raise Rejected          # at 0 some mistakes cannot be told from what is right
    return Problem(STATEMENT, {"theta": theta, "g": g, "lr": str(lr), "mu": str(mu), "beta1": str(beta1), "beta2": str(beta2)}, answer=places,
                   steps=(f"all g² are {size**2}, and so is v/(1 − ({beta2})ᵗ): Adam divides by {size}",
                          "b collects μ-weighted gradients, m an average of them"))


def solve(theta, g, lr, mu, beta1, beta2):
    # without a recursion: each step is a weighted sum of the gradients up to it
    lr, mu, beta1, beta2 = map(Fraction, (lr, mu, beta1, beta2))
    times = range(1, 4)
    b = [sum(mu**(t - i) * g[i - 1] for i in range(1, t + 1)) for t in times]
    ahead = [g[t - 1] + mu * b[t - 1] for t in times]
    weights = [[beta1**(t - i) for i in range(1, t + 1)] for t in times]
    mean = [sum(w * x for w, x in zip(row, g, strict=False)) / sum(row) for row in weights]
    square = [sum(beta2**(t - i) * g[i - 1]**2 for i in range(1, t + 1)) / sum(beta2**(t - i) for i in range(1, t + 1)) for t in times]
    adam = [float(m) / float(s)**0.5 for m, s in zip(mean, square, strict=True)]
    return {"momentum": walk(theta, lr, b), "nesterov": walk(theta, lr, ahead), "adam": walk(theta, float(lr), adam)}


def effort(theta, g, lr, mu, beta1, beta2):
    return len(str(abs(theta))) + sum(len(str(Fraction(x).denominator)) for x in (lr, mu, beta1, beta2)) + sum(x < 0 for x in g)


def mistakes(theta, g, lr, mu, beta1, beta2):
    right = solve(theta, g, lr, mu, beta1, beta2)
    lr, mu, beta1, beta2 = map(Fraction, (lr, mu, beta1, beta2))
    averaged, biased, m, v = [], [], Fraction(0), 0.0
    for x in g:
        averaged.append(mu * (averaged[-1] if averaged else 0) + (1 - mu) * x)
        m, v = beta1 * m + (1 - beta1) * x, float(beta2) * v + float(1 - beta2) * x**2
        biased.append(float(m) / v**0.5)
    signs = [abs(x) // x for x in g]
    return {"momentum is taken as an average": right | {"momentum": walk(theta, lr, averaged)},
            "the bias is not corrected": right | {"adam": walk(theta, float(lr), biased)},
            "Nesterov's step is the same as momentum's": right | {"nesterov": right["momentum"]},
            "Adam is taken to walk by the sign of the latest gradient": right | {"adam": walk(theta, lr, signs)},
            "goes uphill": {name: [2 * theta - place for place in places] for name, places in right.items()}}


def walk(theta, lr, directions):
    """Return the places after each step."""
    places = [theta]
    for direction in directions:
        places.append(places[-1] - lr * direction)
    return places[1:]
