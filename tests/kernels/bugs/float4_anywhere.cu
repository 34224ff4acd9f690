// Misaligned: no multiple of 16
// f[1, 32](floats(64), out(32), 32)
extern "C" __global__ void f(const float* x, float* y, int n)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i + 4 < 64) { float4 v = *reinterpret_cast<const float4*>(x + i); y[i] = v.x + v.w; }
}
