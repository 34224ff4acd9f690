// Race: Put a __syncthreads() between
// f[2, 64](floats(100), out(2), 100)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ float s[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    s[t] = i < n ? x[i] : 0;
    for (int half = blockDim.x / 2; half; half /= 2) {
        if (t < half) s[t] += s[t + half];
        __syncthreads();
    }
    if (t == 0) y[blockIdx.x] = s[0];
}
