// f[(2, 2), (8, 8)](floats(9, 17), floats(17, 10), out((9, 10)), 9, 17, 10)
// floats(9, 17) @ floats(17, 10)
#define TILE 8
extern "C" __global__ void f(const float* A, const float* B, float* C, int m, int k, int n)
{
    __shared__ float a[TILE][TILE], b[TILE][TILE];
    const int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * TILE + y, column = blockIdx.x * TILE + x;
    float sum = 0;
    for (int first = 0; first < k; first += TILE) {
        a[y][x] = row < m && first + x < k ? A[row * k + first + x] : 0;
        b[y][x] = first + y < k && column < n ? B[(first + y) * n + column] : 0;
        __syncthreads();
        for (int j = 0; j < TILE; ++j) sum += a[y][j] * b[j][x];
        __syncthreads();
    }
    if (row < m && column < n) C[row * n + column] = sum;
}
