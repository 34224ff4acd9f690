"""How many blocks fit on a multiprocessor

kernel · 8 min · difficulty 2 · part occupancy
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (2, 4)       # limits that come within twice the tightest one: each of them has to be computed

STATEMENT = """A streaming multiprocessor holds at once at most {max_threads} threads, {max_regs} registers, {max_smem} bytes of shared memory and \
{max_blocks} blocks. A kernel is launched with blocks of {threads} threads; each thread has {regs} registers, each block {smem} bytes of shared \
memory. Threads are held in whole warps of 32, and the threads that fill up a last warp have registers too. No other limit counts.
Return a dict: `blocks`, how many blocks it holds at once; `occupancy`, the warps it holds over the most warps it could hold, a fraction 'a/b'; \
`limit`, which of "threads", "registers", "shared memory", "blocks" allows no more of them."""


def generate(rng):
    wanted = ("threads", "registers", "shared memory", "blocks")[rng.integers(4)]       # all four are to come, which chance would not see to
    given = {"max_threads": int(rng.choice([1024, 1536, 2048])), "max_regs": int(rng.choice([32768, 65536])),
             "max_smem": 1024 * int(rng.choice([48, 64, 100, 164])), "max_blocks": int(rng.choice([16, 24, 32])),
             "threads": 4 * int(rng.integers(12, 161)), "regs": 8 * int(rng.integers(2, 17)), "smem": 256 * int(rng.integers(4, 129))}
    allowed = each_allows(**given)
    blocks = min(allowed.values())
    if blocks < 2 or [name for name, most in allowed.items() if most == blocks] != [wanted]:
        raise Rejected
    warps = -(-given["threads"] // 32)
    share = Fraction(blocks * warps * 32, given["max_threads"])
    return Problem(STATEMENT, given, answer={"blocks": blocks, "occupancy": str(share), "limit": wanted},
                   steps=(f"a block holds {warps} warps, {warps * 32} threads", *(f"by {name}: {most} blocks" for name, most in allowed.items()),
                          f"the least is {blocks}: {blocks * warps} warps of {given['max_threads'] // 32}"))


def solve(max_threads, max_regs, max_smem, max_blocks, threads, regs, smem):
    # block after block is put there until something runs out
    warps = (threads + 31) // 32
    room = {"threads": max_threads, "registers": max_regs, "shared memory": max_smem, "blocks": max_blocks}
    takes = {"threads": 32 * warps, "registers": 32 * warps * regs, "shared memory": smem, "blocks": 1}
    blocks = 0
    while not (short := [name for name in room if room[name] < takes[name]]):
        room = {name: room[name] - takes[name] for name in room}
        blocks += 1
    return {"blocks": blocks, "occupancy": Fraction(blocks * warps, max_threads // 32), "limit": short[0]}


def effort(**given):
    allowed = each_allows(**given)
    return sum(most <= 2 * min(allowed.values()) for most in allowed.values())


def mistakes(**given):
    right = each_allows(**given)
    held = -(-given["threads"] // 32) * 32
    unrounded = right | {"threads": given["max_threads"] // given["threads"], "registers": given["max_regs"] // (given["regs"] * given["threads"])}
    found = {"the loosest limit is taken": of(right, max, held, given),
             "the limit of blocks is left out": of({n: m for n, m in right.items() if n != "blocks"}, min, held, given),
             "threads are not rounded up to whole warps": of(unrounded, min, given["threads"], given)}
    return {title: wrong for title, wrong in found.items() if wrong != of(right, min, held, given)}     # some draws do not tell them apart


def each_allows(max_threads, max_regs, max_smem, max_blocks, threads, regs, smem):
    held = -(-threads // 32) * 32
    return {"threads": max_threads // held, "registers": max_regs // (regs * held), "shared memory": max_smem // smem, "blocks": max_blocks}


def of(allowed, choose, held, given):
    limit = choose(allowed, key=allowed.get)
    return {"blocks": allowed[limit], "occupancy": Fraction(allowed[limit] * held, given["max_threads"]), "limit": limit}
