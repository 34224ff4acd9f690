// SilentLane: what comes is garbage
// f[1, 20](floats(20), out(20), 20)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    y[threadIdx.x] = __shfl_down_sync(0xfffff, x[threadIdx.x], 4);
}
