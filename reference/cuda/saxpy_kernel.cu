// y ← αx + y, four floats at a time: the work is all memory, so it is asked for in the largest pieces there are.
//
// Launched with any grid; x and y are aligned as memory that was allocated is.
extern "C" __global__
void saxpy(float alpha, const float* __restrict__ x, float* __restrict__ y, int n)
{
    const int stride = gridDim.x * blockDim.x, me = blockIdx.x * blockDim.x + threadIdx.x;
    const float4* x4 = (const float4*)x;
    float4* y4 = (float4*)y;
    for (int i = me; i < n / 4; i += stride) {
        const float4 u = x4[i], v = y4[i];
        y4[i] = make_float4(fmaf(alpha, u.x, v.x), fmaf(alpha, u.y, v.y), fmaf(alpha, u.z, v.z), fmaf(alpha, u.w, v.w));
    }
    for (int i = n / 4 * 4 + me; i < n; i += stride) y[i] = fmaf(alpha, x[i], y[i]);
}
