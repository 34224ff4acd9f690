"""What a launch does on a GPU, by doing it: every thread takes its steps, every block asks for its place.

ACCURACY: whole numbers are exact; fractions and speeds are rounded once.
SOURCE: CUDA C++ Programming Guide, sections 2.2 (thread hierarchy), 5.3.2 (device memory, shared memory banks),
        5.2.3 (multiprocessor level, occupancy); S. Williams, A. Waterman, D. Patterson, Roofline, CACM 52 (2009).
"""
from fractions import Fraction

LIMITERS = ("threads", "regs", "smem", "blocks")


def visitors(n, grid, block):
    """Return for each of n elements who visits it, (block, thread, iteration), by letting all threads run."""
    found = [None] * n
    for b in range(grid):
        for t in range(block):
            iteration, i = 0, b * block + t
            while i < n:
                assert found[i] is None, "an element is visited twice"
                found[i] = (b, t, iteration)
                iteration, i = iteration + 1, i + grid * block
    return found


def blocks_for(n, block):
    """Return how many blocks are started one by one until there is a thread for each element."""
    blocks = 0
    while blocks * block < n:
        blocks += 1
    return blocks


def segments(addresses, segment):
    """Return how many pieces of memory, cut at the multiples of `segment`, hold a wanted byte."""
    touched = set()
    for address in addresses:
        if address >= 0:
            touched |= {(int(address) + byte) // segment for byte in range(4)}
    return len(touched)


def rounds(addresses, banks):
    """Return in how many rounds a warp is served, if each bank hands out one word a round to all who want it."""
    waiting = {lane: int(address) // 4 for lane, address in enumerate(addresses) if address >= 0}
    done = 0
    while waiting:
        handed_out = {}
        for word in waiting.values():
            handed_out.setdefault(word % banks, word)
        waiting = {lane: word for lane, word in waiting.items() if handed_out[word % banks] != word}
        done += 1
    return done


def residency(threads, regs, smem, limits):
    """Return (blocks, fraction, limiter) by placing block after block until one finds no room."""
    warps = sum(1 for first in range(0, threads, 32))
    need = {"threads": 32 * warps, "regs": 32 * warps * regs, "smem": smem, "blocks": 1}
    free = {"threads": limits["max_threads"], "regs": limits["regs"], "smem": limits["smem"], "blocks": limits["max_blocks"]}
    blocks = 0
    while all(free[r] >= need[r] for r in LIMITERS):
        free = {r: free[r] - need[r] for r in LIMITERS}
        blocks += 1
    limiter = next(r for r in LIMITERS if free[r] < need[r])
    return blocks, float(Fraction(blocks * warps) / Fraction(limits["max_threads"], 32)), limiter


def roof(flops, size, peak, bandwidth):
    """Return (speed, bound) from the time that each of the two takes by itself."""
    computing, moving = Fraction(flops) / Fraction(peak), Fraction(size) / Fraction(bandwidth)
    if moving <= computing or not size:
        return float(peak), "compute"
    return float(Fraction(flops) / moving), "memory"


def cycles(masks, costs):
    """Return a warp's cycles: each branch that some lane takes is gone through once."""
    total = 0
    for mask, cost in zip(masks, costs, strict=True):
        if any(mask >> lane & 1 for lane in range(32)):
            total += cost
    return total
