"""Deep-learning books and core papers

175 min · difficulty 3

A book and the papers that a conversation on deep learning takes for granted.  Read one, keep its log, then write the function
that answers its quiz.  The minutes are for the quizzes; reading takes as long as it takes.

    book        Ian Goodfellow, Yoshua Bengio, Aaron Courville, Deep Learning, MIT Press, 2016.  Read chapters 4 and 6 to 8.
    attention   Ashish Vaswani and others, Attention Is All You Need, NeurIPS 2017.  Read sections 3 to 5.
    scaling     Jared Kaplan and others, Scaling Laws for Neural Language Models, arXiv 2001.08361, 2020.  Read sections 1, 4, 5 and 6;
                and of Jordan Hoffmann and others, Training Compute-Optimal Large Language Models, NeurIPS 2022, the introduction.
    residual    Kaiming He and others, Deep Residual Learning for Image Recognition, CVPR 2016.  Read sections 1, 3 and 4.
    rethinking  Chiyuan Zhang and others, Understanding Deep Learning Requires Rethinking Generalization, ICLR 2017.
                Read sections 1, 2, 4 and 5.
    lottery     Jonathan Frankle, Michael Carbin, The Lottery Ticket Hypothesis: Finding Sparse, Trainable Neural Networks,
                ICLR 2019.  Read sections 1 and 2, and look at the figures of section 3.
    guidance    Prafulla Dhariwal, Alex Nichol, Diffusion Models Beat GANs on Image Synthesis, NeurIPS 2021.  Read sections 2 and 4.

A quiz is a dict {name of an item: dict of its inputs}, with new numbers each time, in any order, and sometimes with some of
the items only.  Your function returns {name: answer} for those it was given.  An answer is a number, nested lists of numbers,
or a label of the item's own list; a number may be an int, a float (six digits count, of what is counted all), a Fraction, or a
string "a/b".  An item left out is wrong, and so is an answer nobody asked for; four fifths of a quiz have to be right.

A log is a dict, and it is yours: nobody can see whether you read, and nobody tries to.

    {"status": "read",              # "reading", "read", "reread": it counts once you are through
     "began": "2025-01-31",         # year, month, day
     "ended": "2025-02-09",
     "sections": ["3", "4"],        # what you read, as the text names or numbers it
     "notes": "…",                  # 25 words or more, your own: what you would tell yourself in a year
     "claim": "…", "assumption": "…", "evidence": "…", "limitation": "…"}       # of the paper, a sentence each
"""
from itertools import product
from math import ceil, log

import numpy as np

# Functions for several quizzes belong here.
...


# %% deep_learning_book: conditioning, losses, regularisation, momentum
def deep_learning_book(items):
    """Answers to the quiz on Deep Learning, chapters 4 to 8.  All logarithms are natural.

    condition number            A: symmetric, 3 × 3 → the ratio of the largest to the smallest of its eigenvalues' sizes
    steepest descent            A: a symmetric, positive definite Hessian, g: the gradient at the point → [step, decrease]: the step
                                along −g that is best for the quadratic, and by how much f falls
    softmax loss                z: the unnormalised log probabilities of the output layer, label → the negative log likelihood
    sigmoid loss                z: what goes into a sigmoid output unit, y: 0 or 1 → the negative log likelihood
    dropout of inputs           X, y, w, keep: each entry of X is kept with this probability, else 0, and not rescaled
                                → the expected squared error Σᵢ (yᵢ − w·xᵢ)²
    weight decay                eigenvalues: of the Hessian of a quadratic loss, optimum: in its eigenvectors' coordinates, alpha
                                → the minimum of the loss + alpha/2 ‖w‖², in these coordinates
    critical points             hessians: at points without slope → of each "minimum", "maximum" or "saddle"
    half-life of momentum       alpha: v ← alpha v − rate · gradient → how many steps (a real number) until a gradient counts half
    velocity                    alpha, rate, gradient: always the same → where v goes
    """
    ...
    rules = {"condition number": condition_number, "steepest descent": steepest_descent, "softmax loss": softmax_loss,
             "sigmoid loss": sigmoid_loss, "dropout of inputs": dropout_of_inputs, "weight decay": weight_decay,
             "critical points": critical_points, "half-life of momentum": half_life_of_momentum, "velocity": velocity}
    return {name: rules[name](**given) for name, given in items.items()}


def deep_learning_book_log():
    """Your log of Deep Learning, chapters 4 to 8; four sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-07-01", "ended": "2025-08-20", "sections": ["4.2", "4.3", "6.2", "7.1", "7.12", "8.2", "8.3"],
            "notes": "Dropout on a linear model is weight decay in disguise, each weight charged by the size of its own input. Saddles "
                     "outnumber minima in many dimensions, and momentum is an average with a memory of known length.",
            "claim": "much of deep learning is numerical optimisation with losses taken from likelihood",
            "assumption": "near a point the loss is well described by its gradient and Hessian",
            "evidence": "worked examples and the literature cited in each chapter",
            "limitation": "newer architectures and their scaling are not in it"}


...


def condition_number(A):
    sizes = abs(np.linalg.eigvalsh(A))
    return sizes.max() / sizes.min()


def steepest_descent(A, g):
    g = np.array(g, float)
    step = g @ g / (g @ A @ g)
    return [step, step * (g @ g) / 2]


def softmax_loss(z, label):
    z = np.array(z)
    return np.log(np.exp(z).sum()) - z[label]


def sigmoid_loss(z, y):
    return np.log1p(np.exp((1 - 2 * y) * z))                # ζ((1 − 2y) z)


def dropout_of_inputs(X, y, w, keep):
    X, w = np.array(X, float), np.array(w)
    missed = y - keep * X @ w                               # of the mean; the variance of each entry adds its own
    return missed @ missed + keep * (1 - keep) * ((X * w) ** 2).sum()


def weight_decay(eigenvalues, optimum, alpha):
    return [h / (h + alpha) * w for h, w in zip(eigenvalues, optimum)]


def critical_points(hessians):
    def label(H):
        low, *_, high = np.linalg.eigvalsh(H)
        return "minimum" if low > 0 else "maximum" if high < 0 else "saddle"
    return [label(H) for H in hessians]


def half_life_of_momentum(alpha):
    return log(0.5) / log(alpha)


def velocity(alpha, rate, gradient):
    return [-rate * g / (1 - alpha) for g in gradient]


# %% attention_is_all_you_need: counts, positions, schedule
def attention_is_all_you_need(items):
    """Answers to the quiz on Attention Is All You Need.

    What is counted: in attention the projections of queries, keys, values, and the one of the output, d_model × d_model each (all
    heads together), without biases; in the feed-forward network two matrices and two biases; in each layer norm a gain and a bias.
    Each sub-layer has one norm.  One embedding serves both sides and the output.

    parameters of a layer       d_model, d_ff → how many an encoder layer has
    parameters of the model     vocabulary, layers (on each side), d_model, d_ff → how many the model has
    share of the embedding      vocabulary, layers, d_model, d_ff → the share of the model's parameters that the embedding has
    position                    place, dimension (from 0), d_model → that entry of the place's encoding
    shift                       offset, pair, d_model → the 2 × 2 matrix that takes dimensions 2·pair and 2·pair + 1 of any place's
                                encoding to those of the place that far ahead
    learning rate               step, d_model, warmup → the rate at that step
    highest rate                d_model, warmup → the highest rate of the schedule
    operations                  n, d, k, r → those of a layer, in the paper's order of growth with a factor of 1:
                                [self-attention, recurrent, convolutional, restricted self-attention]
    """
    ...
    rules = {"parameters of a layer": parameters_of_a_layer, "parameters of the model": parameters_of_the_model,
             "share of the embedding": share_of_the_embedding, "position": position, "shift": shift, "learning rate": learning_rate,
             "highest rate": highest_rate, "operations": operations}
    return {name: rules[name](**given) for name, given in items.items()}


def attention_is_all_you_need_log():
    """Your log of Attention Is All You Need; two sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-09-01", "ended": "2025-09-03", "sections": ["3", "4", "5"],
            "notes": "Every position looks at every other in one step, so nothing has to be carried along a chain; the price is a table "
                     "of all pairs. Dividing by the root of the width keeps the softmax from saturating when vectors grow longer.",
            "claim": "translation needs neither recurrence nor convolution, only attention and small networks between",
            "assumption": "sequences are short enough for a quadratic table of scores",
            "evidence": "BLEU on two translation tasks at less training cost",
            "limitation": "nothing is said about long inputs, and the ablations are on one task"}


...


def parameters_of_a_layer(d_model, d_ff, attentions=1):
    network = 2 * d_model * d_ff + d_ff + d_model
    return 4 * attentions * d_model ** 2 + network + (attentions + 1) * 2 * d_model


def parameters_of_the_model(vocabulary, layers, d_model, d_ff):
    both = parameters_of_a_layer(d_model, d_ff) + parameters_of_a_layer(d_model, d_ff, attentions=2)
    return vocabulary * d_model + layers * both


def share_of_the_embedding(vocabulary, layers, d_model, d_ff):
    return vocabulary * d_model / parameters_of_the_model(vocabulary, layers, d_model, d_ff)


def frequency(pair, d_model):
    return 10000 ** (-2 * pair / d_model)


def position(place, dimension, d_model):
    angle = place * frequency(dimension // 2, d_model)
    return np.cos(angle) if dimension % 2 else np.sin(angle)


def shift(offset, pair, d_model):
    turn = offset * frequency(pair, d_model)
    return [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]       # sin(a + b) and cos(a + b)


def learning_rate(step, d_model, warmup):
    return d_model ** -0.5 * min(step ** -0.5, step * warmup ** -1.5)


def highest_rate(d_model, warmup):
    return learning_rate(warmup, d_model, warmup)


def operations(n, d, k, r):
    return [n * n * d, n * d * d, k * n * d * d, r * n * d]


# %% scaling_laws: exponents, compute, batches
def scaling_laws(items):
    """Answers to the quiz on scaling laws; every constant is given, none has to be remembered.

    ratio of losses             alpha, factor: L is proportional to N^(−alpha) → L after N grew by the factor, over L before
    growth for a loss           alpha, ratio: likewise → the factor by which N must grow for L to become ratio · L
    loss of both                N, D, N_c, D_c, alpha_N, alpha_D → L(N, D), Kaplan's law for models and data of both limited sizes
    data to keep up             alpha_N, alpha_D, factor → the factor by which D must grow with a factor of N, so that the law's two
                                terms stay in proportion
    critical batch              B_star, alpha_B, L → the critical batch size at loss L, B_star · L^(−1 / alpha_B)
    steps and data              S, B, B_crit: steps and batch size of a run → [S_min, E_min]: the steps it would take at batch sizes far
                                above the critical one, and the examples it would process at batch sizes far below
    compute-optimal             factor, exponent: N_opt is proportional to C^exponent, with C = 6 N D →
                                [growth of N_opt, growth of D_opt] when C grows by the factor
    two laws apart              factor, kaplan, hoffmann: two such exponents → the ratio of tokens per parameter, D_opt / N_opt, after
                                C grew by the factor by Hoffmann's law to that by Kaplan's, both having begun alike
    """
    ...
    rules = {"ratio of losses": ratio_of_losses, "growth for a loss": growth_for_a_loss, "loss of both": loss_of_both,
             "data to keep up": data_to_keep_up, "critical batch": critical_batch, "steps and data": steps_and_data,
             "compute-optimal": compute_optimal, "two laws apart": two_laws_apart}
    return {name: rules[name](**given) for name, given in items.items()}


def scaling_laws_log():
    """Your log of Scaling Laws for Neural Language Models; two sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-09-08", "ended": "2025-09-12", "sections": ["1", "4", "5", "6"],
            "notes": "Loss falls as a straight line on paper with two logarithmic axes, whichever of size, data or compute is short. "
                     "Small exponents mean dear progress: ten times the parameters buy a sixth of the loss.",
            "claim": "test loss is a power law in parameters, data and compute over many decades",
            "assumption": "the learning rate schedule is near its best at every size",
            "evidence": "fits to hundreds of runs of several sizes",
            "limitation": "schedules were not matched to the length of each run, which Hoffmann's work corrected"}


...


def ratio_of_losses(alpha, factor):
    return factor ** -alpha


def growth_for_a_loss(alpha, ratio):
    return ratio ** (-1 / alpha)


def loss_of_both(N, D, N_c, D_c, alpha_N, alpha_D):
    return ((N_c / N) ** (alpha_N / alpha_D) + D_c / D) ** alpha_D


def data_to_keep_up(alpha_N, alpha_D, factor):
    return factor ** (alpha_N / alpha_D)


def critical_batch(B_star, alpha_B, L):
    return B_star * L ** (-1 / alpha_B)


def steps_and_data(S, B, B_crit):
    return [S / (1 + B_crit / B), S * B / (1 + B / B_crit)]


def compute_optimal(factor, exponent):
    return [factor ** exponent, factor ** (1 - exponent)]       # C = 6 N D: the exponents add up to 1


def two_laws_apart(factor, kaplan, hoffmann):
    (n1, d1), (n2, d2) = compute_optimal(factor, kaplan), compute_optimal(factor, hoffmann)
    return (d2 / n2) / (d1 / n1)


# %% resnet: counting layers, weights, shortcuts
def resnet(items):
    """Answers to the quiz on Deep Residual Learning.  Counted as the paper does: neither biases nor batch norms are.

    The networks for large pictures: a 7 × 7 convolution, four stages of blocks, and a classifying layer at the end.  A basic block
    has two 3 × 3 convolutions; a bottleneck goes from 4w channels to w by 1 × 1, stays at w by 3 × 3, and back to 4w by 1 × 1.
    The stages have 64, 128, 256, 512 channels (basic) or four times as many (bottleneck); 64 channels come into the first.

    layers                      blocks of each stage, kind "basic" or "bottleneck" → the number in the network's name
    layers for small pictures   n: the network of three stages of n basic blocks each, 3 × 3 convolution first → likewise
    weights of a block          channels of a basic block, w of a bottleneck → [weights of the one, of the other]
    cost of a block             channels, w, side: of a square map that keeps its size → [multiply-adds of the one, of the other]
    projections                 blocks, kind → how many shortcuts are projections under the paper's options [A, B, C]
    weights of shortcuts        blocks, kind → how many weights the projections of option B have
    slope                       weights: of a chain of linear maps x → w x → [slope of the plain chain, of the chain with a shortcut
                                around each, x → x + w x]
    what went wrong             cases: training and test error (%) of a shallow network and of a deeper one → of each case "degradation"
                                (the deeper one is worse in training already), "overfitting" (better in training, worse in test),
                                or "neither"
    """
    ...
    rules = {"layers": layers, "layers for small pictures": layers_for_small_pictures, "weights of a block": weights_of_a_block,
             "cost of a block": cost_of_a_block, "projections": projections, "weights of shortcuts": weights_of_shortcuts, "slope": slope,
             "what went wrong": what_went_wrong}
    return {name: rules[name](**given) for name, given in items.items()}


def resnet_log():
    """Your log of Deep Residual Learning; two sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-10-01", "ended": "2025-10-02", "sections": [1, 3, 4],
            "notes": "The puzzle was training error, not test error: a deeper stack could copy its shallower sister and still did worse. "
                     "Asking layers for a difference makes the copy the easiest answer instead of a hard one.",
            "claim": "residual blocks let networks of a hundred layers and more be optimised",
            "assumption": "what a good layer does is nearer to the identity than to nothing",
            "evidence": "training curves of plain and residual networks of equal size",
            "limitation": "why plain ones fail is conjectured, not shown"}


...


def layers(blocks, kind):
    return sum(blocks) * (2 if kind == "basic" else 3) + 2      # the first convolution and the last layer


def layers_for_small_pictures(n):
    return layers([n, n, n], "basic")


def weights_of_a_block(channels, w):
    return [2 * 9 * channels ** 2, (4 + 9 + 4) * w ** 2]


def cost_of_a_block(channels, w, side):
    return [side * side * weights for weights in weights_of_a_block(channels, w)]


def widths(kind):
    """Return the channels that come into each stage and that leave it."""
    out = [c * (1 if kind == "basic" else 4) for c in (64, 128, 256, 512)]
    return list(zip([64, *out], out))


def projections(blocks, kind):
    return [0, sum(before != after for before, after in widths(kind)), sum(blocks)]


def weights_of_shortcuts(blocks, kind):
    return sum(before * after for before, after in widths(kind) if before != after)


def slope(weights):
    return [np.prod(weights), np.prod(np.array(weights) + 1)]


def what_went_wrong(cases):
    def label(case):
        (train, test), (deeper_train, deeper_test) = case["shallow"], case["deeper"]
        if deeper_train > train:
            return "degradation"
        return "overfitting" if deeper_test > test else "neither"
    return [label(case) for case in cases]


# %% rethinking_generalization: networks that fit anything
def rethinking_generalization(items):
    """Answers to the quiz on Rethinking Generalization.

    The network of the paper's theorem is c(x) = Σⱼ wⱼ max(a·x − bⱼ, 0): a has d entries, b and w have one for each point.

    fits anything               X (rows are points, all different), y → [a, b, w] of such a network with c(xᵢ) = yᵢ for all points
    last weights                X, y, a, b: a and b are chosen well → the w with c(xᵢ) = yᵢ
    parameters                  n, d → how many parameters that network has
    least norm                  X (fewer points than dimensions), y, x → the prediction at x of the w of least norm with X w = y
    complexity of predictions   table: a row a classifier's predictions ±1 on the sample → its empirical Rademacher complexity
    complexity of a ball        X, radius: the class x → w·x with ‖w‖ ≤ radius → its empirical Rademacher complexity on X
    labels left                 classes, rate: each label is replaced with this probability by one drawn from all classes alike
                                → the probability that a label is still the true one
    accuracy on noise           classes, rate, accuracy: of a classifier on true labels → its expected accuracy on labels that were
                                replaced like that, its mistakes being as often on any wrong class
    """
    ...
    rules = {"fits anything": fits_anything, "last weights": last_weights, "parameters": parameters, "least norm": least_norm,
             "complexity of predictions": complexity_of_predictions, "complexity of a ball": complexity_of_a_ball,
             "labels left": labels_left, "accuracy on noise": accuracy_on_noise}
    return {name: rules[name](**given) for name, given in items.items()}


def rethinking_generalization_log():
    """Your log of Rethinking Generalization; two sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-10-06", "ended": "2025-10-08", "sections": ["1", "2", "4", "5"],
            "notes": "The same network that generalises will learn random labels by heart in little more time, so nothing that looks at "
                     "the class of functions can explain the difference. Capacity is not what sets them apart.",
            "claim": "bounds by uniform capacity cannot explain why large networks generalise",
            "assumption": "training is the same for true labels and for random ones",
            "evidence": "zero training error on random labels and on noise for pictures",
            "limitation": "it says what does not explain, not what does"}


...


def hidden(X, a, b):
    return np.maximum((np.array(X) @ a)[:, None] - np.array(b)[None, :], 0)


def last_weights(X, y, a, b):
    return np.linalg.lstsq(hidden(X, a, b), np.array(y, float), rcond=None)[0].tolist()


def fits_anything(X, y):
    X = np.array(X, float)
    a = next(a for a in np.random.default_rng(0).normal(size=(100, X.shape[1])) if np.diff(np.sort(X @ a)).min() > 1e-2)
    z = np.sort(X @ a)                                      # all different: a threshold goes before each, and the system is triangular
    b = np.concatenate([[z[0] - 1], (z[1:] + z[:-1]) / 2])
    return [a.tolist(), b.tolist(), last_weights(X, y, a, b)]


def parameters(n, d):
    return 2 * n + d


def least_norm(X, y, x):
    X = np.array(X, float)
    return x @ X.T @ np.linalg.solve(X @ X.T, y)


def signs(n):
    return np.array(list(product((-1, 1), repeat=n)))


def complexity_of_predictions(table):
    H = np.array(table)
    return (signs(H.shape[1]) @ H.T).max(axis=1).mean() / H.shape[1]


def complexity_of_a_ball(X, radius):
    return radius * np.linalg.norm(signs(len(X)) @ X, axis=1).mean() / len(X)        # the best w points along Σ σᵢ xᵢ


def labels_left(classes, rate):
    return 1 - rate + rate / classes


def accuracy_on_noise(classes, rate, accuracy):
    return accuracy * (1 - rate) + rate / classes


# %% lottery_ticket: pruning round by round
def lottery_ticket(items):
    """Answers to the quiz on the lottery ticket hypothesis.  A mask holds 1 for a weight that remains and 0 for one that is pruned.

    weights left                rate, rounds: each round prunes that share of what remains → the share left at the end
    rounds needed               rate, target → after how many rounds no more than the target is left
    left of a network           sizes (weights of each layer), rates (of each layer), rounds → the share left of all weights
    next mask                   trained, mask, prune → the mask after a round that prunes this many weights by magnitude
    start of the ticket         initial, trained, mask, prune → the weights with which the next round begins to train, 0 where pruned
    which start is which        initial, mask, starts: four weights to begin with → of each a label, "winning ticket",
                                "random reinitialization", "random sparsity" (the original weights under another mask of the same size),
                                or "dense" (no weight is pruned)
    """
    ...
    rules = {"weights left": weights_left, "rounds needed": rounds_needed, "left of a network": left_of_a_network, "next mask": next_mask,
             "start of the ticket": start_of_the_ticket, "which start is which": which_start_is_which}
    return {name: rules[name](**given) for name, given in items.items()}


def lottery_ticket_log():
    """Your log of the lottery ticket hypothesis; two sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-09-15", "ended": "2025-09-16", "sections": [1, 2, 3],
            "notes": "What survives pruning is a structure together with the numbers it began with; take either away and it "
                     "learns slower. I had expected the final values to matter, not the first ones.",
            "claim": "a dense network holds a sparse one that trains alone to the same accuracy from its first weights",
            "assumption": "large trained weights mark the connections that matter",
            "evidence": "pruned, rewound and reinitialised runs on digits and small pictures",
            "limitation": "many rounds of training for one ticket, and deeper networks need a warm-up"}


...


def weights_left(rate, rounds):
    return (1 - rate) ** rounds


def rounds_needed(rate, target):
    return ceil(log(target) / log(1 - rate))


def left_of_a_network(sizes, rates, rounds):
    return sum(size * weights_left(rate, rounds) for size, rate in zip(sizes, rates)) / sum(sizes)


def next_mask(trained, mask, prune):
    order = sorted((i for i, m in enumerate(mask) if m), key=lambda i: abs(trained[i]))
    return [int(bool(m) and i not in order[:prune]) for i, m in enumerate(mask)]


def start_of_the_ticket(initial, trained, mask, prune):
    return [w * m for w, m in zip(initial, next_mask(trained, mask, prune))]


def which_start_is_which(initial, mask, starts):
    def label(start):
        if all(start):
            return "dense"
        if start == [w * m for w, m in zip(initial, mask)]:
            return "winning ticket"
        return "random sparsity" if all(s in (0, w) for s, w in zip(start, initial)) else "random reinitialization"
    return [label(start) for start in starts]


# %% diffusion_beat_gans: guidance by a classifier
def diffusion_beat_gans(items):
    """Answers to the quiz on Diffusion Models Beat GANs on Image Synthesis.

    guided mean                 mean, variances (a diagonal covariance), gradient: of log p(y | x) at the mean, scale → the mean of the
                                guided step
    guided noise                noise: the network's ε, alpha_bar, gradient: of log p(y | x) at x, scale
                                → the ε̂ of deterministic sampling

    The others have a mixture of Gaussians on the line, a class each: means, variances, weights.

    gradient of a class         x, means, variances, weights, label → ∂ log p(label | x) / ∂x
    guided score                x, means, variances, weights, label, scale → the score of what is proportional to p(x) p(label | x)^scale
    sharpened classes           x, means, variances, weights, scale → of each class p(class | x)^scale, made to add up to 1
    cost of a sample            steps, denoiser, classifier: operations of a forward pass of each → operations of a guided sample,
                                a gradient costing a forward pass and a backward pass of twice as many
    """
    ...
    rules = {"guided mean": guided_mean, "guided noise": guided_noise, "gradient of a class": gradient_of_a_class,
             "guided score": guided_score, "sharpened classes": sharpened_classes, "cost of a sample": cost_of_a_sample}
    return {name: rules[name](**given) for name, given in items.items()}


def diffusion_beat_gans_log():
    """Your log of Diffusion Models Beat GANs; two sections at least, with claim, assumption, evidence, limitation."""
    ...
    return {"status": "read", "began": "2025-09-22", "ended": "2025-09-25", "sections": ["2", "4", "6"],
            "notes": "A classifier that has seen noisy pictures can pull each step towards its class, and one number trades variety for "
                     "fidelity. Raising that number raises the classifier to a power, which is why modes get sharper.",
            "claim": "with a better network and guidance, diffusion makes better pictures than adversarial training",
            "assumption": "the reverse steps are small, so that a classifier is nearly linear over them",
            "evidence": "FID, precision and recall on ImageNet at several sizes",
            "limitation": "sampling is slow, and guidance needs labels and a second network"}


...


def guided_mean(mean, variances, gradient, scale):
    return [m + scale * v * g for m, v, g in zip(mean, variances, gradient)]


def guided_noise(noise, alpha_bar, gradient, scale):
    return [e - np.sqrt(1 - alpha_bar) * scale * g for e, g in zip(noise, gradient)]      # ε is −√(1 − ᾱ) times the score


def posterior(x, means, variances, weights):
    p = np.array(weights) * np.exp(-(x - np.array(means)) ** 2 / (2 * np.array(variances))) / np.sqrt(variances)
    return p / p.sum()


def scores(x, means, variances):
    return (np.array(means) - x) / np.array(variances)


def gradient_of_a_class(x, means, variances, weights, label):
    s = scores(x, means, variances)
    return s[label] - posterior(x, means, variances, weights) @ s


def guided_score(x, means, variances, weights, label, scale):
    unguided = posterior(x, means, variances, weights) @ scores(x, means, variances)
    return unguided + scale * gradient_of_a_class(x, means, variances, weights, label)


def sharpened_classes(x, means, variances, weights, scale):
    p = posterior(x, means, variances, weights) ** scale
    return (p / p.sum()).tolist()


def cost_of_a_sample(steps, denoiser, classifier):
    return steps * (denoiser + 3 * classifier)
