// One query's attention by one warp, over the keys in one pass and without a place for the scores.
//
// Launched with blocks of whole warps, attention[⌈queries / warps⌉, 32·warps]; width is at most 128.  Each lane holds up
// to four coordinates of the query and of the output; a score is summed up by shuffles, and the pair (m, s) with the
// output follows the keys as they come.
// SOURCE: M. Milakov, N. Gimelshein, arXiv:1805.02867 (2018); T. Dao et al., FlashAttention, arXiv:2205.14135 (2022).
#define ALL 0xffffffffu
#define MOST 4
#define AHEAD 4    // keys whose scores are under way together, so that their shuffles overlap


extern "C" __global__
void attention(const float* __restrict__ Q, const float* __restrict__ K, const float* __restrict__ V, float* __restrict__ O,
               int queries, int keys, int width)
{
    const int lane = threadIdx.x % 32, row = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
    if (row >= queries) return;    // a whole warp, and there is no barrier
    const float scale = rsqrtf(width);
    float q[MOST], o[MOST] = {}, m = -INFINITY, s = 0;
    #pragma unroll
    for (int c = 0; c < MOST; ++c) q[c] = lane + 32 * c < width ? Q[(size_t)row * width + lane + 32 * c] * scale : 0;

    for (int first = 0; first < keys; first += AHEAD) {
        float score[AHEAD];
        #pragma unroll
        for (int a = 0; a < AHEAD; ++a) {
            score[a] = 0;
            #pragma unroll
            for (int c = 0; c < MOST; ++c)
                if (first + a < keys && lane + 32 * c < width)
                    score[a] = fmaf(q[c], K[(size_t)(first + a) * width + lane + 32 * c], score[a]);
        }
        for (int d = 16; d; d /= 2)
            #pragma unroll
            for (int a = 0; a < AHEAD; ++a) score[a] += __shfl_xor_sync(ALL, score[a], d);
        float larger = m;
        #pragma unroll
        for (int a = 0; a < AHEAD; ++a) larger = first + a < keys ? fmaxf(larger, score[a]) : larger;
        const float less = __expf(m - larger);
        m = larger;
        s *= less;
        #pragma unroll
        for (int c = 0; c < MOST; ++c) o[c] *= less;
        #pragma unroll
        for (int a = 0; a < AHEAD; ++a) {
            if (first + a >= keys) break;
            const float p = __expf(score[a] - m);
            s += p;
            #pragma unroll
            for (int c = 0; c < MOST; ++c)
                if (lane + 32 * c < width) o[c] = fmaf(p, V[(size_t)(first + a) * width + lane + 32 * c], o[c]);
        }
    }
    #pragma unroll
    for (int c = 0; c < MOST; ++c)
        if (lane + 32 * c < width) O[(size_t)row * width + lane + 32 * c] = o[c] / s;
}
