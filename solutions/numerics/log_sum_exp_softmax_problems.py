"""The derivative of a sum of softplus functions

symbolic · 6 min · difficulty 2 · part binary
"""
from autograder.algebra import exp, real, sigmoid, softplus
from autograder.checks import answers
from autograder.problems import Problem, Rejected

BAND = (4, 12)      # numbers that have to be carried, and one for each sign
x = real("x")


def written(a, b, c, d):
    return a * softplus(b * x) + c * x * softplus(d * x)


def goal(a, b, c, d):
    return a * b * sigmoid(b * x) + c * softplus(d * x) + c * d * x * sigmoid(d * x)


def generate(rng):
    a, b, c, d = (int(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4])) for _ in range(4))
    if abs(b) == abs(d) or 1 in (abs(a), abs(b)):
        raise Rejected      # equal slopes let terms run together; a factor of 1 shows no mistake
    found = goal(a, b, c, d)
    return Problem(f"Return the derivative by x of f(x) = {written(a, b, c, d)}, where softplus(z) = log(1 + exp(z)). "
                   "`softplus`, `sigmoid` and `exp` are at hand; D is not to be left in what you return.",
                   {"a": a, "b": b, "c": c, "d": d}, answer=str(found), setup='x = real("x")',
                   steps=(f"return {found!r}",))


def solve(a, b, c, d):
    # independent: from the definition, log(1 + exp(z))′ = exp(z)/(1 + exp(z)) z′
    return a * b * exp(b * x) / (1 + exp(b * x)) + c * softplus(d * x) + c * x * d * exp(d * x) / (1 + exp(d * x))


def check(ask, problem):
    answers(ask, goal(**problem.parameters))


def effort(a, b, c, d):
    return 4 + sum(number < 0 for number in (a, b, c, d)) + sum(abs(number) > 1 for number in (a, b, c, d))


def mistakes(a, b, c, d):
    return {"the inner derivative is forgotten": a * sigmoid(b * x) + c * softplus(d * x) + c * x * sigmoid(d * x),
            "sigmoid is differentiated in place of softplus":
                a * b * sigmoid(b * x) * (1 - sigmoid(b * x)) + c * softplus(d * x) + c * d * x * sigmoid(d * x) * (1 - sigmoid(d * x)),
            "the factor x is taken for a constant": a * b * sigmoid(b * x) + c * d * x * sigmoid(d * x),
            "the sign inside the sigmoid is turned round": a * b * sigmoid(-b * x) + c * softplus(d * x) + c * d * x * sigmoid(d * x)}
