// Transpose through a tile of 32 × 32 numbers in shared memory: rows are read, rows are written, and the tile is turned in between.
//
// Launched as transpose[(⌈cols/32⌉, ⌈rows/32⌉), (32, 8)]: each thread moves four numbers, so that several loads are under
// way at once.
#define SIDE 32
#define ROWS 8


extern "C" __global__
void transpose(const float* __restrict__ X, float* __restrict__ Y, int rows, int cols)
{
    __shared__ float tile[SIDE][SIDE + 1];    // + 1: a column of the tile lies in 32 different banks
    const int x = threadIdx.x, y = threadIdx.y, top = blockIdx.y * SIDE, left = blockIdx.x * SIDE;
    #pragma unroll
    for (int i = y; i < SIDE; i += ROWS)
        if (top + i < rows && left + x < cols) tile[i][x] = X[(size_t)(top + i) * cols + left + x];
    __syncthreads();
    #pragma unroll
    for (int i = y; i < SIDE; i += ROWS)
        if (left + i < cols && top + x < rows) Y[(size_t)(left + i) * rows + top + x] = tile[x][i];
}
