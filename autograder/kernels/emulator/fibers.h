// Threads of a block as fibers: switching is a dozen instructions, twenty times faster than the system's own contexts.
#pragma once
#include "state.h"

namespace gw {

extern "C" void gw_switch(void** save, void* load);
extern "C" void gw_enter();
#if defined(__x86_64__)
__asm__(R"(
.text
.p2align 4
.hidden gw_switch
.globl gw_switch
.type gw_switch, @function
gw_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size gw_switch, .-gw_switch
.hidden gw_enter
.globl gw_enter
.type gw_enter, @function
gw_enter:
    callq *%rbx
    ud2
.size gw_enter, .-gw_enter
)");
static void* new_stack(char* top, void (*begin)()) {
    void** sp = (void**)top;
    *--sp = nullptr;                            // the stack is aligned to 16 where gw_enter calls
    *--sp = nullptr;
    *--sp = (void*)gw_enter;                    // returned to
    *--sp = nullptr;                            // rbp
    *--sp = (void*)begin;                       // rbx
    for (int i = 0; i < 4; ++i) *--sp = nullptr;    // r12 to r15
    return sp;
}
#elif defined(__aarch64__)
__asm__(R"(
.text
.p2align 4
.hidden gw_switch
.globl gw_switch
.type gw_switch, %function
gw_switch:
    sub sp, sp, #176
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    mov sp, x1
    ldp x19, x20, [sp, #0]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #176
    ret
.size gw_switch, .-gw_switch
.hidden gw_enter
.globl gw_enter
.type gw_enter, %function
gw_enter:
    blr x19
    brk #1
.size gw_enter, .-gw_enter
)");
static void* new_stack(char* top, void (*begin)()) {
    void** sp = (void**)(top - 176);
    memset(sp, 0, 176);
    sp[0] = (void*)begin;                       // x19
    sp[11] = (void*)gw_enter;                   // x30, returned to
    return sp;
}
#else
#error "the emulator switches threads on x86-64 and aarch64 only"
#endif

static void switch_to_scheduler() {
    Fiber* fiber = e.current->fiber;
    gw_switch(&fiber->stack_pointer, e.scheduler);
}
static void resume(Thread* thread) {
    e.current = thread;
    gw_switch(&e.scheduler, thread->fiber->stack_pointer);
    e.current = nullptr;
}

static void run_threads();                      // what a fiber does: threads back to back, until one of them has to wait
static Fiber *every_fiber[MOST_THREADS * (MOST_PARKED + 1)];
static u32 fibers_made;
static void prepare(Fiber* fiber, u32 number) {
    u32 stagger = number % 16 * 256;            // stacks a power of two apart would share the same few lines of the cache
    fiber->stack_pointer = new_stack(fiber->stack + STACK - stagger, run_threads);
    fiber->next_idle = e.idle;
    e.idle = fiber;
}
static Fiber* new_fiber() {
    if (!e.idle) {
        char* memory = (char*)mmap(nullptr, GUARD + STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) abort();      // no memory for a thread's stack: told as a program that ended
        mprotect(memory, GUARD, PROT_NONE);
        Fiber* fiber = every_fiber[fibers_made] = (Fiber*)calloc(1, sizeof(Fiber));
        fiber->stack = memory + GUARD;
        prepare(fiber, fibers_made++);
    }
    Fiber* fiber = e.idle;
    e.idle = fiber->next_idle;
    return fiber;
}
static void put_back(Fiber* fiber) { fiber->next_idle = e.idle; e.idle = fiber; }
static void take_all_back() {                   // also those that a stopped launch left in the middle of something
    e.idle = nullptr;
    for (u32 i = 0; i < fibers_made; ++i) prepare(every_fiber[i], i);
}

}  // namespace gw
