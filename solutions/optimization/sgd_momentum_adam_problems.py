"""Three steps with momentum, by hand

steps · 8 min · difficulty 2 · part sgd
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (8, 20)      # digits and signs of all numbers

STATEMENT = """One parameter starts at θ = {theta}; its gradients in three steps are {g}, wherever it is. The rate is {lr}, the momentum \
μ = {mu}. The buffer b is the gradient itself in the first step and then becomes μ b + g; θ moves by −rate · b, with Nesterov's momentum \
by −rate · (g + μ b), where b holds g already. Return a dict: θ after the three steps by either rule, `momentum` and `nesterov`, and \
`buffer`, the last b. Fractions may be given as 'a/b'."""


def generate(rng):
    g = [int(rng.choice([-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6])) for _ in range(3)]
    theta, lr = int(rng.integers(-9, 10)), Fraction(1, int(rng.choice([2, 4, 5, 10])))
    mu = Fraction(*((1, 2), (3, 4), (4, 5), (9, 10))[rng.integers(4)])
    if len(set(g)) < 3 or theta == 0:
        raise Rejected
    # θ₃ = θ₀ − lr Σ gᵢ (1 + μ + … + μ³⁻ⁱ)
    weights = [sum(mu**k for k in range(3 - i)) for i in range(3)]
    heavy = theta - lr * sum(w * one for w, one in zip(weights, g, strict=True))
    ahead = theta - lr * sum((1 + mu * w) * one for w, one in zip(weights, g, strict=True))
    return Problem(STATEMENT, {"theta": theta, "g": g, "lr": str(lr), "mu": str(mu)},
                   answer={"momentum": str(heavy), "nesterov": str(ahead), "buffer": str(mu * mu * g[0] + mu * g[1] + g[2])},
                   steps=(f"b: {g[0]}, {mu * g[0] + g[1]}, {mu * mu * g[0] + mu * g[1] + g[2]}", "θ₃ = θ₀ − rate · (b₁ + b₂ + b₃)",
                          "Nesterov: θ₃ = θ₀ − rate · (Σ g + μ Σ b)"))


def run(theta, g, lr, mu, damping=0, start=None):
    """The rule, step by step; with `start` the buffer is that before the first step."""
    lr, mu, heavy, ahead, buffer = Fraction(lr), Fraction(mu), Fraction(theta), Fraction(theta), start
    for one in g:
        buffer = one if buffer is None else mu * buffer + (1 - damping) * one
        heavy, ahead = heavy - lr * buffer, ahead - lr * (one + mu * buffer)
    return {"momentum": heavy, "nesterov": ahead, "buffer": buffer}


def solve(theta, g, lr, mu):
    return run(theta, g, lr, mu)        # independent: step by step, where the key is a sum


def effort(theta, g, lr, mu):
    return sum(len(str(number)) for number in (theta, *g)) + len(lr) + len(mu)


def mistakes(theta, g, lr, mu):
    right = run(theta, g, lr, mu)
    return {"the gradient is damped by 1 − μ": run(theta, g, lr, mu, damping=Fraction(mu), start=0),
            "momentum is left out": right | {"momentum": theta - Fraction(lr) * sum(g)},
            "Nesterov's step takes the buffer once more, without the gradient":
                right | {"nesterov": theta - Fraction(mu) * (theta - right["momentum"])},
            "θ goes uphill": right | {"momentum": 2 * theta - right["momentum"]}}
