// BarriersDiffer: Take it out of the branch
// f[1, 64](floats(64), out(64), 64)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ float s[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    s[t] = x[i];
    if (t < 32) __syncthreads();
    else {
        __syncthreads();
    }
    y[i] = s[63 - t];
}
