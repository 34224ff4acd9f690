// PastArray: index 32 of an array of type float[32]
// f[1, 64](floats(64), out(64), 64)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ float s[32];
    s[threadIdx.x] = x[threadIdx.x];
    __syncthreads();
    y[threadIdx.x] = s[threadIdx.x];
}
