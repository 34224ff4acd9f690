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


def deep_learning_book_log():
    """Your log of Deep Learning, chapters 4 to 8; four sections at least, with claim, assumption, evidence, limitation."""
    ...


...


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


def attention_is_all_you_need_log():
    """Your log of Attention Is All You Need; two sections at least, with claim, assumption, evidence, limitation."""
    ...


...


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


def scaling_laws_log():
    """Your log of Scaling Laws for Neural Language Models; two sections at least, with claim, assumption, evidence, limitation."""
    ...


...


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


def resnet_log():
    """Your log of Deep Residual Learning; two sections at least, with claim, assumption, evidence, limitation."""
    ...


...


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


def rethinking_generalization_log():
    """Your log of Rethinking Generalization; two sections at least, with claim, assumption, evidence, limitation."""
    ...


...


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


def lottery_ticket_log():
    """Your log of the lottery ticket hypothesis; two sections at least, with claim, assumption, evidence, limitation."""
    ...


...


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


def diffusion_beat_gans_log():
    """Your log of Diffusion Models Beat GANs; two sections at least, with claim, assumption, evidence, limitation."""
    ...


...
