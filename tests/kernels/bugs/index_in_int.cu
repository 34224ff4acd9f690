// IntegerOverflow: does not fit into int
// f[1, 32](floats(32), out(32), 70000)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int last = n * n;
    y[threadIdx.x] = last > 0 ? x[threadIdx.x] : 0;
}
