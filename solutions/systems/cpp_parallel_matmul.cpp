// C++ basics and parallel programming: a row-major matmul called from Python
//
// 135 min · difficulty 3 · after matmul-three-ways
//
//     Cᵢⱼ = Σₗ Aᵢₗ Bₗⱼ        Σᵢ xᵢ, shared among threads
//
// Arrays lie row by row: element (i, j) of an m × n matrix stands at i·n + j.  extern "C" keeps a function's name as
// you wrote it, so that Python finds it; no exception may leave such a function, so trouble is told by what it returns.
// What a std::vector holds is given back when the vector ends, however the function is left.  std::thread starts a
// function beside yours; join() waits until it has ended, and then what it wrote is there.
//
// The grader compiles with -O2 -Wall -Wextra -Werror, so a warning is an error, and once more with every access watched:
// indices past an array, memory that was given back, and what two threads touch without waiting for each other.
#include <cmath>
#include <cstddef>
#include <thread>
#include <vector>


// %% cpp: a product, and a sum that threads share
extern "C"
int matmul(const double* A, const double* B, double* C, size_t m, size_t k, size_t n)
{
    // A is m × k, B is k × n; C, m × n, is garbage before and the product after.  k = 0 gives zeros.
    // Returns 0; 1 where a pointer is null although its matrix has elements.
    // ...
    if ((!A && m && k) || (!B && k && n) || (!C && m && n)) return 1;
    for (size_t i = 0; i < m; ++i) {
        for (size_t j = 0; j < n; ++j) C[i * n + j] = 0;
        for (size_t l = 0; l < k; ++l)    // l outside j: B and C are read along their rows
            for (size_t j = 0; j < n; ++j) C[i * n + j] += A[i * k + l] * B[l * n + j];
    }
    return 0;
}


extern "C"
int sum_parallel(const double* x, size_t n, int threads, double* out)
{
    // *out = the sum of x, the work dealt out to `threads` threads (1 to 16), the result the same, bit for bit, at every call.
    // There may be fewer elements than threads.  Returns 0; 1 for threads < 1, no out, or no x although n > 0.
    // ...
    if (threads < 1 || !out || (!x && n)) return 1;
    std::vector<double> parts(threads, 0.0);
    std::vector<std::thread> team;
    for (int t = 0; t < threads; ++t)
        team.emplace_back([&parts, x, n, t, threads] {
            double sum = 0;    // a local of this thread: written to the shared vector once
            for (size_t i = n * t / threads; i < n * (t + 1) / threads; ++i) sum += x[i];
            parts[t] = sum;
        });
    for (std::thread& one : team) one.join();
    double total = 0;
    for (double part : parts) total += part;    // in the order of the threads, whoever was first
    *out = total;
    return 0;
}


// %% model: how much faster can it be
extern "C"
double amdahl(double p, double n)
{
    // The speed-up of a program of which the fraction p can be shared among n processors: 1 / ((1 − p) + p/n).
    // nan for p outside [0, 1] and for n < 1.
    // ...
    if (!(p >= 0 && p <= 1 && n >= 1)) return NAN;
    return 1 / ((1 - p) + p / n);
}


extern "C"
double gustafson(double p, double n)
{
    // The speed-up where the shared work grows with n, p being its fraction of the time on n processors: (1 − p) + p·n.
    // nan for p outside [0, 1] and for n < 1.
    // ...
    if (!(p >= 0 && p <= 1 && n >= 1)) return NAN;
    return (1 - p) + p * n;
}


extern "C"
double speedup_bound(double work, double span, double n)
{
    // What n processors can gain at most, by the time on one (work) and the longest chain of steps that wait for each other (span):
    // min(n, work / span).  nan for n < 1, and unless 0 < span ≤ work.
    // ...
    if (!(n >= 1 && span > 0 && span <= work)) return NAN;
    return fmin(n, work / span);
}


// %% race: what is wrong with it
// Five programs; two threads each run what stands behind "each":
//
//   0   int count = 0;                            each: for (int i = 0; i < 1000; ++i) ++count;
//   1   std::mutex a, b;                          one:  std::lock_guard x(a), y(b); work();     other:  std::lock_guard x(b), y(a); work();
//   2   long count[2] = {0, 0};                   each, as thread t:  for (int i = 0; i < 100000000; ++i) ++count[t];
//   3   std::atomic<int> count = 0;               each: for (int i = 0; i < 1000; ++i) ++count;
//   4   std::vector<int> found;  std::mutex m;    each: for (int i = 0; i < 1000; ++i) if (good(i)) { std::lock_guard x(m); found.push_back(i); }
//                                                 and meanwhile the main thread:  while (found.size() < 10) {}
enum Verdict { FINE, RACE, DEADLOCK, FALSE_SHARING };


extern "C"
int racy_counter_diagnosis(int program)
{
    // The verdict on a program: what can go wrong with its result, or else with its speed; FINE where nothing can.
    // ...
    switch (program) {
        case 0: return RACE;             // read, add, write: an addition of the other thread is lost in between
        case 1: return DEADLOCK;         // each holds what the other waits for
        case 2: return FALSE_SHARING;    // right, but both counters lie in one cache line, which travels to and fro
        case 3: return FINE;
        default: return RACE;            // size() is read without the mutex, while push_back writes it
    }
}
