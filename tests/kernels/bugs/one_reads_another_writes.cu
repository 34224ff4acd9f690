// Race: a race on `flag`
// f[1, 64](floats(64), out(64), 64)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    __shared__ int flag;
    if (threadIdx.x == 0) flag = 0;
    __syncthreads();
    if (threadIdx.x % 2) flag = threadIdx.x;
    y[threadIdx.x] = flag;
}
