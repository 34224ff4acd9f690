// Histogram with a copy of the counts for each block, and 16 bytes a load.
//
// Launched with any grid, blocks of whole warps and bins ints of dynamic shared memory; x is aligned as memory that was
// allocated is. Where all lanes of a warp hold one number, which is what slows atomics down most, one lane adds for all of
// them.
#define ALL 0xffffffffu


__device__ void count(int* own, int b, int bins)
{
    const bool inside = (unsigned)b < (unsigned)bins;
    const int first = __shfl_sync(ALL, b, 0);
    if (__all_sync(ALL, b == first)) {
        if (inside && threadIdx.x % 32 == 0) atomicAdd(&own[b], 32);
    } else if (inside)
        atomicAdd(&own[b], 1);
}


extern "C" __global__
void histogram_shared(const int* __restrict__ x, int* __restrict__ counts, int n, int bins)
{
    extern __shared__ int own[];
    for (int b = threadIdx.x; b < bins; b += blockDim.x) own[b] = 0;
    __syncthreads();
    const int stride = gridDim.x * blockDim.x, warp = (blockIdx.x * blockDim.x + threadIdx.x) / 32 * 32, lane = threadIdx.x % 32;
    const int4* x4 = (const int4*)x;
    for (int first = warp; first < n / 4; first += stride) {    // by warps, so that all lanes go round equally often
        const int i = first + lane;
        const int4 v = i < n / 4 ? x4[i] : make_int4(-1, -1, -1, -1);
        count(own, v.x, bins);
        count(own, v.y, bins);
        count(own, v.z, bins);
        count(own, v.w, bins);
    }
    for (int i = n / 4 * 4 + warp + lane; i < n; i += stride)
        if ((unsigned)x[i] < (unsigned)bins) atomicAdd(&own[x[i]], 1);
    __syncthreads();
    for (int b = threadIdx.x; b < bins; b += blockDim.x)
        if (own[b]) atomicAdd(&counts[b], own[b]);
}
