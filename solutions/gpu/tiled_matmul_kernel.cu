// Tiled matrix multiplication kernel
//
// 135 min · difficulty 4 · after block-reduction-kernel, matmul-three-ways
//
//     C = AB,   Cᵢⱼ = Σₗ Aᵢₗ Bₗⱼ,   A (m, k),  B (k, n),  C (m, n),  row after row in memory
//
// Each Cᵢⱼ needs a row of A and a column of B, and its neighbours need them too.  A kernel that fetches them anew for each
// entry waits for memory most of its time.  A block of TILE × TILE threads computes a tile of C together: it fetches a
// tile of A and one of B into shared memory, each number once, lets all its threads use them TILE times, goes on to the
// next pair of tiles along k, and so asks of memory a TILEth.
//
// Both kernels are launched with blocks of TILE × TILE threads, x along the columns of C, and as many of them as cover C;
// m, k and n need not be multiples of TILE.  For k = 0 all sums are empty, and 0.
#define TILE 16

struct Launch {
    dim3 grid, block;
};


// %% naive: each entry by itself
extern "C"
Launch launch(int m, int n)
{
    // The least grid of TILE × TILE blocks that covers the entries of C, x along its columns and y along its rows.
    // Along an axis that has no entries there are no blocks (and nothing is launched).
    // ...
    return {dim3((n + TILE - 1) / TILE, (m + TILE - 1) / TILE), dim3(TILE, TILE)};
}


extern "C" __global__
void matmul_naive(const float* A, const float* B, float* C, int m, int k, int n)
{
    // Each thread computes one entry of C, from global memory.
    // ...
    const int row = blockIdx.y * blockDim.y + threadIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= m || column >= n) return;
    float sum = 0;
    for (int l = 0; l < k; ++l) sum += A[row * k + l] * B[l * n + column];
    C[row * n + column] = sum;
}


// %% tiled: tiles that a block shares
extern "C" __global__
void matmul_tiled(const float* A, const float* B, float* C, int m, int k, int n)
{
    // As matmul_naive, but a block loads each element of A and B that it needs once, into tiles in shared memory.
    // ...
    __shared__ float a[TILE][TILE], b[TILE][TILE];
    const int x = threadIdx.x, y = threadIdx.y;
    const int row = blockIdx.y * TILE + y, column = blockIdx.x * TILE + x;
    float sum = 0;
    for (int first = 0; first < k; first += TILE) {
        a[y][x] = row < m && first + x < k ? A[row * k + first + x] : 0;    // past the edge stands what adds nothing
        b[y][x] = first + y < k && column < n ? B[(first + y) * n + column] : 0;
        __syncthreads();          // the tiles are complete
        for (int l = 0; l < TILE; ++l) sum += a[y][l] * b[l][x];
        __syncthreads();          // and used, before the next ones replace them
    }
    if (row < m && column < n) C[row * n + column] = sum;
}


// %% traffic: what is fetched from global memory
extern "C"
long long global_loads(int m, int k, int n, int tile)
{
    // How many floats of A and B a product with tiles of tile × tile loads, if edges are guarded: an element of A is
    // loaded by each block of its row of blocks, one of B by each of its column.  tile = 1 is the naive kernel.
    // m, k, n ≥ 0, tile ≥ 1; the count may be larger than an int.
    // ...
    const long long along = (n + tile - 1) / tile, down = (m + tile - 1) / tile;
    return (long long)m * k * along + (long long)k * n * down;
}
