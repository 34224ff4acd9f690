// Vector addition, four floats at a time: each thread asks for 16 bytes at once, and a warp for whole lines of memory.
//
// Launched with any grid; a, b and c are aligned as memory that was allocated is.
extern "C" __global__
void vector_add(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ c, int n)
{
    const int stride = gridDim.x * blockDim.x, me = blockIdx.x * blockDim.x + threadIdx.x;
    const float4 *a4 = (const float4*)a, *b4 = (const float4*)b;
    float4* c4 = (float4*)c;
    for (int i = me; i < n / 4; i += stride) {
        const float4 x = a4[i], y = b4[i];
        c4[i] = make_float4(x.x + y.x, x.y + y.y, x.z + y.z, x.w + y.w);
    }
    for (int i = n / 4 * 4 + me; i < n; i += stride) c[i] = a[i] + b[i];
}
