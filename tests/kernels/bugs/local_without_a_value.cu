// UninitialisedLocal: `sum` is used before it has a value
// f[1, 1](floats(8), out(1), 8)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    float sum;
    for (int i = 0; i < n; ++i) sum += x[i];
    y[0] = sum;
}
