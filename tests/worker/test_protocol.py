"""What crosses comes out as it went in, and hostile bytes give an error, never a crash."""
import json
import random
from collections import deque
from enum import Enum
from fractions import Fraction

import numpy as np
import pytest

from autograder.errors import WallError
from autograder.worker.protocol import MAGIC, PREFIX, Seed, decode, encode


def reading(data: bytes):
    at = 0

    def read(size: int) -> bytearray:
        nonlocal at
        if at + size > len(data):
            raise EOFError
        at += size
        return bytearray(data[at - size:at])
    return read


def there_and_back(value, **options):
    return decode(reading(encode("call", 7, value, **options)))[2]


@pytest.mark.parametrize("value", [
    None, True, 0, -1, 2**70, -2**63, 0.5, float("inf"), 1 + 2j, "Σ\n", b"\x00\xff", Fraction(-3, 7), [], (), {}, [1, (2, [3.5])],
    {"a": {"b": [None]}}, {1: 2, (0, 1): "x"}, 1 << 9000,
], ids=lambda v: type(v).__name__)
def test_plain_data_comes_back_equal(value):
    got = there_and_back(value)
    assert got == value and type(got) is type(value)


class Colour(str, Enum):     # noqa: UP042  whose text is "Colour.RED", as learners write it
    RED = "red"


@pytest.mark.parametrize(("value", "plain"), [
    (np.str_("a"), "a"), (np.bytes_(b"a"), b"a"), (np.array(["a", "b"]), ["a", "b"]), (np.array([["a"], ["b"]]), [["a"], ["b"]]), (Colour.RED, "red"), (range(3), [0, 1, 2]),
    (deque([1, 2]), [1, 2]), ({"a": 1}.keys(), ["a"]), ({"a": 1}.values(), [1]), (np.longdouble(0.5), 0.5), (np.clongdouble(0.5j), 0.5j),
], ids=repr)
def test_what_is_as_good_as_plain_data_crosses_as_it(value, plain):
    assert there_and_back(value) == plain


def test_what_is_wider_than_eight_bytes_is_rounded():
    assert there_and_back(np.array([1, 3], np.longdouble) / 3).tolist() == [1 / 3, 1.0]


@pytest.mark.parametrize("value", [{1, 2}, map(int, "12"), zip("a", "b", strict=True)], ids=lambda v: type(v).__name__)
def test_what_has_no_order_or_is_used_up_says_what_to_return(value):
    with pytest.raises(WallError, match="which is not plain data: list"):
        encode("answer", 1, value)


def test_a_range_without_end_is_not_counted_out():
    with pytest.raises(WallError, match="a range of 1,000,000,000,000 values"):
        encode("answer", 1, range(10**12))


@pytest.mark.parametrize("array", [
    np.arange(6.0).reshape(2, 3), np.zeros((0, 3)), np.array(2.5), np.arange(6, dtype="i2")[::2], np.asfortranarray(np.eye(3)), np.array([True]), np.array([1 + 1j]),
    np.arange(4.0)[::-1], np.float32(1.5), np.int64(3), np.array([np.nan, -np.inf]), np.arange(3, dtype=">f8"),
])
def test_arrays_come_back_with_dtype_and_shape(array):
    got = there_and_back(array)
    np.testing.assert_array_equal(got, array)
    assert got.dtype == array.dtype and got.shape == array.shape


@pytest.mark.parametrize("array", [np.asfortranarray(np.arange(6.0).reshape(2, 3)), np.arange(12.0).reshape(3, 4)[:, ::2], np.arange(5.0)[::-1]])
def test_layout_crosses_to_the_worker_only(array):
    message = encode("call", 1, array, layout=True)
    there = decode(reading(message), seeds=np.random.default_rng)[2]
    assert there.strides == array.strides
    np.testing.assert_array_equal(there, array)
    if not array.flags.c_contiguous:
        with pytest.raises(WallError):
            decode(reading(message))


def test_read_only_crosses():
    array = np.arange(3.0)
    array.flags.writeable = False
    assert not decode(reading(encode("call", 1, array, layout=True)), seeds=np.random.default_rng)[2].flags.writeable


def test_a_seed_becomes_a_generator_on_the_other_side_only():
    message = encode("call", 1, Seed(5))
    assert decode(reading(message), seeds=np.random.default_rng)[2].random() == np.random.default_rng(5).random()
    with pytest.raises(WallError):
        decode(reading(message))


@pytest.mark.parametrize("value", [object(), {1, 2}, lambda: 0, np.array([object()]), open, 1 << 20000], ids=lambda v: type(v).__name__)
def test_what_is_not_plain_data_is_refused_in_words(value):
    with pytest.raises(WallError) as e:
        encode("call", 1, value)
    assert str(e.value)


def message(node, sizes=(), body=b"", kind="answer"):
    header = json.dumps([kind, 1, node, list(sizes)]).encode()
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


@pytest.mark.parametrize("node, sizes, body", [
    (["a", "<f8", [2**62, 0], None, 0, True, 0], [0], b""),
    (["a", "<f8", [3], None, 0, True, 0], [8], bytes(8)),
    (["a", "<f8", [1], [8], 0, True, 0], [8], bytes(8)),
    (["a", "<f8", [1], None, -8, True, 0], [8], bytes(8)),
    (["a", "|O", [1], None, 0, True, 0], [8], bytes(8)),
    (["a", "<f8", [1] * 40, None, 0, True, 0], [8], bytes(8)),
    (["a", "<f8", ["x"], None, 0, True, 0], [8], bytes(8)),
    (["l", [["a", "<f8", [1], None, 0, True, 0], ["a", "<f8", [1], None, 0, True, 0]]], [8], bytes(8)),      # a buffer twice
    (["d", [[["l", []], 1]]], [], b""),
    (["d", [[i << 61, 0] for i in range(5000)]], [], b""),
    (["i", "0x" + "f" * 5000], [], b""),
    (["q", "0x1", "0x0"], [], b""),
    (["f", "1"], [], b""),
    (["pickle", "x"], [], b""),
    ([[]], [], b""),
    ([], [], b""),
    ({"a": 1}, [], b""),
    (None, [-1, 1], b""),
    (None, [4], b""),
])
def test_malformed_messages_are_refused(node, sizes, body):
    with pytest.raises(WallError):
        decode(reading(message(node, sizes, body)))


def test_deep_json_is_refused():
    header = b'["answer", 1, ' + b"[" * 100_000 + b"]" * 100_000 + b", []]"
    with pytest.raises(WallError):
        decode(reading(PREFIX.pack(MAGIC, len(header), 0) + header))


def test_random_bytes_never_crash_the_reader():
    draw = random.Random(1)
    good = encode("answer", 1, {"a": [np.arange(3.0), (1, "x", Fraction(1, 3))], "b": 2**80})
    for _ in range(5000):
        data = bytearray(good)
        for _ in range(draw.randint(1, 6)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            decode(reading(bytes(data)))
        except (WallError, EOFError):
            pass
