// Histogram: atomics, in global and in shared memory
//
// 75 min · difficulty 3 · after block-reduction-kernel
//
//     counts_b ← counts_b + #{i : x_i = b},   0 ≤ b < bins
//
// Which place a thread changes is decided by its data, and two threads may choose the same one at once.  ++counts[b]
// reads, adds and writes back, and between them another thread may do so too: one of the two is lost.
// atomicAdd(&counts[b], 1) is one step, which no other can divide.
//
// Where many threads choose the same place, they queue for it, and the queue in global memory is a long way off.  So each
// block counts in shared memory first, and adds what it has found to the counts of all at the end.
//
// Both kernels are launched with any number of blocks of any size, with more or fewer threads than elements and than
// bins.  Each element is visited once.  An x outside of 0 … bins − 1 is counted nowhere.


// %% global: one place for all
extern "C" __global__
void histogram_global(const int* x, int* counts, int n, int bins)
{
    // Adds to what counts holds already.
    // ...
    const int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride)
        if (x[i] >= 0 && x[i] < bins) atomicAdd(&counts[x[i]], 1);
}


// %% shared: a place for each block
extern "C" __global__
void histogram_shared(const int* x, int* counts, int n, int bins)
{
    // As histogram_global; but a block asks for a count in global memory once a bin at most.
    // There are bins ints of dynamic shared memory (extern __shared__ int own[];).
    // ...
    extern __shared__ int own[];
    for (int b = threadIdx.x; b < bins; b += blockDim.x) own[b] = 0;
    __syncthreads();          // all places are empty
    const int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride)
        if (x[i] >= 0 && x[i] < bins) atomicAdd(&own[x[i]], 1);
    __syncthreads();          // all are counted
    for (int b = threadIdx.x; b < bins; b += blockDim.x)
        if (own[b]) atomicAdd(&counts[b], own[b]);
}
