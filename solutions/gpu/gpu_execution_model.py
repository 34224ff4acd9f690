"""The GPU execution model on paper: indices, warps, coalescing, occupancy

75 min · difficulty 2 · after ndarray-strides-memory-layout

A kernel is a function that a grid of blocks of threads runs.  A block stays on one streaming
multiprocessor (SM), which executes its threads 32 at a time: a warp, whose 32 lanes do the same
instruction together.  Five small programs tell, without any GPU, what a launch will do there.

    x, y, z    an index, a size or a position has 1 to 3 axes, x first
    SM         holds as many blocks at once as its threads, registers, shared memory and slots allow
    memory     comes in segments (of 32 bytes, say); shared memory lies in 32 banks, a word of 4 bytes each in turn
"""


# %% index: which thread does what
def global_index(block_idx, thread_idx, block_dim):
    """Where a thread stands in the whole grid, an int per axis:

        index = block · threads per block + thread

    The three arguments and the result are tuples of one length, 1 to 3.
    """
    ...
    return tuple(block * size + thread for block, thread, size in zip(block_idx, thread_idx, block_dim, strict=True))


def launch_config(n, block):
    """The least number of blocks of `block` threads that have a thread for each of n elements.

    0 for n = 0, when nothing is launched.  A block has 1 to 1024 threads; any other raises ValueError.
    """
    ...
    if not 1 <= block <= 1024:
        raise ValueError(f"a block of {block} threads: 1 to 1024 are possible")
    return -(-n // block)


def owner_of(i, grid, block):
    """Who visits element i in a loop with the stride of the grid, (block, thread, iteration):

        for (i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)

    `grid` blocks of `block` threads run it; the first iteration is number 0.
    """
    ...
    iteration, first = divmod(i, grid * block)      # first: the element with which that thread began
    return first // block, first % block, iteration


# %% coalesce: what a warp's lanes ask of memory together
def transactions(addresses, segment):
    """How many different segments of `segment` bytes a warp touches.

    addresses   (32,) ints, a lane's byte address each; it asks there for a word of 4 bytes, at a multiple
                of 4.  −1 where a lane is inactive and asks for nothing.
    segment     bytes, a multiple of 4; segments begin at the multiples of it
    """
    ...
    return len({int(a) // segment for a in addresses if a >= 0})


def bank_conflicts(addresses, banks=32):
    """The most different words of 4 bytes that the warp's lanes seek in one bank of shared memory.

    Word w lies in bank w mod banks.  A bank hands out one word at a time, to all lanes that want it: 1 is
    free of conflicts.  `addresses` as in transactions; 0 where no lane is active.
    """
    ...
    words = {int(a) // 4 for a in addresses if a >= 0}
    sought = [0] * banks
    for word in words:
        sought[word % banks] += 1
    return max(sought)


# %% occupancy: how many warps an SM holds
def occupancy(threads, regs, smem, limits):
    """How many blocks an SM holds at once: (blocks, fraction, limiter).

    threads     of a block, 1 to 1024, any other raises ValueError; they are held in whole warps of 32
    regs        registers of each thread, also of those that fill up the last warp
    smem        bytes of shared memory of a block
    limits      dict of what an SM has: max_threads, regs, smem, max_blocks
    fraction    resident warps / (max_threads / 32)
    limiter     the first of "threads", "regs", "smem", "blocks" that allows no more blocks than these

    A block that asks for 0 of something is not limited by it.  One that does not fit at all: 0 blocks.
    """
    ...
    if not 1 <= threads <= 1024:
        raise ValueError(f"a block of {threads} threads: 1 to 1024 are possible")
    held = -(-threads // 32) * 32
    demands = {"threads": (limits["max_threads"], held), "regs": (limits["regs"], regs * held), "smem": (limits["smem"], smem),
               "blocks": (limits["max_blocks"], 1)}
    allowed = {name: there // asked for name, (there, asked) in demands.items() if asked}
    limiter = min(allowed, key=allowed.get)     # of equals, the first
    return allowed[limiter], allowed[limiter] * held / limits["max_threads"], limiter


# %% roofline: what memory lets the arithmetic reach
def attainable(flops, bytes, peak, bandwidth):
    """The speed in GFLOP/s that a kernel can reach, and what holds it back, "memory" or "compute":

        min(peak, flops / bytes · bandwidth)

    for a kernel of `flops` operations that moves `bytes` bytes, on a GPU of `peak` GFLOP/s and
    `bandwidth` GB/s.  Where both bounds are equal it is "compute", and where nothing is moved.
    """
    ...
    bound = flops / bytes * bandwidth if bytes else peak
    return (bound, "memory") if bound < peak else (peak, "compute")


# %% divergence: branches one after another
def warp_cycles(branch_masks, costs):
    """How many cycles a warp spends on the branches of an if or a switch.

    Bit k of branch_masks[j], an int of 32 bits ≥ 0, is 1 where lane k takes branch j, which costs costs[j]
    cycles.  The warp goes through the branches one after another, the other lanes waiting; it skips what none takes.
    """
    ...
    return sum(cost for mask, cost in zip(branch_masks, costs, strict=True) if mask)
