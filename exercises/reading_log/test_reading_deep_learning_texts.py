import numpy as np
from autograder.checks import Item, hint, holds, logged, numbers, quiz, require, until, value
from reading_deep_learning_texts import __doc__ as statement
from reference import deep_learning_texts as exact

DIGITS = 1e-6       # of the largest entry: six digits of a decimal are enough, and a wrong rule is further off
judged = dict(rtol=DIGITS)
counted = dict(rtol=0)
judged_loosely = {"resnet": "whole numbers, judged exactly"}
FIELDS = ("claim", "assumption", "evidence", "limitation")
STARTS = ["winning ticket", "random reinitialization", "random sparsity", "dense"]


def some(rng, least, most):
    return int(rng.integers(least, most + 1))


def one(rng, least, most, digits=2):
    return round(float(rng.uniform(least, most)), digits)


def decimals(rng, count, least, most):
    return until(np.all, lambda: rng.uniform(least, most, count).round(1))


def others(yours, mine):
    logs = {"book": yours.deep_learning_book_log, "attention": yours.attention_is_all_you_need_log,
            "scaling": yours.scaling_laws_log, "residual": yours.resnet_log,
            "rethinking": yours.rethinking_generalization_log, "lottery": yours.lottery_ticket_log,
            "guidance": yours.diffusion_beat_gans_log}
    return [log for name, log in logs.items() if name != mine]


# %% deep_learning_book: conditioning, losses, regularisation, momentum
def a_symmetric_matrix(rng):
    """Return a matrix with eigenvalues of both signs and of sizes that differ."""
    def draw():
        A = rng.integers(-5, 6, (3, 3))
        return np.tril(A) + np.tril(A, -1).T

    def good(A):
        values = np.linalg.eigvalsh(A)
        if abs(np.linalg.det(A)) < 0.5 or not values[0] < 0 < values[-1]:
            return False
        return 3 < exact.condition(A) < 1000 and abs(abs(values[-1] / values[0]) - exact.condition(A)) > 0.1
    return until(good, draw)


def a_bowl(rng):
    B = until(lambda B: abs(np.linalg.det(B)) > 1, lambda: rng.integers(-3, 4, (2, 2)))
    return {"A": B @ B.T, "g": until(np.all, lambda: rng.integers(-4, 5, 2))}


def dropped(rng):
    return {"X": rng.integers(1, 5, (3, 2)), "y": rng.integers(-9, 10, 3), "w": decimals(rng, 2, -2, 2), "keep": one(rng, 0.3, 0.9)}


def hessians(rng):
    def of(signs):
        Q = until(lambda Q: abs(np.linalg.det(Q)) == 1, lambda: rng.integers(-2, 3, (2, 2)))
        return Q @ np.diag(signs * rng.integers(1, 4, 2)) @ Q.T
    signs = [np.array(pair) for pair in ([1, 1], [-1, -1], [1, -1], [[1, 1], [-1, -1], [-1, 1]][rng.integers(3)])]
    return {"hessians": [of(signs[i]) for i in rng.permutation(4)]}


BOOK = [
    Item("condition number", "conditioning", lambda rng: {"A": a_symmetric_matrix(rng)}, value(exact.condition, **judged)),
    Item("steepest descent", "conditioning", a_bowl, value(exact.best_step, **judged)),
    Item("softmax loss", "losses", lambda rng: {"z": decimals(rng, 4, -3, 3), "label": some(rng, 0, 3)},
         value(exact.softmax_loss, **judged)),
    Item("sigmoid loss", "losses", lambda rng: {"z": one(rng, -3, 3), "y": some(rng, 0, 1)},
         value(lambda z, y: -np.log(y + (1 - 2 * y) / (1 + np.exp(z))), **judged)),
    Item("dropout of inputs", "regularisation", dropped, value(exact.dropout, **judged)),
    Item("weight decay", "regularisation",
         lambda rng: {"eigenvalues": decimals(rng, 3, 0.2, 5), "optimum": decimals(rng, 3, -3, 3), "alpha": one(rng, 0.2, 2)},
         value(lambda eigenvalues, optimum, alpha: np.linalg.solve(np.diag(eigenvalues + alpha), eigenvalues * optimum), **judged)),
    Item("critical points", "optimisation", hessians, value(exact.critical, **judged, among=["minimum", "maximum", "saddle"])),
    Item("half-life of momentum", "momentum", lambda rng: {"alpha": one(rng, 0.6, 0.98)},
         value(lambda alpha: -1 / np.log2(alpha), **judged)),
    Item("velocity", "momentum",
         lambda rng: {"alpha": one(rng, 0.6, 0.98), "rate": one(rng, 0.01, 0.3), "gradient": decimals(rng, 2, -3, 3)},
         value(exact.velocity, **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the book again.")
def test_deep_learning_book(yours, rng):
    """Your answers on conditioning, losses, regularisation and momentum are right, 8 of 9 at least."""
    quiz(yours.deep_learning_book, BOOK, rng)


def test_deep_learning_book_is_logged(yours):
    """Your log of Deep Learning says when and what you read, what it taught you, and what the book claims."""
    logged(yours.deep_learning_book_log, statement=statement, sections=4, also=FIELDS, others=others(yours, "book"))


# %% attention_is_all_you_need: counts, positions, schedule
def a_model(rng):
    d = 8 * some(rng, 8, 80)
    return {"vocabulary": some(rng, 5000, 50000), "layers": some(rng, 2, 12), "d_model": d, "d_ff": d * some(rng, 2, 5)}


def a_layer(rng):
    return {name: n for name, n in a_model(rng).items() if name in ("d_model", "d_ff")}


def share(**model):
    return exact.count(**model, kinds=["embedding"]) / exact.count(**model)


def a_place(rng):
    """Return a place and a dimension of some middle pair."""
    d = 2 * some(rng, 8, 40)
    return {"place": some(rng, 3, 60), "dimension": some(rng, 2, d // 2), "d_model": d}


def an_offset(rng):
    d = 2 * some(rng, 8, 40)
    return {"offset": some(rng, 1, 20), "pair": some(rng, 1, d // 6), "d_model": d}


def a_schedule(rng):
    """Return a step before the end of the warm-up or after it."""
    warmup = 100 * some(rng, 5, 60)
    return {"step": int(warmup * rng.choice([one(rng, 0.1, 0.9), one(rng, 1.5, 9)])), "d_model": 8 * some(rng, 8, 80), "warmup": warmup}


ATTENTION = [
    Item("parameters of a layer", "counting", a_layer,
         value(lambda d_model, d_ff: exact.count(0, 1, d_model, d_ff, ["encoder"]), **counted)),
    Item("parameters of the model", "counting", a_model, value(exact.count, **counted)),
    Item("share of the embedding", "counting", a_model, value(share, **judged)),
    Item("position", "positional encoding", a_place, value(exact.position, **judged)),
    Item("shift", "positional encoding", an_offset, value(exact.shift, **judged)),
    Item("learning rate", "the schedule", a_schedule, value(exact.rate, **judged)),
    Item("highest rate", "the schedule", lambda rng: {name: n for name, n in a_schedule(rng).items() if name != "step"},
         value(lambda d_model, warmup: max(exact.rate(step, d_model, warmup) for step in range(1, 2 * warmup)), **judged)),
    Item("operations", "the table of layers",
         lambda rng: {"n": some(rng, 20, 500), "d": some(rng, 64, 512), "k": some(rng, 3, 9), "r": some(rng, 5, 19)},
         value(lambda n, d, k, r: [n ** 2 * d, n * d ** 2, k * n * d ** 2, r * n * d], **counted)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the paper again.")
def test_attention_is_all_you_need(yours, rng):
    """Your counts, positions and rates of the Transformer are right, 7 of 8 at least."""
    quiz(yours.attention_is_all_you_need, ATTENTION, rng)


def test_attention_is_all_you_need_is_logged(yours):
    """Your log of Attention Is All You Need says when and what you read, what it taught you, and what the paper claims."""
    logged(yours.attention_is_all_you_need_log, statement=statement, sections=2, also=FIELDS, others=others(yours, "attention"))


# %% scaling_laws: exponents, compute, batches
def both_limited(rng):
    return {"N": float(10 ** one(rng, 6, 9)), "D": float(10 ** one(rng, 7, 10)), "N_c": 8.8e13, "D_c": 5.4e13,
            "alpha_N": one(rng, 0.05, 0.1, 3), "alpha_D": one(rng, 0.08, 0.12, 3)}


def two_exponents(rng):
    return {"factor": some(rng, 5, 100), "kaplan": one(rng, 0.65, 0.8), "hoffmann": one(rng, 0.4, 0.55)}


SCALING = [
    Item("ratio of losses", "power laws", lambda rng: {"alpha": one(rng, 0.04, 0.3), "factor": some(rng, 2, 100)},
         value(lambda alpha, factor: np.exp(-alpha * np.log(factor)), **judged)),
    Item("growth for a loss", "power laws", lambda rng: {"alpha": one(rng, 0.05, 0.3), "ratio": one(rng, 0.7, 0.95)},
         value(lambda alpha, ratio: np.exp(-np.log(ratio) / alpha), **judged)),
    Item("loss of both", "models and data", both_limited, value(exact.joint_loss, **judged)),
    Item("data to keep up", "models and data",
         lambda rng: {"alpha_N": one(rng, 0.05, 0.08, 3), "alpha_D": one(rng, 0.09, 0.12, 3), "factor": some(rng, 2, 50)},
         value(lambda alpha_N, alpha_D, factor: np.exp(np.log(factor) * alpha_N / alpha_D), **judged)),
    Item("critical batch", "batches", lambda rng: {"B_star": 1e5 * some(rng, 1, 50), "alpha_B": one(rng, 0.15, 0.3), "L": one(rng, 2, 5)},
         value(lambda B_star, alpha_B, L: B_star * np.exp(-np.log(L) / alpha_B), **judged)),
    Item("steps and data", "batches", lambda rng: {"S": some(rng, 1000, 9000), "B": some(rng, 50, 150), "B_crit": some(rng, 200, 900)},
         value(lambda S, B, B_crit: [S * B / (B + B_crit), S * B * B_crit / (B + B_crit)], **judged)),
    Item("compute-optimal", "compute", lambda rng: {"factor": some(rng, 5, 100), "exponent": one(rng, 0.55, 0.8)},
         value(lambda factor, exponent: [np.exp(exponent * np.log(factor)), factor / np.exp(exponent * np.log(factor))], **judged)),
    Item("two laws apart", "compute", two_exponents,
         value(lambda factor, kaplan, hoffmann: np.exp(2 * (kaplan - hoffmann) * np.log(factor)), **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the paper again.")
def test_scaling_laws(yours, rng):
    """Your losses, batches and budgets by the scaling laws are right, 7 of 8 at least."""
    quiz(yours.scaling_laws, SCALING, rng)


def test_scaling_laws_is_logged(yours):
    """Your log of Scaling Laws says when and what you read, what it taught you, and what the paper claims."""
    logged(yours.scaling_laws_log, statement=statement, sections=2, also=FIELDS, others=others(yours, "scaling"))


# %% resnet: counting layers, weights, shortcuts
def a_network(rng):
    return {"blocks": rng.integers(2, 9, 4), "kind": ["basic", "bottleneck"][rng.integers(2)]}


def a_block(rng):
    return {"channels": 8 * some(rng, 2, 64), "w": 8 * some(rng, 2, 64)}


def four_cases(rng):
    """Return cases of each kind in any order; errors in tenths."""
    def case(train, test):
        a, b = one(rng, 20, 30, 1), one(rng, 32, 40, 1)
        return {"shallow": [a, b], "deeper": [round(a + train * one(rng, 1, 5, 1), 1), round(b + test * one(rng, 0.5, 1.5, 1), 1)]}
    ways = [(1, 1), (-1, 1), (-1, -1), [(1, 1), (-1, 1), (1, -1)][rng.integers(3)]]
    return {"cases": [case(*ways[i]) for i in rng.permutation(4)]}


def blame(cases):
    kinds = {(True, True): "degradation", (True, False): "degradation", (False, True): "overfitting", (False, False): "neither"}
    return [kinds[case["deeper"][0] > case["shallow"][0], case["deeper"][1] > case["shallow"][1]] for case in cases]


RESIDUAL = [
    Item("layers", "depth", a_network, value(lambda blocks, kind: len(exact.convolutions(blocks, kind)) + 1, **counted)),
    Item("layers for small pictures", "depth", lambda rng: {"n": some(rng, 3, 40)}, value(lambda n: 6 * n + 2, **counted)),
    Item("weights of a block", "blocks", a_block, value(exact.block_weights, **counted)),
    Item("cost of a block", "blocks", lambda rng: {**a_block(rng), "side": some(rng, 7, 60)},
         value(lambda channels, w, side: [side ** 2 * weights for weights in exact.block_weights(channels, w)], **counted)),
    Item("projections", "shortcuts", a_network,
         value(lambda blocks, kind: [0, len(exact.projected(blocks, kind)), int(sum(blocks))], **counted)),
    Item("weights of shortcuts", "shortcuts", a_network,
         value(lambda blocks, kind: sum(a * b for a, b in exact.projected(blocks, kind)), **counted)),
    Item("slope", "why shortcuts", lambda rng: {"weights": decimals(rng, 5, -0.5, 0.9)},
         value(lambda weights: [np.prod(weights), np.prod(1 + weights)], **judged)),
    Item("what went wrong", "degradation", four_cases, value(blame, **judged, among=["degradation", "overfitting", "neither"])),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the paper again.")
def test_resnet(yours, rng):
    """Your counts of layers, weights and shortcuts are right, 7 of 8 answers at least."""
    quiz(yours.resnet, RESIDUAL, rng)


def test_resnet_is_logged(yours):
    """Your log of Deep Residual Learning says when and what you read, what it taught you, and what the paper claims."""
    logged(yours.resnet_log, statement=statement, sections=2, also=FIELDS, others=others(yours, "residual"))


# %% rethinking_generalization: networks that fit anything
def a_sample(rng):
    """Return points in the plane, all different, with labels that no linear function has."""
    def good(g):
        rest = np.linalg.lstsq(np.column_stack([g["X"], np.ones(5)]), g["y"], rcond=None)[1]
        return len(np.unique(g["X"], axis=0)) == 5 and rest.sum() > 1
    return until(good, lambda: {"X": rng.integers(-5, 6, (5, 2)), "y": rng.integers(-9, 10, 5)})


def interpolates(answer, X, y):
    answer = list(answer) if isinstance(answer, (list, tuple)) else answer
    require(isinstance(answer, list) and len(answer) == 3, "a list of three is asked for: a, b and w")
    a, b, w = numbers(answer[0], 2, said="a"), numbers(answer[1], 5, said="b"), numbers(answer[2], 5, said="w")
    terms = np.maximum((X @ a)[:, None] - b, 0) * w
    size = max(abs(terms).max(), abs(y).max())
    require((abs(terms.sum(axis=1) - y) <= 10 * DIGITS * size).all(), "the network does not give yᵢ at every xᵢ")


def with_thresholds(rng):
    """Return a sample with a direction that tells its points apart, and a threshold before each."""
    def draw():
        given = {**a_sample(rng), "a": rng.integers(1, 4, 2)}
        z = np.sort(given["X"] @ given["a"])
        return {**given, "b": z - rng.choice([0.25, 0.5, 0.75])}
    return until(lambda g: np.diff(np.sort(g["b"])).min() >= 1, draw)


def last_weights(X, y, a, b):
    return exact.triangular(np.maximum((X @ a)[:, None] - b, 0)[np.argsort(X @ a)], y[np.argsort(X @ a)])


def wide(rng):
    return until(lambda g: np.linalg.cond(g["X"]) < 20,
                 lambda: {"X": rng.integers(-4, 5, (2, 4)), "y": rng.integers(1, 9, 2), "x": rng.integers(1, 5, 4)})


def noise(rng):
    return {"classes": some(rng, 2, 10), "rate": one(rng, 0.1, 0.9)}


RETHINKING = [
    Item("fits anything", "the theorem", a_sample, holds(interpolates)),
    Item("last weights", "the theorem", with_thresholds, value(last_weights, **judged)),
    Item("parameters", "the theorem", lambda rng: {"n": some(rng, 100, 9999), "d": some(rng, 50, 5000)},
         value(lambda n, d: n + n + d, **counted)),
    Item("least norm", "linear models", wide, value(lambda X, y, x: x @ np.linalg.pinv(X) @ y, **judged)),
    Item("complexity of predictions", "Rademacher complexity", lambda rng: {"table": rng.choice([-1, 1], (5, 4))},
         value(exact.rademacher, **judged)),
    Item("complexity of a ball", "Rademacher complexity", lambda rng: {"X": rng.integers(1, 6, (4, 2)), "radius": one(rng, 0.5, 3)},
         value(exact.rademacher_of_a_ball, **judged)),
    Item("labels left", "randomised labels", noise, value(lambda classes, rate: 1 - rate * (classes - 1) / classes, **judged)),
    Item("accuracy on noise", "randomised labels", lambda rng: {**noise(rng), "accuracy": one(rng, 0.5, 0.95)},
         value(exact.accuracy, **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the paper again.")
def test_rethinking_generalization(yours, rng):
    """Your networks that fit anything, complexities and accuracies on noise are right, 7 of 8 answers at least."""
    quiz(yours.rethinking_generalization, RETHINKING, rng)


def test_rethinking_generalization_is_logged(yours):
    """Your log of Rethinking Generalization says when and what you read, what it taught you, and what the paper claims."""
    logged(yours.rethinking_generalization_log, statement=statement, sections=2, also=FIELDS, others=others(yours, "rethinking"))


# %% lottery_ticket: pruning round by round
def rounds_to(rng):
    """Return a rate and a target that is passed between two rounds, not met by one, at three rounds or more."""
    rate, n = one(rng, 0.1, 0.4), some(rng, 3, 9)
    return {"rate": rate, "target": float((1 - rate) ** (n - one(rng, 0.2, 0.8)))}


def layers(rng):
    """Return layers whose last is pruned at half the rate of the others."""
    rate = one(rng, 0.1, 0.3)
    return {"sizes": [some(rng, 10, 300) * 100 for _ in range(3)], "rates": [rate, rate, rate / 2], "rounds": some(rng, 2, 6)}


def left(sizes, rates, rounds):
    return np.dot(sizes, (1 - np.array(rates)) ** rounds) / sum(sizes)


def pruned_once(rng):
    """Return weights of both signs, different in size, of which some are pruned and were not the smallest."""
    def draw():
        trained = rng.permutation(np.arange(1, 9)) / 10 * rng.choice([-1, 1], 8)
        return {"trained": trained, "mask": rng.permutation([0, 0, 1, 1, 1, 1, 1, 1]), "prune": 2}

    def shows(g):
        goes = np.array(exact.next_mask(**g)) != g["mask"]
        by_value = np.argsort(np.where(g["mask"], g["trained"], np.inf))[:2]
        of_all = np.argsort(abs(g["trained"]))[:2]
        return not goes[by_value].all() and not g["mask"][of_all].all()
    return until(shows, draw)


def with_first_weights(rng):
    return {"initial": rng.permutation(np.arange(1, 9)) / 20 * rng.choice([-1, 1], 8), **pruned_once(rng)}


def four_starts(rng):
    initial, mask = rng.permutation(np.arange(1, 7)) / 10, rng.permutation([0, 0, 1, 1, 1, 1])
    again = until(lambda other: (other != initial).all(), lambda: rng.permutation(np.arange(1, 7)) / 10)
    elsewhere = until(lambda other: (other != mask).any(), lambda: rng.permutation(mask))
    starts = [initial * mask, again * mask, initial * elsewhere, initial]
    return {"initial": initial, "mask": mask, "starts": [starts[i] for i in rng.permutation(4)]}


def kinds(initial, mask, starts):
    def kind(start):
        if start.all():
            return "dense"
        same_values, same_mask = (start[start != 0] == initial[start != 0]).all(), ((start != 0) == mask).all()
        return ("winning ticket" if same_mask else "random sparsity") if same_values else "random reinitialization"
    return [kind(start) for start in starts]


LOTTERY = [
    Item("weights left", "rounds", lambda rng: {"rate": one(rng, 0.1, 0.4), "rounds": some(rng, 2, 12)},
         value(lambda rate, rounds: np.prod([1 - rate] * rounds), **judged)),
    Item("rounds needed", "rounds", rounds_to, value(exact.rounds, **counted)),
    Item("left of a network", "rounds", layers, value(left, **judged)),
    Item("next mask", "pruning", pruned_once, value(exact.next_mask, **counted)),
    Item("start of the ticket", "pruning", with_first_weights,
         value(lambda initial, **given: initial * exact.next_mask(**given), **judged)),
    Item("which start is which", "controls", four_starts, value(kinds, **judged, among=STARTS)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the paper again.")
def test_lottery_ticket(yours, rng):
    """Your rounds, masks and starts of lottery tickets are right, 5 of 6 at least."""
    quiz(yours.lottery_ticket, LOTTERY, rng)


def test_lottery_ticket_is_logged(yours):
    """Your log of the lottery ticket hypothesis says when and what you read, what it taught you, and what the paper claims."""
    logged(yours.lottery_ticket_log, statement=statement, sections=2, also=FIELDS, others=others(yours, "lottery"))


# %% diffusion_beat_gans: guidance by a classifier
def a_guided_step(rng):
    return {"mean": decimals(rng, 3, -2, 2), "variances": decimals(rng, 3, 0.1, 0.9), "gradient": decimals(rng, 3, -2, 2),
            "scale": one(rng, 1.5, 6, 1)}


def a_noise(rng):
    return {"noise": decimals(rng, 3, -2, 2), "alpha_bar": one(rng, 0.1, 0.9), "gradient": decimals(rng, 3, -2, 2),
            "scale": one(rng, 1.5, 6, 1)}


def a_mixture(rng):
    """Return three classes that all have a share in x."""
    weights = np.array([[0.2, 0.3, 0.5], [0.5, 0.3, 0.2], [0.3, 0.2, 0.5], [0.6, 0.2, 0.2]])[rng.integers(4)]
    return until(lambda g: exact.sharpened(**g, scale=1).min() > 0.05,
                 lambda: {"x": one(rng, -1, 1, 1), "means": decimals(rng, 3, -2, 2), "variances": decimals(rng, 3, 0.4, 2),
                          "weights": weights})


def of_a_class(rng):
    """Return a class towards which there is something to gain."""
    return until(lambda g: abs(exact.class_gradient(**g)) > 0.1, lambda: {**a_mixture(rng), "label": some(rng, 0, 2)})


def guided(scale, label, **mixture):
    return exact.marginal_score(**mixture) + scale * exact.class_gradient(**mixture, label=label)


GUIDANCE = [
    Item("guided mean", "guidance", a_guided_step,
         value(lambda mean, variances, gradient, scale: mean + scale * np.diag(variances) @ gradient, **judged)),
    Item("guided noise", "guidance", a_noise,
         value(lambda noise, alpha_bar, gradient, scale: noise - scale * (1 - alpha_bar) ** 0.5 * gradient, **judged)),
    Item("gradient of a class", "classifiers", of_a_class, value(exact.class_gradient, **judged)),
    Item("guided score", "classifiers", lambda rng: {**of_a_class(rng), "scale": one(rng, 1.5, 6, 1)}, value(guided, **judged)),
    Item("sharpened classes", "the scale", lambda rng: {**a_mixture(rng), "scale": one(rng, 1.5, 4, 1)}, value(exact.sharpened, **judged)),
    Item("cost of a sample", "operations",
         lambda rng: {"steps": some(rng, 25, 250), "denoiser": some(rng, 300, 900), "classifier": some(rng, 20, 90)},
         value(lambda steps, denoiser, classifier: steps * denoiser + steps * (classifier + 2 * classifier), **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the paper again.")
def test_diffusion_beat_gans(yours, rng):
    """Your guided means, noises and scores are right, 5 of 6 answers at least."""
    quiz(yours.diffusion_beat_gans, GUIDANCE, rng)


def test_diffusion_beat_gans_is_logged(yours):
    """Your log of Diffusion Models Beat GANs says when and what you read, what it taught you, and what the paper claims."""
    logged(yours.diffusion_beat_gans_log, statement=statement, sections=2, also=FIELDS, others=others(yours, "guidance"))
