// The emulator's own library: set up a launch, run its blocks, keep what was seen for Python to read.
#include "watch.h"
#include <link.h>
#include <pthread.h>
#include <unistd.h>
#include <signal.h>
#include <ucontext.h>

namespace gw {

extern "C" {
uint3 gw_thread_index() { return e.current ? e.current->index : uint3{0, 0, 0}; }
uint3 gw_block_index() { return e.block ? e.block->index : uint3{0, 0, 0}; }
uint3 gw_block_size() { return e.block_size; }
uint3 gw_grid_size() { return e.grid_size; }
}

// ---- this library in memory
static int find_ourselves(dl_phdr_info* info, size_t, void*) {
    Address low = ~(Address)0, high = 0, me = (Address)&e;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const auto& h = info->dlpi_phdr[i];
        if (h.p_type != PT_LOAD) continue;
        Address begin = info->dlpi_addr + h.p_vaddr;
        low = begin < low ? begin : low;
        high = begin + h.p_memsz > high ? begin + h.p_memsz : high;
        if (me >= begin && me < begin + h.p_memsz) { e.variables = begin & ~(Address)3; e.variables_end = begin + h.p_memsz; }
    }
    if (me < low || me >= high) return 0;
    e.library = low & ~(Address)4095;
    e.library_end = high;
    for (int i = 0; i < info->dlpi_phnum; ++i)
        if (info->dlpi_phdr[i].p_type == PT_TLS) { e.shared = (Address)info->dlpi_tls_data; e.shared_end = e.shared + info->dlpi_phdr[i].p_memsz; }
    return 1;
}
static void* zeroed(u64 bytes) {
    void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? nullptr : p;
}
static u64 shared_cell_count() { return (e.shared_end - e.shared) / 4 + 2 + DYNAMIC / 4; }
VISIBLE Address gw_load() {
    dl_iterate_phdr(find_ourselves, nullptr);
    if (!e.shared_cells) {
        e.shared_cells = (Cell*)zeroed(shared_cell_count() * sizeof(Cell));
        e.variable_cells = (Cell*)zeroed(((e.variables_end - e.variables) / 4 + 2) * sizeof(Cell));
    }
    return e.library;
}

// ---- setting up a launch
static char* arena;
static u64 arena_bytes;
VISIBLE void gw_begin() {
    for (u32 i = 0; i < e.buffer_count; ++i) if (e.buffers[i].cells) munmap(e.buffers[i].cells, (e.buffers[i].bytes / e.buffers[i].element + 1) * sizeof(Cell));
    if (arena) munmap(arena, arena_bytes);
    arena = nullptr;
    e.buffer_count = e.last_buffer = 0;
}
static u64 pages(u64 bytes) { return (bytes + 4095) & ~4095ull; }
VISIBLE int gw_buffers(u32 count, const u64* bytes, const u32* element, const u32* flags, u64* where) {
    arena_bytes = GAP;                          // nothing lies between buffers, so an index that is far off meets nobody else's data
    for (u32 i = 0; i < count; ++i) arena_bytes += pages(bytes[i]) + GAP;
    arena = (char*)mmap(nullptr, arena_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (arena == MAP_FAILED) { arena = nullptr; return -1; }
    char* at = arena + GAP;
    for (u32 i = 0; i < count; at += pages(bytes[i]) + GAP, ++i) {
        if (bytes[i] && mprotect(at, pages(bytes[i]), PROT_READ | PROT_WRITE)) return -1;
        Buffer b{(Address)at, bytes[i], element[i], flags[i], nullptr};
        bool watched = !(flags[i] & (IS_INPUT | IS_SPARSE));
        if (watched && !(b.cells = (Cell*)zeroed((bytes[i] / element[i] + 1) * sizeof(Cell)))) return -1;
        e.buffers[e.buffer_count++] = b;
        where[i] = b.base;
    }
    return 0;
}
VISIBLE void gw_configure(const u32* sizes, u32 dynamic_bytes, u32 order, u64 budget, u64 log_limit, double seconds) {
    e.grid_size = {sizes[0], sizes[1], sizes[2]};
    e.block_size = {sizes[3], sizes[4], sizes[5]};
    e.dynamic_bytes = dynamic_bytes; e.order = order; e.random = order * 0x9E3779B97F4A7C15ull | 1;
    e.budget = budget; e.seconds = seconds;
    if (log_limit > e.log_limit) e.log = (Entry*)realloc(e.log, log_limit * sizeof(Entry));
    e.log_limit = e.log ? log_limit : 0;
}
VISIBLE void gw_choose(const u64* blocks, u64 count) { e.chosen = blocks; e.chosen_count = count; }

// ---- what was seen
VISIBLE u32 gw_reports(const Report** reports) { *reports = e.reports; return e.report_count; }
VISIBLE u64 gw_log(const Entry** log) { *log = e.log; return e.logged; }
VISIBLE u64 gw_accesses() { return e.accesses; }
VISIBLE u64 gw_never_written(u32 number, u64* first, u64* last) {
    Buffer& b = e.buffers[number];
    u64 count = 0;
    for (u64 k = 0; b.cells && k < b.bytes / b.element; ++k)
        if (b.cells[k].written < e.launched) { if (!count++) *first = k; *last = k; }
    return count;
}

// ---- signals: a fault of the learner's code, or its time is up
static pthread_t caller;
static void on_signal(int signal, siginfo_t* info, void* context) {
    if (!pthread_equal(caller, pthread_self())) _exit(128 + signal);      // a thread of the learner's own, from which there is no way back
#if defined(__x86_64__)
    Address pc = (Address)((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP];
#else
    Address pc = (Address)((ucontext_t*)context)->uc_mcontext.pc;
#endif
    Place place = pc - e.library < e.library_end - e.library ? (Place)(pc - e.library + 1) : 0;
    Address a = (Address)info->si_addr;
    Report r = draft(signal == SIGPROF || signal == SIGALRM ? ENDLESS : signal == SIGFPE ? DIVISION : FAULT, place, e.recent);
    if (r.kind == FAULT && e.current && (Address)e.current->fiber->stack - a < 2 * GUARD) r.kind = STACK_OVERFLOW;
    r.offset = r.kind == FAULT ? (int64_t)a : 0;
    if (r.kind == DIVISION) snprintf(r.text, sizeof r.text, "a division by zero");
    tell(r);
    e.stopped = true;
    siglongjmp(e.escape, 1);
}
static const int CAUGHT[] = {SIGSEGV, SIGBUS, SIGFPE, SIGPROF, SIGALRM};
static struct sigaction before[5];
static const double WALL = 2.6;                 // times the processor time that is allowed: on a busy machine, or where all wait
static void set_timer(int which, double seconds) {
    itimerval timer;
    memset(&timer, 0, sizeof timer);
    timer.it_value.tv_sec = (long)seconds;
    timer.it_value.tv_usec = (long)((seconds - (double)(long)seconds) * 1e6);
    setitimer(which, &timer, nullptr);
}
static stack_t stack_before;
static void catch_signals() {
    caller = pthread_self();
    static char stack[1 << 16];
    stack_t ours;
    memset(&ours, 0, sizeof ours);
    ours.ss_sp = stack; ours.ss_size = sizeof stack;
    sigaltstack(&ours, &stack_before);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (int i = 0; i < 5; ++i) sigaction(CAUGHT[i], &action, &before[i]);
    set_timer(ITIMER_PROF, e.seconds);
    set_timer(ITIMER_REAL, e.seconds * WALL);
}
static void release_signals() {
    set_timer(ITIMER_PROF, 0);
    set_timer(ITIMER_REAL, 0);
    for (int i = 0; i < 5; ++i) sigaction(CAUGHT[i], &before[i], nullptr);
    sigaltstack(&stack_before, nullptr);
}

// ---- blocks
static Block* contexts[MOST_PARKED + 1];
static Block* fresh_block(u32 slot) {
    Block* b = contexts[slot];
    if (!b) {
        b = contexts[slot] = (Block*)calloc(1, sizeof(Block));
        b->threads = (Thread*)calloc(MOST_THREADS, sizeof(Thread));
        b->order = (u32*)calloc(MOST_THREADS, sizeof(u32));
        b->acquired = (u32*)calloc(8, sizeof(u32));
    }
    if (b->launched != e.launched) {
        b->launched = e.launched;
        for (u32 i = 0; i < e.threads; ++i) {
            b->threads[i].number = i;
            b->threads[i].index = {i % e.block_size.x, i / e.block_size.x % e.block_size.y, i / e.block_size.x / e.block_size.y};
        }
    }
    return b;
}
static void begin(Block& b, u64 number) {
    u64 x = e.grid_size.x, y = e.grid_size.y;
    b.number = (u32)number;
    b.index = {(u32)(number % x), (u32)(number / x % y), (u32)(number / x / y)};
    b.begun = b.epoch = ++e.epochs;
    b.next = b.acquired_count = 0;
    b.fenced = false;
    arrange(b.order, e.threads);
    for (u32 i = 0; i < e.threads; ++i) { b.threads[i].state = NEW; b.threads[i].spins = 0; }
    memset((void*)e.shared, 0xff, e.shared_end - e.shared);     // shared memory begins as nan
    memset(gw_dynamic, 0xff, e.dynamic_bytes);
}
static void swap_shared(Block& b, bool out) {
    u64 fixed = e.shared_end - e.shared, cells = shared_cell_count() * sizeof(Cell);
    if (!b.parked) b.parked = (char*)malloc(fixed + DYNAMIC + cells);
    char* parts[] = {b.parked, b.parked + fixed, b.parked + fixed + DYNAMIC};
    char* here[] = {(char*)e.shared, gw_dynamic, (char*)e.shared_cells};
    u64 sizes[] = {fixed, DYNAMIC, cells};
    for (int i = 0; i < 3; ++i) memcpy(out ? parts[i] : here[i], out ? here[i] : parts[i], sizes[i]);
}
static void run_blocks() {
    u64 all = (u64)e.grid_size.x * e.grid_size.y * e.grid_size.z, count = e.chosen ? e.chosen_count : all, begun = 0;
    u32 parked[MOST_PARKED + 1], waiting = 0, free_slots[MOST_PARKED + 1], free_count = MOST_PARKED + 1;
    for (u32 i = 0; i <= MOST_PARKED; ++i) free_slots[i] = MOST_PARKED - i;
    u32* order = e.order && !e.chosen && all < 1u << 20 ? (u32*)malloc(all * sizeof(u32)) : nullptr;
    if (order) arrange(order, (u32)all);
    bool try_another = true;
    while ((begun < count || waiting) && !e.stopped) {
        u32 slot;
        if (begun < count && (try_another || !waiting) && waiting < MOST_PARKED) {
            slot = free_slots[--free_count];
            u64 k = begun++;
            begin(*fresh_block(slot), e.chosen ? e.chosen[k] : order ? order[k] : k);
        } else {
            slot = parked[0];
            memmove(parked, parked + 1, --waiting * sizeof(u32));
            swap_shared(*contexts[slot], false);
        }
        Outcome outcome = run(*contexts[slot], waiting || begun < count);
        settle();
        try_another = outcome == WAITS_FOR_OTHERS || !waiting;
        if (outcome == WAITS_FOR_OTHERS) { swap_shared(*contexts[slot], true); parked[waiting++] = slot; }
        else free_slots[free_count++] = slot;
    }
    free(order);
}
static void reset_what_was_seen() {
    e.report_count = 0; e.logged = e.accesses = 0;
    e.stopped = pending.is = false;
    e.current = nullptr; e.block = nullptr;
}
extern "C" int gw_launch(void (*body)(void*), void* data) {
    reset_what_was_seen();
    if (!e.shared) dl_iterate_phdr(find_ourselves, nullptr);      // the block of a thread's own storage is there once it was touched
    e.body = body; e.data = data;
    e.threads = e.block_size.x * e.block_size.y * e.block_size.z;
    e.launched = e.epochs + 1;
    take_all_back();
    u64 blocks = (u64)e.grid_size.x * e.grid_size.y * e.grid_size.z, bytes = blocks * sizeof(u32);
    static u32 empty[1 << 12];
    e.published = blocks <= 1 << 12 ? (u32*)memset(empty, 0, bytes) : (u32*)zeroed(bytes);
    catch_signals();
    if (!sigsetjmp(e.escape, 1)) run_blocks();
    release_signals();
    if (blocks > 1 << 12) munmap(e.published, bytes);
    e.current = nullptr; e.block = nullptr; e.chosen = nullptr;
    fflush(stdout);
    return e.stopped;
}
extern "C" int gw_host(void (*body)(void*), void* data) {
    reset_what_was_seen();
    if (e.begin_host) e.begin_host();
    catch_signals();
    if (!sigsetjmp(e.escape, 1)) body(data);
    release_signals();
    if (e.end_host) e.end_host();
    fflush(stdout);
    return e.stopped;
}

}  // namespace gw
