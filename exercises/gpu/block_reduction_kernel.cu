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
}


extern "C" __global__
void block_max(const float* x, float* partial, int n)
{
    // partial[b] = the largest of what block b visits; −∞ where that is nothing.
    // ...
}
