// Layer normalisation: one block of whole warps a row, the row kept in registers where it fits, so that memory is read once.
//
// Blocks of up to 1024 threads; a row of up to 16·block columns is held, a longer one is read again.  The variance is
// taken about the mean, in a second reduction: a difference of two large sums would lose the digits that matter.
#define ALL 0xffffffffu
#define HELD 4    // float4s a thread holds


__device__ float of_block(float v, float* s)
{
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    for (int d = 16; d; d /= 2) v += __shfl_xor_sync(ALL, v, d);
    if (lane == 0) s[warp] = v;
    __syncthreads();
    v = lane < blockDim.x / 32 ? s[lane] : 0;
    for (int d = 16; d; d /= 2) v += __shfl_xor_sync(ALL, v, d);
    return v;
}


extern "C" __global__
void layer_norm(const float* __restrict__ X, const float* __restrict__ gamma, const float* __restrict__ beta, float* __restrict__ Y,
                int rows, int cols, float eps)
{
    __shared__ float sums[32], squares[32];    // two, so that the second reduction need not wait for the first to be read
    const float* x = X + (size_t)blockIdx.x * cols;
    float* y = Y + (size_t)blockIdx.x * cols;
    const int t = threadIdx.x, step = blockDim.x, wide = cols / 4;

    if (cols % 4 == 0 && wide <= HELD * step) {
        const float4 *x4 = (const float4*)x, *g4 = (const float4*)gamma, *b4 = (const float4*)beta;
        float4 held[HELD];
        float sum = 0, square = 0;
        #pragma unroll
        for (int k = 0; k < HELD; ++k) {
            const int j = t + k * step;
            held[k] = j < wide ? x4[j] : make_float4(0, 0, 0, 0);
            sum += (held[k].x + held[k].y) + (held[k].z + held[k].w);
        }
        const float mean = of_block(sum, sums) / cols;
        #pragma unroll
        for (int k = 0; k < HELD; ++k) {
            const float a = held[k].x - mean, b = held[k].y - mean, c = held[k].z - mean, d = held[k].w - mean;
            if (t + k * step < wide) square += (a * a + b * b) + (c * c + d * d);
            held[k] = make_float4(a, b, c, d);
        }
        const float scale = rsqrtf(of_block(square, squares) / cols + eps);
        #pragma unroll
        for (int k = 0; k < HELD; ++k) {
            const int j = t + k * step;
            if (j >= wide) break;
            const float4 g = g4[j], b = b4[j];
            ((float4*)y)[j] = make_float4(fmaf(held[k].x * scale, g.x, b.x), fmaf(held[k].y * scale, g.y, b.y),
                                          fmaf(held[k].z * scale, g.z, b.z), fmaf(held[k].w * scale, g.w, b.w));
        }
        return;
    }
    float sum = 0, square = 0;
    for (int j = t; j < cols; j += step) sum += x[j];
    const float mean = of_block(sum, sums) / cols;
    for (int j = t; j < cols; j += step) square += (x[j] - mean) * (x[j] - mean);
    const float scale = rsqrtf(of_block(square, squares) / cols + eps);
    for (int j = t; j < cols; j += step) y[j] = fmaf((x[j] - mean) * scale, gamma[j], beta[j]);
}
