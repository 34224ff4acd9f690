// NotInMask: leaves out its own lane
// f[1, 32](floats(32), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    y[threadIdx.x] = __shfl_sync(0x0000ffff, x[threadIdx.x], 0);
}
