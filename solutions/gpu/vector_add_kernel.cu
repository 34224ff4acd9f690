// CUDA vector addition
//
// 60 min · difficulty 2 · after gpu-execution-model
//
//     cᵢ = aᵢ + bᵢ,  0 ≤ i < n
//
// A kernel is what every thread of a grid runs once.  vector_add<<<blocks, block>>>(a, b, c, n) starts
// `blocks` blocks of `block` threads each, and a thread knows only where it stands: threadIdx.x in its
// block, blockIdx.x in the grid, blockDim.x threads to a block, gridDim.x blocks to the grid.
//
// The grader launches your kernel on this machine's processor, where every access to memory is watched,
// and on a GPU where there is one.  Nothing needs to be included; extern "C" keeps the name as you wrote it.


// %% kernel: each element once
extern "C" __global__
void vector_add(const float* a, const float* b, float* c, int n)
{
    // Launched with just as many blocks as cover n, in blocks of any size.
    // ...
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) c[i] = a[i] + b[i];    // the last block reaches past the end
}


// %% launch: how many blocks
extern "C"
int launch(int n, int block)
{
    // The least number of blocks with a thread for each of n ≥ 0 elements: 0 for n = 0, when nothing is launched.
    // −1 for a block that no GPU takes: it has between 1 and 1024 threads.  n may be as large as an int can be.
    // ...
    if (block < 1 || block > 1024) return -1;
    return n / block + (n % block != 0);    // n + block − 1 could overflow
}
