// Parallel sum reduction with shared memory
//
// 105 min · difficulty 3 · after vector-add-kernel, floating-point-anatomy
//
//     Σᵢ xᵢ  and  maxᵢ xᵢ,  0 ≤ i < n
//
// Threads of a block share a memory of their own, and __syncthreads() holds each of them until all have come.
// Blocks share nothing while they run.  So each block reduces its part of x to one number, partial[blockIdx.x],
// and a second launch, of one block, reduces those.
//
// Both kernels are launched with any number of blocks of any size from 1 to 1024 threads, powers of two or not,
// and with blockDim.x floats of dynamic shared memory (extern __shared__ float s[];).  Together the blocks visit
// each x[i] once; where threads are fewer than elements, each strides through x by the size of the grid.
// The result is the same, bit for bit, whatever the order in which threads and blocks take turns.


// %% kernel: one number a block
extern "C" __global__
void block_sum(const float* x, float* partial, int n)
{
    // partial[b] = the sum of what block b visits; 0 where that is nothing.
    // ...
    extern __shared__ float s[];
    const int t = threadIdx.x;
    float sum = 0;
    for (int i = blockIdx.x * blockDim.x + t; i < n; i += gridDim.x * blockDim.x) sum += x[i];
    s[t] = sum;
    for (int live = blockDim.x, half; live > 1; live = half) {
        half = (live + 1) / 2;    // of an odd number, the middle one waits for the next round
        __syncthreads();          // outside the if: all must arrive
        if (t + half < live) s[t] += s[t + half];
    }
    if (t == 0) partial[blockIdx.x] = s[0];
}


extern "C" __global__
void block_max(const float* x, float* partial, int n)
{
    // partial[b] = the largest of what block b visits; −∞ where that is nothing.
    // ...
    extern __shared__ float s[];
    const int t = threadIdx.x;
    float most = -INFINITY;    // below every number, so it changes no maximum
    for (int i = blockIdx.x * blockDim.x + t; i < n; i += gridDim.x * blockDim.x) most = fmaxf(most, x[i]);
    s[t] = most;
    for (int live = blockDim.x, half; live > 1; live = half) {
        half = (live + 1) / 2;
        __syncthreads();
        if (t + half < live) s[t] = fmaxf(s[t], s[t + half]);
    }
    if (t == 0) partial[blockIdx.x] = s[0];
}
