// Layer normalisation kernel, forward and backward
//
// 105 min · difficulty 4 · after row-softmax-kernel
//
//     yⱼ = γⱼ x̂ⱼ + βⱼ,   x̂ⱼ = (xⱼ − μ) / σ,   μ = (1/c) Σⱼ xⱼ,   σ = √( (1/c) Σⱼ (xⱼ − μ)² + ε )
//
// for each row x of X (rows, c), and one γ and one β for all rows.  One block a row: its threads stride through the row,
// and reduce sums.
//
// The variance can also be had as (1/c) Σ xⱼ² − μ², in one pass; but where μ is large, two large and nearly equal numbers
// are subtracted, and float32 has 7 digits.  Take it about the mean.
//
// On the way back, with the gradient gⱼ = γⱼ ∂L/∂yⱼ of x̂ⱼ, each xⱼ has moved μ and σ too:
//
//     ∂L/∂xⱼ = ( gⱼ − (1/c) Σₗ gₗ − x̂ⱼ · (1/c) Σₗ gₗ x̂ₗ ) / σ
//
// All kernels are launched with as many blocks as rows, of 1 to 1024 threads, powers of two or not, more or fewer than
// columns, and with blockDim.x floats of dynamic shared memory (extern __shared__ float s[];).

// ...
__device__ float sum_of_block(float v)
{
    extern __shared__ float s[];
    const int t = threadIdx.x;
    __syncthreads();          // the last result has been read by all
    s[t] = v;
    for (int live = blockDim.x, half; live > 1; live = half) {
        half = (live + 1) / 2;
        __syncthreads();
        if (t + half < live) s[t] += s[t + half];
    }
    __syncthreads();
    return s[0];
}


// %% forward: a row's mean and deviation
extern "C" __global__
void layer_norm(const float* X, const float* gamma, const float* beta, float* Y, int rows, int cols, float eps)
{
    // X and Y are (rows, cols), row after row, gamma and beta have cols elements.
    // ...
    const float* x = X + (size_t)blockIdx.x * cols;
    float* y = Y + (size_t)blockIdx.x * cols;
    float sum = 0, squares = 0;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) sum += x[j];
    const float mean = sum_of_block(sum) / cols;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) squares += (x[j] - mean) * (x[j] - mean);
    const float deviation = sqrtf(sum_of_block(squares) / cols + eps);
    for (int j = threadIdx.x; j < cols; j += blockDim.x) y[j] = gamma[j] * ((x[j] - mean) / deviation) + beta[j];
}


// %% backward: the gradient of a row
extern "C" __global__
void layer_norm_gradient(const float* X, const float* gamma, const float* dY, float* dX, int rows, int cols, float eps)
{
    // dX = ∂L/∂X for dY = ∂L/∂Y.  X, dY and dX are (rows, cols), row after row, gamma has cols elements.
    // ...
    const float *x = X + (size_t)blockIdx.x * cols, *dy = dY + (size_t)blockIdx.x * cols;
    float* dx = dX + (size_t)blockIdx.x * cols;
    float sum = 0, squares = 0, g = 0, gx = 0;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) sum += x[j];
    const float mean = sum_of_block(sum) / cols;
    for (int j = threadIdx.x; j < cols; j += blockDim.x) squares += (x[j] - mean) * (x[j] - mean);
    const float deviation = sqrtf(sum_of_block(squares) / cols + eps);
    for (int j = threadIdx.x; j < cols; j += blockDim.x) {
        g += gamma[j] * dy[j];
        gx += gamma[j] * dy[j] * ((x[j] - mean) / deviation);
    }
    g = sum_of_block(g) / cols;
    gx = sum_of_block(gx) / cols;
    for (int j = threadIdx.x; j < cols; j += blockDim.x)
        dx[j] = (gamma[j] * dy[j] - g - (x[j] - mean) / deviation * gx) / deviation;
}


// %% merge: moments of two samples
struct Moments {
    double n, mean, squares;
};


extern "C"
Moments merge_moments(double n1, double mean1, double squares1, double n2, double mean2, double squares2)
{
    // How a mean and a variance can be had in one pass without losing digits, shared out among threads: a sample's size, its mean, and
    // the sum of squares about its mean; here of two samples taken together.  An empty sample is (0, 0, 0), also both.
    // ...
    const double n = n1 + n2, apart = mean2 - mean1;
    if (!n) return {0, 0, 0};
    return {n, mean1 + apart * n2 / n, squares1 + squares2 + apart * apart * n1 * n2 / n};
}
