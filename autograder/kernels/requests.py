"""What a warp asks of memory at once: sectors of 32 bytes a request, and how many lanes meet in one bank of shared memory.

Lanes that execute the same instruction for the same time are counted as one request, as a warp in step would make it.
"""
from collections.abc import Callable
from typing import Any

import numpy as np

SECTOR, BANK, BANKS, WARP = 32, 4, 32, 32
WRITE = 1
Name = Callable[[int, bool], str]


def requests(log: np.ndarray) -> np.ndarray:
    """Return for each access the number of its request."""
    warp = log["thread"].astype(np.int64) // WARP
    each = np.lexsort((np.arange(len(log)), log["place"], log["thread"], log["block"]))       # a thread's visits of one place, in their order
    ordered = log[each]
    begins = np.ones(len(log), bool)
    begins[1:] = np.any([ordered[k][1:] != ordered[k][:-1] for k in ("place", "thread", "block")], axis=0)
    first = np.maximum.accumulate(np.where(begins, np.arange(len(log)), 0))
    visit = np.empty(len(log), np.int64)
    visit[each] = np.arange(len(log)) - first
    keys = np.stack([log["block"].astype(np.int64), warp, log["place"].astype(np.int64), visit], 1)
    return np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1) if len(log) else np.zeros(0, np.int64)


def sectors(log: np.ndarray, request: np.ndarray) -> np.ndarray:
    """Return the number of different sectors of each request."""
    first, last = log["offset"] // SECTOR, (log["offset"] + log["size"] - 1) // SECTOR
    pairs = np.concatenate([np.stack([request, first], 1), np.stack([request, last], 1)])
    return np.bincount(np.unique(pairs, axis=0)[:, 0]) if len(log) else np.zeros(0, np.int64)


def conflicts(log: np.ndarray, request: np.ndarray) -> np.ndarray:
    """Return for each request the most different words that lie in one bank: 1 is free of conflicts.

    Lanes that ask for 8 or 16 bytes are served a half or a quarter of a warp at a time.
    """
    if not len(log):
        return np.zeros(0, np.int64)
    wide = np.maximum(log["size"].astype(np.int64) // BANK, 1)
    phase = log["thread"].astype(np.int64) % WARP // (WARP // wide)
    word = log["offset"] // BANK
    rows = np.concatenate([np.stack([request, phase, (word + k) % BANKS, word + k], 1)[wide > k] for k in range(int(wide.max()))])
    rows = np.unique(rows, axis=0)
    banks, words = np.unique(rows[:, :3], axis=0, return_counts=True)
    worst = np.zeros(int(request.max()) + 1, np.int64)
    np.maximum.at(worst, banks[:, 0], words)
    return worst


def summary(log: np.ndarray, parameters: list[str], shared_name: Name) -> dict[str, dict[str, Any]]:
    """Return for each array how it was read and written: elements, requests, sectors in all and of the worst request, the worst conflict."""
    number = requests(log)
    found: dict[str, dict[str, Any]] = {}
    for name, chosen in _arrays(log, parameters, shared_name):
        row: dict[str, Any] = {"shared": bool(log["object"][chosen][0] < 0)}
        for way, writes in (("read", 0), ("write", WRITE)):
            mine = chosen & ((log["how"] & WRITE) == writes)
            own, request = log[mine], np.unique(number[mine], return_inverse=True)[1].reshape(-1)
            worst, sector = conflicts(own, request) if row["shared"] else np.zeros(0), np.zeros(0) if row["shared"] else sectors(own, request)
            row |= {way: int(mine.sum()), f"{way}_requests": int(request.max()) + 1 if len(own) else 0, f"{way}_sectors": int(sector.sum()),
                    f"{way}_worst": int(sector.max(initial=0)), f"{way}_conflict": int(worst.max(initial=0))}
        found[name] = row
    return found


def _arrays(log: np.ndarray, parameters: list[str], shared_name: Name) -> list[tuple[str, np.ndarray]]:
    arrays = [(name, log["object"] == i) for i, name in enumerate(parameters)]
    shared = np.array([shared_name(int(o), k == -2) if k < 0 else "" for o, k in zip(log["offset"], log["object"], strict=True)], object)
    arrays += [(str(name), shared == name) for name in dict.fromkeys(shared) if name]
    return [(name, chosen) for name, chosen in arrays if chosen.any()]
