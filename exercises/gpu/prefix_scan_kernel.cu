// Prefix scan: sums of everything before, in two levels
//
// 105 min · difficulty 4 · after block-reduction-kernel
//
//     yᵢ = x₀ + x₁ + … + xᵢ,  0 ≤ i < n
//
// Each sum needs the one before it, so it seems, and n threads would have to wait in a row.  But if every element first
// adds its left neighbour, then the one two places away, then four, eight, …, it has added up all that stand before it
// after log₂ n rounds:
//
//     round d = 1, 2, 4, …      yᵢ ← yᵢ₋d + yᵢ   for all i ≥ d at once
//
// "At once" is the difficulty: yᵢ₋d must be read before its own thread replaces it.
//
// A block does so with its own stretch of x, blockDim.x elements one a thread, and leaves the sum of the stretch too.  A
// second launch, of one block, scans these sums, and a third adds to each stretch what stands before it: three launches
// scan a million elements.


// %% block: a stretch a block
extern "C" __global__
void block_scan(const float* x, float* y, float* sums, int n)
{
    // Block b scans the elements from b * blockDim.x on, at most blockDim.x of them: y holds the sums within the stretch,
    // sums[b] the sum of all of it.  Launched with as many blocks as cover n, of 1 to 1024 threads, powers of two or not, and with
    // 2 * blockDim.x floats of dynamic shared memory (extern __shared__ float s[];).
    // ...
}


// %% offsets: what stands before a stretch
extern "C" __global__
void add_offsets(float* y, const float* sums, int n)
{
    // Adds to each element of y what all earlier stretches sum up to.  The grid is that of block_scan, and sums has been scanned since:
    // sums[b] is the sum of the stretches 0 to b.
    // ...
}


// %% work: what the speed costs
extern "C"
long long additions(int n)
{
    // How many additions the rounds d = 1, 2, 4, … < n take for n ≥ 0 elements, all threads' together, if only the i ≥ d add.
    // (One after another, n − 1 would do.)
    // ...
}
