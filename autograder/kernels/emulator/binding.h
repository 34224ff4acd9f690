// How Python calls a kernel or a host function: values by address in, results as 8-byte fields out, each with a code for its type.
#pragma once
#pragma GCC system_header

template <class T> struct gw_plain { typedef T type; };
template <class T> struct gw_plain<const T> { typedef T type; };
template <class T> struct gw_plain<T&> { typedef typename gw_plain<T>::type type; };

// a code is a kind and a size, as NumPy writes it; `*` stands before what a pointer points to, `c` where that is const, `?` before the size of what has no code
template <class T> struct gw_code { static constexpr const char* text = "?"; };
#define GW_CODE(T, TEXT) template <> struct gw_code<T> { static constexpr const char* text = TEXT; };
GW_CODE(bool, "b1") GW_CODE(char, "i1") GW_CODE(signed char, "i1") GW_CODE(unsigned char, "u1") GW_CODE(short, "i2") GW_CODE(unsigned short, "u2")
GW_CODE(int, "i4") GW_CODE(unsigned, "u4") GW_CODE(long long, "i8") GW_CODE(unsigned long long, "u8") GW_CODE(float, "f4") GW_CODE(double, "f8")
#if __SIZEOF_LONG__ == 8
GW_CODE(long, "i8") GW_CODE(unsigned long, "u8")
#else
GW_CODE(long, "i4") GW_CODE(unsigned long, "u4")
#endif

struct gw_text {
    char* at;
    void add(const char* text) { while (*text) *at++ = *text++; *at = 0; }
};
static inline void gw_add_number(gw_text& out, size_t n) {
    if (n > 9) gw_add_number(out, n / 10);
    char digit[2] = {(char)('0' + n % 10), 0};
    out.add(digit);
}
template <class T> struct gw_type {
    static void name(gw_text& out) { out.add(gw_code<T>::text); if (gw_code<T>::text[0] == '?') gw_add_number(out, sizeof(T)); }
};
template <> struct gw_type<void> { static void name(gw_text& out) { out.add("?0"); } };
template <class T> struct gw_type<T*> { static void name(gw_text& out) { out.add("*"); gw_type<T>::name(out); } };
template <class T> struct gw_type<const T> { static void name(gw_text& out) { out.add("c"); gw_type<T>::name(out); } };
template <class T> struct gw_type<volatile T> { static void name(gw_text& out) { gw_type<T>::name(out); } };

// ---- results: a number, or a struct of up to four of them, nested
struct gw_results {
    gw_text text;
    unsigned long long* at;
};
struct gw_anything { template <class T> operator T() const; };
template <class T, class... A> constexpr auto gw_holds(int) -> decltype(T{A{}...}, true) { return true; }
template <class T, class... A> constexpr bool gw_holds(...) { return false; }
template <class T> constexpr bool gw_is_number = gw_code<T>::text[0] != '?';
template <class T> void gw_result(const T& value, gw_results& out);
template <class... A> void gw_fields(gw_results& out, const A&... fields) { out.text.add("("); (gw_result(fields, out), ...); out.text.add(")"); }
#ifdef __CUDACC__
static inline void gw_struct(const dim3& d, gw_results& out) { gw_fields(out, d.x, d.y, d.z); }
#endif
template <class T> void gw_struct(const T& value, gw_results& out) {
    using X = gw_anything;
    if constexpr (gw_holds<T, X, X, X, X>(0)) { auto& [a, b, c, d] = value; gw_fields(out, a, b, c, d); }
    else if constexpr (gw_holds<T, X, X, X>(0)) { auto& [a, b, c] = value; gw_fields(out, a, b, c); }
    else if constexpr (gw_holds<T, X, X>(0)) { auto& [a, b] = value; gw_fields(out, a, b); }
    else if constexpr (gw_holds<T, X>(0)) { auto& [a] = value; gw_fields(out, a); }
    else out.text.add("?");
}
template <class T> void gw_result(const T& value, gw_results& out) {
    if constexpr (gw_is_number<T>) {
        out.text.add(gw_code<T>::text);
        *out.at = 0;
        __builtin_memcpy(out.at++, &value, sizeof value);
    } else gw_struct(value, out);
}

// ---- calls: braces evaluate their arguments from left to right; nothing here is watched
#define GW_UNWATCHED __attribute__((noinline, no_sanitize("thread"), no_sanitize("undefined")))
template <class R> struct gw_call {
    R value;
    template <class F, class... A> GW_UNWATCHED gw_call(F f, A... arguments) : value(f(arguments...)) {}
    void give(gw_results* out) { gw_result(value, *out); }
};
template <> struct gw_call<void> {
    template <class F, class... A> GW_UNWATCHED gw_call(F f, A... arguments) { f(arguments...); }
    void give(gw_results*) {}
};
template <class R, class... A> GW_UNWATCHED void gw_invoke(R (*f)(A...), void** values, gw_results* out) {
    [[maybe_unused]] int i = 0;
    gw_call<R> called{f, *(typename gw_plain<A>::type*)values[i++]...};
    called.give(out);
}
template <class R, class... A> void gw_describe(R (*)(A...), char* text) {
    gw_text out{text};
    out.add("");
    ((gw_type<typename gw_plain<A>::type>::name(out), out.add(" ")), ...);
}

struct gw_asked {
    void** values;
    gw_results* out;
};
extern "C" int gw_launch(void (*body)(void*), void* data);
extern "C" int gw_host(void (*body)(void*), void* data);
static thread_local char gw_anchor;      // so that the library always has thread-local storage
GW_UNWATCHED __attribute__((unused)) static void gw_touch_shared() { *(volatile char*)&gw_anchor = 0; }
GW_UNWATCHED __attribute__((unused)) static gw_results gw_into(char* text, unsigned long long* fields) { *text = 0; return {{text}, fields}; }
template <class F> GW_UNWATCHED void gw_answer(F f, void* data) { gw_invoke(f, ((gw_asked*)data)->values, ((gw_asked*)data)->out); }

// every name begins with gw_: the learner's macros are in force where these are used
#define GW_VISIBLE extern "C" __attribute__((visibility("default"))) GW_UNWATCHED
#define GW_ENTRY(NUMBER, NAME, RUN)                                                                                     \
    GW_VISIBLE int gw_start_##NUMBER(void** gw_values, char* gw_result_text, unsigned long long* gw_result_fields) {    \
        gw_touch_shared();                                                                                              \
        gw_results gw_out = gw_into(gw_result_text, gw_result_fields);                                                  \
        gw_asked gw_question = {gw_values, &gw_out};                                                                    \
        return RUN([](void* gw_data) GW_UNWATCHED { gw_answer(&NAME, gw_data); }, &gw_question);                        \
    }                                                                                                                   \
    GW_VISIBLE void gw_signature_##NUMBER(char* gw_into_text) { gw_describe(&NAME, gw_into_text); }
#define GW_KERNEL(NUMBER, NAME) GW_ENTRY(NUMBER, NAME, gw_launch)
#define GW_FUNCTION(NUMBER, NAME) GW_ENTRY(NUMBER, NAME, gw_host)
