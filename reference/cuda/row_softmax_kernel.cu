// Row softmax in two passes over memory: maximum and sum together, then the shares.
//
// One block of whole warps a row.  Each thread keeps a pair (m, s), m the largest number it has seen and s the sum of
// exponentials relative to m; pairs merge by shuffles inside a warp, and once through shared memory between warps.
// SOURCE: M. Milakov, N. Gimelshein, Online normalizer calculation for softmax, arXiv:1805.02867 (2018).
#define ALL 0xffffffffu

struct Pair {
    float m, s;
};


__device__ Pair merged(Pair a, Pair b)
{
    const float m = fmaxf(a.m, b.m);
    if (m == -INFINITY) return {m, 0};
    return {m, a.s * __expf(a.m - m) + b.s * __expf(b.m - m)};
}


__device__ Pair of_warp(Pair p)
{
    for (int d = 16; d; d /= 2) p = merged(p, {__shfl_xor_sync(ALL, p.m, d), __shfl_xor_sync(ALL, p.s, d)});
    return p;
}


extern "C" __global__
void row_softmax(const float* __restrict__ X, float* __restrict__ Y, int rows, int cols)
{
    __shared__ float ms[32], ss[32];
    const float* x = X + (size_t)blockIdx.x * cols;
    float* y = Y + (size_t)blockIdx.x * cols;
    const int t = threadIdx.x, lane = t % 32, warp = t / 32;
    const int wide = cols % 4 ? 0 : cols / 4;    // rows of another length do not all begin at a multiple of 16 bytes
    const float4* x4 = (const float4*)x;
    float4* y4 = (float4*)y;

    Pair p = {-INFINITY, 0};
    for (int j = t; j < wide; j += blockDim.x) {
        const float4 v = x4[j];
        const float m = fmaxf(fmaxf(fmaxf(v.x, v.y), fmaxf(v.z, v.w)), p.m);
        if (m == -INFINITY) continue;
        p = {m, p.s * __expf(p.m - m) + __expf(v.x - m) + __expf(v.y - m) + __expf(v.z - m) + __expf(v.w - m)};
    }
    for (int j = 4 * wide + t; j < cols; j += blockDim.x) p = merged(p, {x[j], x[j] == -INFINITY ? 0.f : 1.f});

    p = of_warp(p);
    if (lane == 0) { ms[warp] = p.m; ss[warp] = p.s; }
    __syncthreads();
    p = lane < blockDim.x / 32 ? Pair{ms[lane], ss[lane]} : Pair{-INFINITY, 0};
    p = of_warp(p);    // every warp merges the few that there are: no second barrier

    const float m = p.m, share = 1 / p.s;
    for (int j = t; j < wide; j += blockDim.x) {
        const float4 v = x4[j];    // from the cache, for rows of ordinary length
        y4[j] = make_float4(__expf(v.x - m) * share, __expf(v.y - m) * share, __expf(v.z - m) * share, __expf(v.w - m) * share);
    }
    for (int j = 4 * wide + t; j < cols; j += blockDim.x) y[j] = __expf(x[j] - m) * share;
}
