"""The system calls a stranger's code may make: a list of what is allowed, assembled to a filter of the kernel's.

SOURCE: the calling numbers of Linux for x86-64 and for aarch64 (`asm/unistd_64.h`, `asm-generic/unistd.h`).
"""
import errno
import platform
import struct

# name, its number on x86-64, on aarch64 (- where there is none)
ALLOWED = """
# memory and files
read 0 63 · write 1 64 · readv 19 65 · writev 20 66 · close 3 57 · close_range 436 436 · mmap 9 222 · munmap 11 215
mprotect 10 226 · mremap 25 216 · msync 26 227 · mincore 27 232 · madvise 28 233 · brk 12 214 · pread64 17 67 · pwrite64 18 68
preadv 295 69 · pwritev 296 70 · lseek 8 62 · open 2 - · openat 257 56 · stat 4 - · lstat 6 - · fstat 5 80 · newfstatat 262 79
statx 332 291 · access 21 - · faccessat 269 48 · faccessat2 439 439 · readlink 89 - · readlinkat 267 78 · getcwd 79 17
chdir 80 49 · fchdir 81 50 · getdents64 217 61 · mkdir 83 - · mkdirat 258 34 · rmdir 84 - · unlink 87 - · unlinkat 263 35
rename 82 - · renameat 264 38 · renameat2 316 276 · link 86 - · linkat 265 37 · symlink 88 - · symlinkat 266 36 · truncate 76 45
ftruncate 77 46 · fallocate 285 47 · fsync 74 82 · fdatasync 75 83 · flock 73 32 · umask 95 166 · statfs 137 43 · fstatfs 138 44
fadvise64 221 223 · copy_file_range 326 285 · sendfile 40 71 · getxattr 191 8 · lgetxattr 192 9 · fgetxattr 193 10 · dup 32 23
dup2 33 - · dup3 292 24 · pipe 22 - · pipe2 293 59
# time and waiting
futex 202 98 · clock_gettime 228 113 · clock_getres 229 114 · clock_nanosleep 230 115 · nanosleep 35 101 · gettimeofday 96 169
time 201 - · times 100 153 · select 23 - · pselect6 270 72 · poll 7 - · ppoll 271 73 · epoll_create 213 - · epoll_create1 291 20
epoll_ctl 233 21 · epoll_wait 232 - · epoll_pwait 281 22 · eventfd 284 - · eventfd2 290 19 · timerfd_create 283 85
timerfd_settime 286 86 · timerfd_gettime 287 87 · timer_create 222 107 · timer_settime 223 110 · timer_gettime 224 108
timer_getoverrun 225 109 · timer_delete 226 111 · getitimer 36 102 · setitimer 38 103 · alarm 37 - · pause 34 - · wait4 61 260
waitid 247 95 · restart_syscall 219 128
# signals and itself
rt_sigaction 13 134 · rt_sigprocmask 14 135 · rt_sigreturn 15 139 · rt_sigpending 127 136 · rt_sigtimedwait 128 137
rt_sigsuspend 130 133 · sigaltstack 131 132 · kill 62 129 · tkill 200 130 · tgkill 234 131 · exit 60 93 · exit_group 231 94
getpid 39 172 · getppid 110 173 · gettid 186 178 · getuid 102 174 · geteuid 107 175 · getgid 104 176 · getegid 108 177
getpgid 121 155 · getpgrp 111 - · getsid 124 156 · getresuid 118 148 · getresgid 120 150 · getgroups 115 158 · capget 125 90
uname 63 160 · sysinfo 99 179 · getrlimit 97 163 · getrusage 98 165 · getpriority 140 141 · arch_prctl 158 -
set_tid_address 218 96 · set_robust_list 273 99 · get_robust_list 274 100 · rseq 334 293 · membarrier 324 283 · getrandom 318 278
sched_yield 24 124 · sched_getaffinity 204 123 · sched_getparam 143 121 · sched_getscheduler 145 120
sched_get_priority_max 146 125 · sched_get_priority_min 147 126 · getcpu 309 168
# the channel
recvfrom 45 207 · recvmsg 47 212 · shutdown 48 210 · getsockname 51 204 · getpeername 52 205 · getsockopt 55 209
setsockopt 54 208 · socketpair 53 199
"""
# what programs on a bench may do beside: modes, times, pipes by name, sessions and groups of their own, limits
PROGRAMS = """
chmod 90 - · fchmod 91 52 · fchmodat 268 53 · fchmodat2 452 452 · utime 132 - · utimes 235 - · futimesat 261 - · utimensat 280 88
mknod 133 - · mknodat 259 33 · setsid 112 157 · setpgid 109 154 · setrlimit 160 164 · openat2 437 437 · sync 162 81 · listxattr 194 11
llistxattr 195 12 · flistxattr 196 13 · tee 276 77 · splice 275 76
"""
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}      # column above; the kernel's name for it
CLONE, CLONE3, PRCTL, PRLIMIT, FCNTL, IOCTL, SENDTO, AFFINITY = (56, 220), (435, 435), (157, 167), (302, 261), (72, 25), (16, 29), (44, 206), (203, 122)
PROCESSES = (57, -1), (58, -1), (59, 221)

NEW_NAMESPACE, THREAD = 0x7E020080, 0x00010000                 # bits of clone's flags
PRCTL_ALLOWED = (3, 15, 16, 23, 38, 39, 0x53564D41)            # dumpable?, names, bounding set?, no new privileges, names of memory
FCNTL_REFUSED = (8, 10, 15, 1026)                              # owners, signals and notifications of a descriptor
IOCTL_ALLOWED = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)      # terminal?, its size, bytes waiting, blocking, close on exec

LOAD, EQUAL, ABOVE, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER, ARCHITECTURE = 0, 4


def argument(index: int, *, high: bool = False) -> int:
    """Return where an argument of the call stands, its lower half unless said otherwise."""
    return 16 + 8 * index + (4 if high else 0)


def allow_list(*, processes: bool = False, programs: bool = False, machine: str | None = None) -> bytes | None:
    """Return the filter for this machine, or None where no numbers are known; threads are allowed, processes and what programs do where asked."""
    known = ARCHITECTURES.get(machine or platform.machine())
    if known is None:
        return None
    column, name = known
    program = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, name), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    numbers = _allowed(ALLOWED, column) + (_allowed(PROGRAMS, column) if programs else [])
    if processes or programs:
        numbers += [p[column] for p in PROCESSES if p[column] >= 0]
    for number in numbers:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    program += _clone(column, processes or programs)
    program += _only_if(PRCTL[column], argument(0), PRCTL_ALLOWED, allow=True)
    program += _only_if(FCNTL[column], argument(1), FCNTL_REFUSED, allow=False)
    program += _only_if(IOCTL[column], argument(1), IOCTL_ALLOWED, allow=True)
    program += _only_if(PRLIMIT[column], argument(0), (0,), allow=True)
    program += _only_if(AFFINITY[column], argument(0), (0,), allow=True)
    program += [(EQUAL, 0, 5, SENDTO[column]), (LOAD, 0, 0, argument(4)), (EQUAL, 0, 3, 0),      # a reply on the channel names no address
                (LOAD, 0, 0, argument(4, high=True)), (EQUAL, 0, 1, 0), (RETURN, 0, 0, ALLOW)]
    program.append((RETURN, 0, 0, ERROR | errno.EPERM))
    return b"".join(struct.pack("<HBBI", *line) for line in program)


def _allowed(table: str, column: int) -> list[int]:
    rows = [item.split() for line in table.splitlines() if line and line[0] != "#" for item in line.split(" · ")]
    return [int(row[1 + column]) for row in rows if row[1 + column] != "-"]


def _clone(column: int, processes: bool) -> list[tuple[int, int, int, int]]:
    """Threads, and processes where asked, but no namespaces; clone3 hides its flags in memory, so libc is sent back to clone."""
    rest = (RETURN, 0, 0, ALLOW if processes else ERROR | errno.EAGAIN)
    return [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, ERROR | errno.ENOSYS),
            (EQUAL, 0, 6, CLONE[column]), (LOAD, 0, 0, argument(0)),
            (ANY_BIT, 0, 1, NEW_NAMESPACE), (RETURN, 0, 0, ERROR | errno.EPERM),
            (ANY_BIT, 0, 1, THREAD), (RETURN, 0, 0, ALLOW), rest]


def _only_if(number: int, where: int, values: tuple[int, ...], *, allow: bool) -> list[tuple[int, int, int, int]]:
    """Allow one call if, or unless, its argument is one of these."""
    inside, outside = (ALLOW, ERROR | errno.EPERM) if allow else (ERROR | errno.EPERM, ALLOW)
    body = [(LOAD, 0, 0, where)]
    for value in values:
        body += [(EQUAL, 0, 1, value), (RETURN, 0, 0, inside)]
    body.append((RETURN, 0, 0, outside))
    return [(EQUAL, 0, len(body), number), *body]
