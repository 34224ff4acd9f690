// Sum and maximum of a vector, one number a block: 16 bytes a load, shuffles inside a warp, one barrier for the rest.
//
// Launched with any grid and blocks of whole warps; x is aligned as memory that was allocated is.
#define ALL 0xffffffffu

struct Sum {
    static constexpr float nothing = 0;
    static __device__ float of(float a, float b) { return a + b; }
};
struct Max {
    static constexpr float nothing = -INFINITY;
    static __device__ float of(float a, float b) { return fmaxf(a, b); }
};


template <class Op> __device__ float of_warp(float v)
{
    for (int d = 16; d; d /= 2) v = Op::of(v, __shfl_xor_sync(ALL, v, d));
    return v;
}


template <class Op> __device__ void reduce(const float* x, float* partial, int n)
{
    __shared__ float s[32];
    const int t = threadIdx.x, lane = t % 32, warp = t / 32, stride = gridDim.x * blockDim.x, me = blockIdx.x * blockDim.x + t;
    const float4* x4 = (const float4*)x;
    float v = Op::nothing, w = Op::nothing;    // two chains, so that a load need not wait for the addition before it
    for (int i = me; i < n / 4; i += stride) {
        const float4 p = x4[i];
        v = Op::of(v, Op::of(p.x, p.y));
        w = Op::of(w, Op::of(p.z, p.w));
    }
    for (int i = n / 4 * 4 + me; i < n; i += stride) v = Op::of(v, x[i]);
    v = of_warp<Op>(Op::of(v, w));
    if (lane == 0) s[warp] = v;
    __syncthreads();
    if (warp) return;
    v = of_warp<Op>(lane < blockDim.x / 32 ? s[lane] : Op::nothing);
    if (lane == 0) partial[blockIdx.x] = v;
}


extern "C" __global__
void block_sum(const float* __restrict__ x, float* __restrict__ partial, int n)
{
    reduce<Sum>(x, partial, n);
}


extern "C" __global__
void block_max(const float* __restrict__ x, float* __restrict__ partial, int n)
{
    reduce<Max>(x, partial, n);
}
