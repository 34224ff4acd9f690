// CUDA's language on a CPU: put in front of a learner's file, whose line numbers stay their own.
//
// No header of the system is read, so that compiling takes a tenth of a second and nothing but CUDA's own names is there.
// A line number is passed along by every word that synchronises: the compiler may duplicate a call, but not its line.
#pragma once
#pragma GCC system_header

#define __CUDACC__ 1
#define __CUDA_ARCH__ 800
#define __host__
#define __device__
#define __global__
#define __shared__ static thread_local    // one copy for the thread of the system that runs the block; found as this library's thread-local storage
#define __constant__ static
#define __managed__
#define __grid_constant__
#define __noinline__ __attribute__((noinline))
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define warpSize 32

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __INT8_TYPE__ int8_t;
typedef __INT16_TYPE__ int16_t;
typedef __INT32_TYPE__ int32_t;
typedef __INT64_TYPE__ int64_t;
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __UINTPTR_TYPE__ uintptr_t;

#define NULL nullptr
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define CUDART_INF_F INFINITY
#define CUDART_NAN_F NAN
#define INT_MAX __INT_MAX__
#define INT_MIN (-__INT_MAX__ - 1)
#define UINT_MAX (2u * __INT_MAX__ + 1u)
#define FLT_MAX __FLT_MAX__
#define FLT_MIN __FLT_MIN__
#define FLT_EPSILON __FLT_EPSILON__
#define DBL_MAX __DBL_MAX__
#define DBL_EPSILON __DBL_EPSILON__

// ---- numbers of several components
struct uint3 { unsigned x, y, z; };
struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
    constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
};
// A vector of 8 or 16 bytes is copied in one piece, as one request at an aligned address, whatever the compiler would make of it.
// Its constructor is constexpr: a shared array of vectors is then no variable that the first thread to come initialises.
extern "C" void gw_copy(void* to, const void* from, unsigned size, int line);
#define GW_IN_ONE_PIECE(NAME)                                                                                           \
    NAME(const NAME& other, int line = __builtin_LINE()) { gw_copy(this, &other, sizeof *this, line); }                 \
    NAME& operator=(const NAME& other) { gw_copy(this, &other, sizeof *this, 0); return *this; }
#define GW_VECTOR(T, NAME, ALIGN2, ALIGN4)                                                                              \
    struct NAME##1 { T x; };                                                                                            \
    struct alignas(ALIGN2) NAME##2 { T x, y; constexpr NAME##2() : x(), y() {} GW_IN_ONE_PIECE(NAME##2) NAME##2(T x, T y) : x(x), y(y) {} };              \
    struct alignas(ALIGN4) NAME##4 { T x, y, z, w; constexpr NAME##4() : x(), y(), z(), w() {} GW_IN_ONE_PIECE(NAME##4) NAME##4(T x, T y, T z, T w) : x(x), y(y), z(z), w(w) {} }; \
    static inline NAME##1 make_##NAME##1(T x) { return {x}; }                                                           \
    static inline NAME##2 make_##NAME##2(T x, T y) { return {x, y}; }                                                   \
    static inline NAME##4 make_##NAME##4(T x, T y, T z, T w) { return {x, y, z, w}; }
#define GW_THREE(T, NAME) struct NAME##3 { T x, y, z; }; static inline NAME##3 make_##NAME##3(T x, T y, T z) { return {x, y, z}; }
GW_VECTOR(float, float, 8, 16) GW_THREE(float, float)
GW_VECTOR(double, double, 16, 16) GW_THREE(double, double)
GW_VECTOR(int, int, 8, 16) GW_THREE(int, int)
GW_VECTOR(unsigned, uint, 8, 16)
static inline uint3 make_uint3(unsigned x, unsigned y, unsigned z) { return {x, y, z}; }
GW_VECTOR(unsigned char, uchar, 2, 4) GW_THREE(unsigned char, uchar)

// ---- the emulator (runtime.cpp)
extern "C" {
uint3 gw_thread_index() __attribute__((const));       // const: for one thread these never change
uint3 gw_block_index() __attribute__((const));
uint3 gw_block_size() __attribute__((const));
uint3 gw_grid_size() __attribute__((const));
extern char gw_dynamic[] __attribute__((aligned(16)));
int gw_barrier(int line, int kind, int predicate);
unsigned long long gw_warp(int line, int what, unsigned mask, unsigned long long value, int source, int width);
void gw_atomic(void* address, unsigned size, int line);
void gw_fence();
void gw_unwritten(const char* name) __attribute__((noreturn));
void gw_failed_assertion(const char* text, int line) __attribute__((noreturn));
int printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
void* memcpy(void* to, const void* from, size_t size);
void* memset(void* to, int value, size_t size);
}
#define threadIdx (gw_thread_index())
#define blockIdx (gw_block_index())
#define blockDim (gw_block_size())
#define gridDim (gw_grid_size())
#define assert(condition) ((condition) ? (void)0 : gw_failed_assertion(#condition, __LINE__))
#define __trap() gw_failed_assertion("__trap()", __LINE__)
#define GW_OURS __attribute__((noinline, no_sanitize("thread"), no_sanitize("undefined"), unused)) static
#define GW_LINE int line = __builtin_LINE()
#define GW_ALL_MEMORY __asm__ volatile("" ::: "memory")    // nothing that is shared stays in a register across this

// ---- barriers and warps
GW_OURS void __syncthreads(GW_LINE) { GW_ALL_MEMORY; gw_barrier(line, 0, 0); GW_ALL_MEMORY; }
GW_OURS int __syncthreads_count(int predicate, GW_LINE) { GW_ALL_MEMORY; return gw_barrier(line, 1, predicate != 0); }
GW_OURS int __syncthreads_and(int predicate, GW_LINE) { GW_ALL_MEMORY; return gw_barrier(line, 2, predicate != 0); }
GW_OURS int __syncthreads_or(int predicate, GW_LINE) { GW_ALL_MEMORY; return gw_barrier(line, 3, predicate != 0); }

enum { GW_SYNC, GW_BALLOT, GW_ACTIVE, GW_FROM, GW_UP, GW_DOWN, GW_XOR };
GW_OURS void __syncwarp(unsigned mask = 0xffffffffu, GW_LINE) { GW_ALL_MEMORY; gw_warp(line, GW_SYNC, mask, 0, 0, 32); GW_ALL_MEMORY; }
GW_OURS unsigned __ballot_sync(unsigned mask, int predicate, GW_LINE) { return (unsigned)gw_warp(line, GW_BALLOT, mask, predicate != 0, 0, 32); }
GW_OURS int __any_sync(unsigned mask, int predicate, GW_LINE) { return gw_warp(line, GW_BALLOT, mask, predicate != 0, 0, 32) != 0; }
GW_OURS int __all_sync(unsigned mask, int predicate, GW_LINE) { return gw_warp(line, GW_BALLOT, mask, predicate == 0, 0, 32) == 0; }
GW_OURS unsigned __activemask(GW_LINE) { return (unsigned)gw_warp(line, GW_ACTIVE, 0, 0, 0, 32); }
#define GW_SHUFFLE(NAME, WHAT, SOURCE)                                                                                  \
    template <class T> GW_OURS T NAME(unsigned mask, T value, SOURCE source, int width = 32, GW_LINE) {                 \
        static_assert(sizeof(T) <= 8, "a shuffle moves 4 or 8 bytes");                                                  \
        unsigned long long bits = 0;                                                                                    \
        __builtin_memcpy(&bits, &value, sizeof(T));                                                                     \
        bits = gw_warp(line, WHAT, mask, bits, (int)source, width);                                                     \
        __builtin_memcpy(&value, &bits, sizeof(T));                                                                     \
        return value;                                                                                                   \
    }
GW_SHUFFLE(__shfl_sync, GW_FROM, int)
GW_SHUFFLE(__shfl_up_sync, GW_UP, unsigned)
GW_SHUFFLE(__shfl_down_sync, GW_DOWN, unsigned)
GW_SHUFFLE(__shfl_xor_sync, GW_XOR, int)
#define GW_REDUCE(NAME, T, STEP)                                                                                        \
    GW_OURS T NAME(unsigned mask, T value, GW_LINE) {                                                                   \
        bool first = true; T result = 0;                                                                                \
        for (int lane = 0; lane < 32; ++lane) {                                                                         \
            if (!(mask >> lane & 1)) continue;                                                                          \
            T other = __shfl_sync(mask, value, lane, 32, line);                                                         \
            result = first ? other : (STEP); first = false;                                                             \
        }                                                                                                               \
        return result;                                                                                                  \
    }
GW_REDUCE(__reduce_add_sync, unsigned, result + other)
GW_REDUCE(__reduce_add_sync, int, (int)((unsigned)result + (unsigned)other))
GW_REDUCE(__reduce_min_sync, unsigned, other < result ? other : result)
GW_REDUCE(__reduce_min_sync, int, other < result ? other : result)
GW_REDUCE(__reduce_max_sync, unsigned, other > result ? other : result)
GW_REDUCE(__reduce_max_sync, int, other > result ? other : result)
GW_OURS void __threadfence() { gw_fence(); GW_ALL_MEMORY; }
GW_OURS void __threadfence_block() { GW_ALL_MEMORY; }
GW_OURS void __threadfence_system() { gw_fence(); GW_ALL_MEMORY; }

// ---- atomics
#define GW_ATOMIC(NAME, T, NEW)                                                                                         \
    GW_OURS T NAME(T* address, T value, GW_LINE) {                                                                      \
        gw_atomic(address, sizeof(T), line);                                                                            \
        T old = *address;                                                                                               \
        *address = (NEW);                                                                                               \
        return old;                                                                                                     \
    }
#define GW_WHOLE_ATOMICS(T)                                                                                             \
    GW_ATOMIC(atomicAdd, T, old + value) GW_ATOMIC(atomicExch, T, value)                                                \
    GW_ATOMIC(atomicMin, T, value < old ? value : old) GW_ATOMIC(atomicMax, T, value > old ? value : old)               \
    GW_ATOMIC(atomicAnd, T, old & value) GW_ATOMIC(atomicOr, T, old | value) GW_ATOMIC(atomicXor, T, old ^ value)       \
    GW_OURS T atomicCAS(T* address, T expected, T value, GW_LINE) {                                                     \
        gw_atomic(address, sizeof(T), line);                                                                            \
        T old = *address;                                                                                               \
        if (old == expected) *address = value;                                                                          \
        return old;                                                                                                     \
    }
GW_WHOLE_ATOMICS(int)
GW_WHOLE_ATOMICS(unsigned)
GW_WHOLE_ATOMICS(unsigned long long)
GW_ATOMIC(atomicAdd, float, old + value)
GW_ATOMIC(atomicAdd, double, old + value)
GW_ATOMIC(atomicExch, float, value)
GW_ATOMIC(atomicSub, int, old - value)
GW_ATOMIC(atomicSub, unsigned, old - value)
GW_ATOMIC(atomicInc, unsigned, old >= value ? 0 : old + 1)
GW_ATOMIC(atomicDec, unsigned, old == 0 || old > value ? value : old - 1)

// ---- mathematics: the C library's functions, and CUDA's overloads for float
#define GW_MATH_1(NAME)                                                                                                 \
    extern "C" double NAME(double) noexcept; extern "C" float NAME##f(float) noexcept;                                  \
    static inline float NAME(float x) { return __builtin_##NAME##f(x); }
#define GW_MATH_2(NAME)                                                                                                 \
    extern "C" double NAME(double, double) noexcept; extern "C" float NAME##f(float, float) noexcept;                   \
    static inline float NAME(float x, float y) { return __builtin_##NAME##f(x, y); }
GW_MATH_1(sqrt) GW_MATH_1(cbrt) GW_MATH_1(exp) GW_MATH_1(exp2) GW_MATH_1(expm1) GW_MATH_1(log) GW_MATH_1(log2) GW_MATH_1(log10) GW_MATH_1(log1p)
GW_MATH_1(sin) GW_MATH_1(cos) GW_MATH_1(tan) GW_MATH_1(asin) GW_MATH_1(acos) GW_MATH_1(atan) GW_MATH_1(sinh) GW_MATH_1(cosh) GW_MATH_1(tanh)
GW_MATH_1(erf) GW_MATH_1(erfc) GW_MATH_1(lgamma) GW_MATH_1(tgamma) GW_MATH_1(floor) GW_MATH_1(ceil) GW_MATH_1(round) GW_MATH_1(trunc) GW_MATH_1(rint) GW_MATH_1(fabs)
GW_MATH_2(pow) GW_MATH_2(atan2) GW_MATH_2(fmod) GW_MATH_2(hypot) GW_MATH_2(fmin) GW_MATH_2(fmax) GW_MATH_2(copysign) GW_MATH_2(fdim)
extern "C" double fma(double, double, double) noexcept;
extern "C" float fmaf(float, float, float) noexcept;
static inline float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
static inline float pow(float x, int y) { return __builtin_powf(x, (float)y); }
static inline double pow(double x, int y) { return pow(x, (double)y); }
extern "C" int abs(int) noexcept;
static inline float abs(float x) { return __builtin_fabsf(x); }
static inline double abs(double x) { return __builtin_fabs(x); }
static inline long long abs(long long x) { return x < 0 ? -x : x; }
static inline bool isnan(float x) { return x != x; }
static inline bool isnan(double x) { return x != x; }
static inline bool isinf(float x) { return __builtin_isinf(x); }
static inline bool isinf(double x) { return __builtin_isinf(x); }
static inline bool isfinite(float x) { return __builtin_isfinite(x); }
static inline bool isfinite(double x) { return __builtin_isfinite(x); }
static inline float rsqrtf(float x) { return 1 / __builtin_sqrtf(x); }
static inline double rsqrt(double x) { return 1 / __builtin_sqrt(x); }
static inline float rsqrt(float x) { return rsqrtf(x); }
static inline float __expf(float x) { return __builtin_expf(x); }
static inline float __logf(float x) { return __builtin_logf(x); }
static inline float __log2f(float x) { return __builtin_log2f(x); }
static inline float __powf(float x, float y) { return __builtin_powf(x, y); }
static inline float __sinf(float x) { return __builtin_sinf(x); }
static inline float __cosf(float x) { return __builtin_cosf(x); }
static inline float __fdividef(float x, float y) { return x / y; }
static inline float __frcp_rn(float x) { return 1 / x; }
static inline float __fsqrt_rn(float x) { return __builtin_sqrtf(x); }
static inline float __fadd_rn(float x, float y) { return x + y; }
static inline float __fmul_rn(float x, float y) { return x * y; }
static inline float __fmaf_rn(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
static inline float __saturatef(float x) { return x > 0 ? (x < 1 ? x : 1) : 0; }
#define GW_ORDER(T)                                                                                                     \
    static inline constexpr T min(T a, T b) { return b < a ? b : a; }                                                   \
    static inline constexpr T max(T a, T b) { return a < b ? b : a; }
GW_ORDER(int) GW_ORDER(unsigned) GW_ORDER(long) GW_ORDER(unsigned long) GW_ORDER(long long) GW_ORDER(unsigned long long)
static inline float min(float a, float b) { return __builtin_fminf(a, b); }
static inline float max(float a, float b) { return __builtin_fmaxf(a, b); }
static inline double min(double a, double b) { return __builtin_fmin(a, b); }
static inline double max(double a, double b) { return __builtin_fmax(a, b); }
static inline unsigned min(int a, unsigned b) { return min((unsigned)a, b); }
static inline unsigned min(unsigned a, int b) { return min(a, (unsigned)b); }
static inline unsigned max(int a, unsigned b) { return max((unsigned)a, b); }
static inline unsigned max(unsigned a, int b) { return max(a, (unsigned)b); }
static inline double min(float a, double b) { return min((double)a, b); }
static inline double min(double a, float b) { return min(a, (double)b); }
static inline double max(float a, double b) { return max((double)a, b); }
static inline double max(double a, float b) { return max(a, (double)b); }

// ---- bits
template <class To, class From> static inline To gw_bits(From from) { To to; __builtin_memcpy(&to, &from, sizeof to); return to; }
static inline int __float_as_int(float x) { return gw_bits<int>(x); }
static inline unsigned __float_as_uint(float x) { return gw_bits<unsigned>(x); }
static inline float __int_as_float(int x) { return gw_bits<float>(x); }
static inline float __uint_as_float(unsigned x) { return gw_bits<float>(x); }
static inline long long __double_as_longlong(double x) { return gw_bits<long long>(x); }
static inline double __longlong_as_double(long long x) { return gw_bits<double>(x); }
static inline int __float2int_rn(float x) { return (int)__builtin_rintf(x); }
static inline int __float2int_rd(float x) { return (int)__builtin_floorf(x); }
static inline int __popc(unsigned x) { return __builtin_popcount(x); }
static inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline int __ffs(int x) { return __builtin_ffs(x); }
static inline int __clz(int x) { return x ? __builtin_clz((unsigned)x) : 32; }
static inline unsigned __brev(unsigned x) { unsigned y = 0; for (int i = 0; i < 32; ++i) y |= (x >> i & 1u) << (31 - i); return y; }
template <class T> static inline __attribute__((always_inline)) T __ldg(const T* address) { return *address; }
