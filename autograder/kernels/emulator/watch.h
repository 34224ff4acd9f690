// What the compiler's instrumentation calls: before each access (ThreadSanitizer's hooks) and where a rule of C++ is broken (UBSan's).
// Neither library is linked; these are our own, so the result loads into any process.
#pragma once
#include "schedule.h"

namespace gw {

#define HOOK extern "C" __attribute__((visibility("hidden")))
#define GW_HOOKS(SIZE)                                                                                                      \
    HOOK void __tsan_read##SIZE(void* a) { access((Address)a, SIZE, READ, HERE); }                                          \
    HOOK void __tsan_write##SIZE(void* a) { access((Address)a, SIZE, WRITE, HERE); }                                        \
    HOOK void __tsan_unaligned_read##SIZE(void* a) { access((Address)a, SIZE, READ, HERE, false); }                         \
    HOOK void __tsan_unaligned_write##SIZE(void* a) { access((Address)a, SIZE, WRITE, HERE, false); }                       \
    HOOK void __tsan_volatile_read##SIZE(void* a) { access((Address)a, SIZE, READ | VOLATILE, HERE); }                      \
    HOOK void __tsan_volatile_write##SIZE(void* a) { access((Address)a, SIZE, WRITE | VOLATILE, HERE); }                    \
    HOOK void __tsan_unaligned_volatile_read##SIZE(void* a) { access((Address)a, SIZE, READ | VOLATILE, HERE, false); }     \
    HOOK void __tsan_unaligned_volatile_write##SIZE(void* a) { access((Address)a, SIZE, WRITE | VOLATILE, HERE, false); }
GW_HOOKS(1) GW_HOOKS(2) GW_HOOKS(4) GW_HOOKS(8) GW_HOOKS(16)
HOOK void __tsan_read_range(void* a, u64 size) { range((Address)a, size, READ, HERE); }
HOOK void __tsan_write_range(void* a, u64 size) { range((Address)a, size, WRITE, HERE); }
HOOK void* __tsan_memcpy(void* to, const void* from, u64 size) { Place p = HERE; range((Address)from, size, READ, p); range((Address)to, size, WRITE, p); return memcpy(to, from, size); }
HOOK void* __tsan_memmove(void* to, const void* from, u64 size) { Place p = HERE; range((Address)from, size, READ, p); range((Address)to, size, WRITE, p); return memmove(to, from, size); }
HOOK void* __tsan_memset(void* to, int value, u64 size) { range((Address)to, size, WRITE, HERE); return memset(to, value, size); }
HOOK void __tsan_init() {}
HOOK void __tsan_func_entry(void* caller) { if (e.entered) e.entered((Place)((Address)caller - e.library)); }
HOOK void __tsan_func_exit() { if (e.left) e.left(); }

struct Location { const char* file; u32 line, column; };
struct Type { u16 kind, width; char name[1]; };
struct OfOne { Location at; Type* type; };
struct OfTwo { Location at; Type *left, *right; };
struct OfAddress { Location at; Type* type; u8 log_alignment, check; };

static void rule(u32 kind, const Location& at, bool fatal, const char* format, long long a = 0, long long b = 0, const char* type = "") {
    Report r = draft(kind, LINE | at.line);
    snprintf(r.text, sizeof r.text, format, a, b, type);
    tell(r);
    if (fatal) stop();
}
static long long number(Type* type, Address value) {      // a value of up to 64 bits, as UBSan passes it
    int bits = 1 << (type->width >> 1);
    if (type->kind || bits > 64 || !(type->width & 1) || bits == 64) return (long long)value;
    return (long long)(value << (64 - bits)) >> (64 - bits);
}
#define GW_OVERFLOW(NAME, SIGN)                                                                                             \
    HOOK void __ubsan_handle_##NAME##_overflow(OfOne* d, Address a, Address b) {                                            \
        rule(OVERFLOW, d->at, false, "%lld " SIGN " %lld does not fit into %s", number(d->type, a), number(d->type, b), d->type->name); }
GW_OVERFLOW(add, "+") GW_OVERFLOW(sub, "-") GW_OVERFLOW(mul, "*")
HOOK void __ubsan_handle_negate_overflow(OfOne* d, Address a) { rule(OVERFLOW, d->at, false, "-(%lld) does not fit%.0lld into %s", number(d->type, a), 0, d->type->name); }
HOOK void __ubsan_handle_divrem_overflow(OfOne* d, Address a, Address b) { rule(DIVISION, d->at, true, "%lld / %lld", number(d->type, a), number(d->type, b)); }
HOOK void __ubsan_handle_shift_out_of_bounds(OfTwo* d, Address a, Address b) { rule(BAD_SHIFT, d->at, false, "%lld shifted by %lld bits, in %s", number(d->left, a), number(d->right, b), d->left->name); }
HOOK void __ubsan_handle_out_of_bounds(OfTwo* d, Address index) { rule(PAST_ARRAY, d->at, true, "%lld%.0lld|%s", number(d->right, index), 0, d->left->name); }
HOOK void __ubsan_handle_missing_return(Location* at) { rule(MISSING_RETURN, *at, true, ""); }
HOOK void __ubsan_handle_type_mismatch_v1(OfAddress* d, Address a) {
    if (!(a & ((1ull << d->log_alignment) - 1))) return;
    Report r = draft(MISALIGNED, LINE | d->at.line);
    r.offset = (int64_t)a; r.size = 1u << d->log_alignment;
    tell(r);
    stop();
}

extern "C" void gw_copy(void* to, const void* from, u32 size, int line) {
    static const u32 PIECE = 16;                // bytes a thread moves at once, at most
    Place place = line ? LINE | (u32)line : HERE;
    for (u32 k = 0; k < size; k += PIECE) access((Address)from + k, size < PIECE ? size : PIECE, READ, place);
    for (u32 k = 0; k < size; k += PIECE) access((Address)to + k, size < PIECE ? size : PIECE, WRITE, place);
    memcpy(to, from, size);
}
extern "C" void gw_unwritten(const char* name) {
    Report r = draft(UNWRITTEN, 0);
    snprintf(r.text, sizeof r.text, "%s", name);
    tell(r);
    stop();
}
extern "C" void gw_failed_assertion(const char* text, int line) {
    Report r = draft(ASSERTION, LINE | (u32)line);
    snprintf(r.text, sizeof r.text, "%s", text);
    tell(r);
    stop();
}

}  // namespace gw
