// MissedBarrier: Let idle threads skip the work, not the barrier
// f[2, 64](floats(100), out(100), 100)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ float s[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    if (i >= n) return;
    s[t] = x[i];
    __syncthreads();
    y[i] = s[t];
}
