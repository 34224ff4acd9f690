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

// %% forward: a row's mean and deviation
extern "C" __global__
void layer_norm(const float* X, const float* gamma, const float* beta, float* Y, int rows, int cols, float eps)
{
    // X and Y are (rows, cols), row after row, gamma and beta have cols elements.
    // ...
}


// %% backward: the gradient of a row
extern "C" __global__
void layer_norm_gradient(const float* X, const float* gamma, const float* dY, float* dX, int rows, int cols, float eps)
{
    // dX = ∂L/∂X for dY = ∂L/∂Y.  X, dY and dX are (rows, cols), row after row, gamma has cols elements.
    // ...
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
}
