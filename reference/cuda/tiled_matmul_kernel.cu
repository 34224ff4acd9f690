// C = AB with 128 × 128 tiles of C a block and 8 × 8 numbers a thread: each number that comes from shared memory is used eight times.
//
// 256 threads, launched as matmul_tiled[(⌈n/128⌉, ⌈m/128⌉), 256].  The tile of A is kept transposed, so that a thread's
// rows lie side by side and come in loads of 16 bytes; while one pair of tiles is used, the next one is fetched into
// registers.
#define SIDE 128
#define HALF 64
#define DEEP 8


extern "C" __global__ __launch_bounds__(256)
void matmul_tiled(const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, int m, int k, int n)
{
    __shared__ __align__(16) float a[2][DEEP][SIDE + 4], b[2][DEEP][SIDE];    // + 4: a warp's transposed writes go to 32 banks
    const int t = threadIdx.x, x = t % 16 * 4, y = t / 16 * 4;    // its numbers: 4 × 4 at (y, x), and as many HALF a tile further each way
    const int top = blockIdx.y * SIDE, left = blockIdx.x * SIDE;
    const int a_row = t / 2, a_first = t % 2 * 4;         // a thread fetches four neighbours along k of A,
    const int b_row = t / 32, b_first = t % 32 * 4;       // and four neighbours along n of B
    const bool a_wide = k % 4 == 0, b_wide = n % 4 == 0;
    float c[8][8] = {}, p[4], q[4];

    auto fetch = [&](int first) {
        const float* from = A + (size_t)(top + a_row) * k + first + a_first;
        const float* other = B + (size_t)(first + b_row) * n + left + b_first;
        if (a_wide && top + a_row < m && first + a_first < k) {
            const float4 v = *(const float4*)from;
            p[0] = v.x; p[1] = v.y; p[2] = v.z; p[3] = v.w;
        } else
            for (int i = 0; i < 4; ++i) p[i] = top + a_row < m && first + a_first + i < k ? from[i] : 0;
        if (b_wide && first + b_row < k && left + b_first < n) {
            const float4 v = *(const float4*)other;
            q[0] = v.x; q[1] = v.y; q[2] = v.z; q[3] = v.w;
        } else
            for (int i = 0; i < 4; ++i) q[i] = first + b_row < k && left + b_first + i < n ? other[i] : 0;
    };
    auto keep = [&](int which) {
        for (int i = 0; i < 4; ++i) a[which][a_first + i][a_row] = p[i];
        *(float4*)&b[which][b_row][b_first] = make_float4(q[0], q[1], q[2], q[3]);
    };

    fetch(0);
    keep(0);
    __syncthreads();
    for (int first = 0, now = 0; first < k; first += DEEP, now ^= 1) {
        if (first + DEEP < k) fetch(first + DEEP);
        #pragma unroll
        for (int l = 0; l < DEEP; ++l) {
            const float4 u = *(const float4*)&a[now][l][y], v = *(const float4*)&a[now][l][HALF + y];
            const float4 w = *(const float4*)&b[now][l][x], z = *(const float4*)&b[now][l][HALF + x];
            const float down[8] = {u.x, u.y, u.z, u.w, v.x, v.y, v.z, v.w}, along[8] = {w.x, w.y, w.z, w.w, z.x, z.y, z.z, z.w};
            #pragma unroll
            for (int i = 0; i < 8; ++i)
                #pragma unroll
                for (int j = 0; j < 8; ++j) c[i][j] = fmaf(down[i], along[j], c[i][j]);
        }
        if (first + DEEP < k) keep(now ^ 1);    // into the other pair, which nobody uses any more: one barrier a step is enough
        __syncthreads();
    }

    #pragma unroll
    for (int i = 0; i < 8; ++i)
        #pragma unroll
        for (int j = 0; j < 8; j += 4) {
            const int row = top + y + i % 4 + i / 4 * HALF, column = left + x + j / 4 * HALF;
            if (row >= m || column >= n) continue;
            float* to = C + (size_t)row * n + column;
            if (b_wide) *(float4*)to = make_float4(c[i][j], c[i][j + 1], c[i][j + 2], c[i][j + 3]);
            else
                #pragma unroll
                for (int l = 0; l < 4; ++l) if (column + l < n) to[l] = c[i][j + l];
        }
}
