// MissedBarrier: every thread of a block must
// f[1, 64](floats(64), out(1), 64)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ float s[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    s[t] = x[i];
    __syncthreads();
    for (int half = 32; half; half /= 2)
        if (t < half) {
            s[t] += s[t + half];
            __syncthreads();
        }
    if (t == 0) y[0] = s[0];
}
