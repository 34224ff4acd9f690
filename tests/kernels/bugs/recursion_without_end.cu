// StackOverflow: recursion
// f[1, 1](floats(1), out(1), 1)
__device__ __noinline__ float deep(const float* x, int k)
{
    volatile float here[64];
    here[k % 64] = x[0];
    return deep(x, k + 1) + here[k % 64];
}
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = deep(x, 0);
}
