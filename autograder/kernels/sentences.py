"""One sentence a class of finding, to the learner: what, which element, which thread of which block, which line; then what to do."""

# In the order of `Kind` in emulator/state.h, which counts from 1.
KINDS = (
    "", "OutOfBounds", "ReadOnly", "PastSharedMemory", "UninitialisedShared", "UninitialisedOutput", "Race", "RaceOfBlocks", "BarriersDiffer",
    "MissedBarrier", "WarpStuck", "NotInMask", "SilentLane", "NoBuffer", "Misaligned", "IntegerOverflow", "BadShift", "PastArray", "DivisionByZero",
    "Endless", "Fault", "FailedAssertion", "Unwritten", "StackOverflow", "MissingReturn", "PastAllocation", "UseAfterFree", "Deadlock",
    "TooManyThreads", "EscapedException")
RACES = ("Race", "RaceOfBlocks")

# What explains more is told first: an overflow before the access it led astray, a missing barrier before the values that were not there yet.
ORDER = (
    "IntegerOverflow", "BadShift", "OutOfBounds", "ReadOnly", "PastSharedMemory", "PastArray", "NoBuffer", "Misaligned", "DivisionByZero",
    "FailedAssertion", "Fault", "StackOverflow", "MissingReturn", "PastAllocation", "UseAfterFree", "Deadlock", "TooManyThreads", "EscapedException",
    "BarriersDiffer", "MissedBarrier", "WarpStuck", "NotInMask", "SilentLane", "Race", "RaceOfBlocks", "UninitialisedShared", "UninitialisedOutput",
    "Endless", "NeverWritten")

SENTENCES = {
    "OutOfBounds":
        "{who} {does} {element} ({at}), and {room}. Let a thread touch an element only after comparing its index with the size.",
    "ReadOnly":
        "{who} {does} {element} ({at}), an input that must stay as it is. Write to the output.",
    "PastSharedMemory":
        "{who} {does} {element} ({at}), and the launch gives each block {extra} bytes of dynamic shared memory, {fitting} such elements. "
        "Keep the index below that.",
    "UninitialisedShared":
        "{who} {does} {element} ({at}) before any thread of its block has written it: shared memory begins as garbage. Fill every element that is "
        "read, also those without data, and let all threads meet at __syncthreads() before reading.",
    "UninitialisedOutput":
        "{who} {does} {element} ({at}) before anything was written there: an output begins as garbage. Write it first; what is to be added up "
        "belongs into a variable of the thread.",
    "Race":
        "a race on {element} in {block}: {other_here} {other_does} it ({other_at}), {here} {does} it ({at}), and no barrier stands between. {cure}",
    "RaceOfBlocks":
        "a race on {element} between blocks: {other} {other_does} it ({other_at}), {who} {does} it ({at}), and blocks run in any order. {cure}",
    "RaceOfThreads":
        "a race: {other} {other_does} what {who} {does} ({other_at}, {at}), and neither waits for the other. Give each thread a place of its own "
        "and combine them after join(), or guard the place with a mutex or an atomic.",
    "BarriersDiffer":
        "{who} waits at the barrier in {at}, {other_here} at the one in {other_at}: a block waits for ever (or worse) unless all its threads come "
        "to the same __syncthreads(). Take it out of the branch.",
    "MissedBarrier":
        "{who} waits at the barrier in {at}, and {other_here} has ended without coming there ({gone} of {all} threads have): every thread of a "
        "block must. Let idle threads skip the work, not the barrier.",
    "WarpStuck":
        "{who} waits in a warp operation ({at}, mask 0x{extra:08x}) for {other_here}, {why}. The mask names the lanes that take part, and all of "
        "them must come: move it out of the branch, or name fewer lanes.",
    "NotInMask":
        "{who} calls a warp operation ({at}) whose mask 0x{extra:08x} leaves out its own lane {lane}. Name every lane that calls it.",
    "SilentLane":
        "{who} takes the value of lane {gone} ({at}), which takes no part in the warp operation (mask 0x{extra:08x}): what comes is garbage. "
        "Take only from lanes of the mask, and of the block.",
    "NoBuffer":
        "{who} {does} {nowhere}",
    "Misaligned":
        "{who} touches {size} bytes at once at an address that is no multiple of {size} ({at}): a GPU stops there. "
        "A vector of {size} bytes may begin at every {floats}th float only; read the rest one by one.",
    "IntegerOverflow":
        "{said} ({at}, {who}). Compute what can be this large in size_t or long long, from the first factor on.",
    "BadShift":
        "{said} ({at}, {who}): a shift goes from 0 to the width less one.",
    "PastArray":
        "{who} uses index {index} of an array of type {type} ({at}): it ends before. Make the array larger, or keep the index below its size.",
    "DivisionByZero":
        "{who} computes {said} ({at}): whole numbers have no result there. Rule the case out first.",
    "Endless":
        "{who} is still running after all the time a launch may take ({at}): a loop that does not end, or a wait for another block, which may only "
        "begin when this one has ended?",
    "Fault":
        "{who} touched memory that is not there ({at}). A pointer that points nowhere?",
    "FailedAssertion":
        "{who}: your own assert({said}) does not hold ({at}).",
    "StackOverflow":
        "{who} used more than 128 KiB of local memory ({at}): a recursion that does not end, or a local array that is too large.",
    "MissingReturn":
        "the function in {at} ends without a return on the way that was taken.",
    "PastAllocation":
        "{who} {does} past the end of what was allocated ({at}). Compare the index with the size, as v.at(i) would.",
    "UseAfterFree":
        "{who} {does} memory that was given back already ({at}): a reference into a vector that grew, or to something that has ended?",
    "Deadlock":
        "{who} waits for a mutex or a thread that never comes free ({at}). Does a thread lock twice, or wait for one that waits for it?",
    "TooManyThreads":
        "more than 63 threads are started in one call: start no more than are asked for, and no more than there are elements.",
    "EscapedException":
        "an exception leaves a thread, which ends the whole program: catch it inside.",
    "NeverWritten":
        "{count} of {size} elements of `{name}` {are} never written: {which}. The launch has {blocks} of {threads} threads, {all} in all: which of "
        "them should write there?",
}

CURES = {       # of races, by (within a block?, does the line read the element too?, do two threads write it?)
    (True, True, True):
        "Several threads read it, change it and write it back, and changes are lost: atomicAdd does it in one step, or give each thread an element "
        "of its own.",
    (True, False, True):
        "Whose value stays is chance. Check the index: each element has one writer, or all of them add with an atomic.",
    (True, True, False):
        "Who comes first is chance. Put a __syncthreads() between, where all threads pass.",
    (False, False, True):
        "Threads of several blocks write it, and whose value stays is chance. Check the index, in which blockIdx must take part; sums of several "
        "blocks need an atomic.",
    (False, True, False):
        "Only the end of a launch orders blocks: let a second kernel read what this one writes.",
}
CURES[False, True, True] = CURES[False, False, True]

FAR = ("far from any buffer ({at}): as an index of `{name}` it would be {index}. An index that overflowed, or a pointer computed wrongly? "
       "An int ends at 2147483647: compute large indices in size_t.")
NULL = "through a null pointer ({at}). Point to a buffer of the launch before you use a pointer."
