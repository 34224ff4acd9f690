// Prefix scan of four numbers a thread: in registers, by shuffles inside a warp, and once through shared memory between warps.
//
// Launched with blocks of whole warps, block_scan[⌈n / (4·block)⌉, block]; block_scan leaves the sum of each stretch of
// 4·block numbers, which are scanned by a second launch of one block, and added by add_offsets of the same grid.  x and y
// begin at a multiple of 16 bytes.
#define ALL 0xffffffffu


__device__ float of_warp(float v, int lane)
{
    for (int d = 1; d < 32; d *= 2) {
        const float left = __shfl_up_sync(ALL, v, d);
        if (lane >= d) v += left;
    }
    return v;
}


extern "C" __global__
void block_scan(const float* __restrict__ x, float* __restrict__ y, float* __restrict__ sums, int n)
{
    __shared__ float totals[32];
    const int t = threadIdx.x, lane = t % 32, warp = t / 32, first = 4 * (blockIdx.x * blockDim.x + t);
    float4 v = make_float4(0, 0, 0, 0);
    if (first + 3 < n) v = *(const float4*)(x + first);
    else {
        if (first < n) v.x = x[first];
        if (first + 1 < n) v.y = x[first + 1];
        if (first + 2 < n) v.z = x[first + 2];
    }
    v.y += v.x;
    v.z += v.y;
    v.w += v.z;
    const float through = of_warp(v.w, lane);    // the sum through this thread, inside its warp
    if (lane == 31) totals[warp] = through;
    __syncthreads();
    if (warp == 0) {
        const float total = of_warp(lane < blockDim.x / 32 ? totals[lane] : 0, lane);
        totals[lane] = total;
    }
    __syncthreads();
    float before = __shfl_up_sync(ALL, through, 1);
    if (lane == 0) before = 0;
    if (warp) before += totals[warp - 1];
    v = make_float4(v.x + before, v.y + before, v.z + before, v.w + before);
    if (first + 3 < n) *(float4*)(y + first) = v;
    else {
        if (first < n) y[first] = v.x;
        if (first + 1 < n) y[first + 1] = v.y;
        if (first + 2 < n) y[first + 2] = v.z;
    }
    if (t == blockDim.x - 1) sums[blockIdx.x] = v.w;
}


extern "C" __global__
void add_offsets(float* __restrict__ y, const float* __restrict__ sums, int n)
{
    if (!blockIdx.x) return;
    const float before = sums[blockIdx.x - 1];
    const int first = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (first + 3 < n) {
        float4 v = *(const float4*)(y + first);
        *(float4*)(y + first) = make_float4(v.x + before, v.y + before, v.z + before, v.w + before);
    } else
        for (int i = first; i < n; ++i) y[i] += before;
}
