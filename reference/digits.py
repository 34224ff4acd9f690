"""1797 handwritten digits of 8×8 pixels.

SOURCE: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning Repository,
doi:10.24432/C50P49, its test set, in the order in which scikit-learn's `load_digits` gives it; here as whole numbers in a
compressed .npz.  13 people wrote them.
LICENCE: Creative Commons Attribution 4.0 International (CC BY 4.0).
ACCURACY: exact; SHA256 is of the bytes of both arrays.
"""
import hashlib
from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "data" / "digits.npz"
SHA256 = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
TRAINING = 1400         # the first images; the other 397 are held out


@cache
def digits():
    """Return (pixels (1797, 64) of whole numbers 0 … 16, labels (1797,) 0 … 9), both read-only uint8."""
    with np.load(FILE, allow_pickle=False) as stored:
        pixels, labels = stored["pixels"], stored["labels"]
    found = hashlib.sha256(pixels.tobytes() + labels.tobytes()).hexdigest()
    if found != SHA256:
        raise ValueError(f"{FILE}: these are not the digits that every bound was measured on (sha256 {found}); `git checkout` brings them back")
    for array in (pixels, labels):
        array.flags.writeable = False
    return pixels, labels


def split():
    """Return (X, y, X_held_out, y_held_out): pixels as float64 in [0, 1], labels as int64."""
    pixels, labels = digits()
    X, y = pixels / 16, labels.astype(np.int64)
    return X[:TRAINING], y[:TRAINING], X[TRAINING:], y[TRAINING:]


def binary():
    """Return (X, X_held_out): pixels that are at least half full are 1.0, the others 0.0."""
    X, _, held_out, _ = split()
    return (X >= 0.5).astype(float), (held_out >= 0.5).astype(float)
