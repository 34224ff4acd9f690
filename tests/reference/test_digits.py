"""The digits that ship with the course."""
import numpy as np
import pytest

from reference import digits


def test_they_are_the_1797_of_the_test_set() -> None:
    pixels, labels = digits.digits()
    assert pixels.shape == (1797, 64) and pixels.min() == 0 and pixels.max() == 16
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]       # as the UCI repository states
    assert digits.FILE.stat().st_size < 100_000
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 1


def test_they_are_split_without_overlap() -> None:
    X, y, held_out, z = digits.split()
    assert X.shape == (1400, 64) and held_out.shape == (397, 64) and len(y) == 1400 and len(z) == 397
    assert X.min() == 0 and X.max() == 1 and X.dtype == float
    one, two = digits.binary()
    assert set(np.unique(one)) == set(np.unique(two)) == {0.0, 1.0} and one.shape == X.shape


def test_other_digits_are_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, labels = digits.digits()
    np.savez(tmp_path / "digits.npz", pixels=pixels[::-1], labels=labels)
    monkeypatch.setattr(digits, "FILE", tmp_path / "digits.npz")
    with pytest.raises(ValueError, match="not the digits"):
        digits.digits.__wrapped__()
