// WarpStuck: mask 0xffffffff
// f[1, 32](floats(32), out(1), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    float v = x[threadIdx.x];
    if (threadIdx.x < 16) v += __shfl_down_sync(0xffffffff, v, 16);
    __syncthreads();
    if (threadIdx.x == 0) y[0] = v;
}
