/* A disk that fails on demand: a library to preload, which makes chosen calls on chosen files fail.
 *
 *     LD_PRELOAD=libfaulty_disk.so BALMER_FAULT_CALL=fsync BALMER_FAULT_KIND=EIO PROGRAM …
 *
 * BALMER_FAULT_FILE: which files. Part of the last component of their path ("checkpoint" if unset),
 * or of the whole path if it contains a slash. Of two paths, either counts.
 *
 * BALMER_FAULT_CALL: which calls. open, write, fsync, close, link, rename; several separated by
 * commas; any. open is open(), openat(), creat(), and fopen() for writing (also of directories);
 * write is write(), pwrite(), writev(). If unset, nothing fails.
 *
 * BALMER_FAULT_KIND: how they fail. An errno (ENOSPC, EIO, EDQUOT, EROFS, EACCES, EPERM, EINTR,
 * EOPNOTSUPP, EMLINK); short: a write writes half and succeeds; kill: SIGKILL before the call.
 * ENOSPC if unset.
 *
 * BALMER_FAULT_AT: the first call of the process that fails (1 if unset).
 *
 * BALMER_FAULT_COUNT: how many calls fail in a row (1 if unset; all: every later one).
 *
 * BALMER_FAULT_WHILE: a path. Calls are counted, and fail, only while it exists.
 *
 * BALMER_FAULT_LOG: a file that gets a line "CALL PATH KIND" for each failure.
 *
 * A close() that fails has closed the file. Every process and rank counts separately. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* The function of this name that would be called without this library. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum { no_fault = 0, short_write = -1 };

static atomic_long call_count;

static char const* setting(char const* name, char const* otherwise) {
    char const* value = getenv(name);
    return value != NULL && *value != '\0' ? value : otherwise;
}

static int is_chosen_file(char const* path) {
    if (path == NULL) return 0;
    char const* part = setting("BALMER_FAULT_FILE", "checkpoint");
    char const* slash = strrchr(path, '/');
    char const* name = strchr(part, '/') != NULL || slash == NULL ? path : slash + 1;
    return strstr(name, part) != NULL;
}

static int is_chosen_call(char const* call) {
    char const* calls = setting("BALMER_FAULT_CALL", "");
    if (strcmp(calls, "any") == 0) return 1;
    const size_t length = strlen(call);
    for (char const* at = strstr(calls, call); at != NULL; at = strstr(at + 1, call)) {
        int const starts = at == calls || at[-1] == ',';
        if (starts && (at[length] == '\0' || at[length] == ',')) return 1;
    }
    return 0;
}

/* Whether this call is one of those in a row that fail. */
static int is_its_turn(void) {
    char const* only_while = setting("BALMER_FAULT_WHILE", NULL);
    if (only_while != NULL && access(only_while, F_OK) != 0) return 0;
    long const number = atomic_fetch_add(&call_count, 1) + 1;
    long const first = atol(setting("BALMER_FAULT_AT", "1"));
    char const* count = setting("BALMER_FAULT_COUNT", "1");
    return number >= first && (strcmp(count, "all") == 0 || number < first + atol(count));
}

static int error_of(char const* kind) {
    static const struct {
        char const* name;
        int number;
    } errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EDQUOT", EDQUOT},
                  {"EROFS", EROFS},   {"EACCES", EACCES}, {"EPERM", EPERM},
                  {"EINTR", EINTR},   {"EMLINK", EMLINK}, {"EOPNOTSUPP", EOPNOTSUPP}};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; ++i) {
        if (strcmp(kind, errors[i].name) == 0) return errors[i].number;
    }
    static char const complaint[] = "faulty_disk: BALMER_FAULT_KIND is none it knows\n";
    syscall(SYS_write, STDERR_FILENO, complaint, sizeof complaint - 1);
    abort();
}

/* By plain system calls, so that the log is no file that could fail. */
static void note(char const* call, char const* path, char const* kind) {
    char const* log = setting("BALMER_FAULT_LOG", NULL);
    if (log == NULL) return;
    char line[PATH_MAX + 64];
    int const length = snprintf(line, sizeof line, "%s %s %s\n", call, path, kind);
    long const file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (file < 0) return;
    syscall(SYS_write, file, line, length);
    syscall(SYS_close, file);
}

/* What becomes of a call on `path`: no_fault, short_write or an errno; or the end of the process.
 */
static int fault(char const* call, char const* path) {
    if (!is_chosen_call(call) || !is_chosen_file(path) || !is_its_turn()) return no_fault;
    char const* kind = setting("BALMER_FAULT_KIND", "ENOSPC");
    note(call, path, kind);
    if (strcmp(kind, "kill") == 0) kill(getpid(), SIGKILL);
    if (strcmp(kind, "short") == 0) return strcmp(call, "write") == 0 ? short_write : no_fault;
    return error_of(kind);
}

static int fault_of_descriptor(char const* call, int descriptor) {
    if (!is_chosen_call(call)) return no_fault;
    char link[64];
    char path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, path, PATH_MAX);
    if (length < 0) return no_fault;
    path[length] = '\0';
    return fault(call, path);
}

static int failed(int error) {
    errno = error;
    return -1;
}

static mode_t mode_argument(int flags, va_list arguments) {
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

static int opens_for_writing(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY || (flags & O_DIRECTORY) != 0;
}

#define DEFINE_OPEN(name)                                                            \
    int name(char const* path, int flags, ...) {                                     \
        va_list arguments;                                                           \
        va_start(arguments, flags);                                                  \
        const mode_t mode = mode_argument(flags, arguments);                         \
        va_end(arguments);                                                           \
        int const error = opens_for_writing(flags) ? fault("open", path) : no_fault; \
        return error > 0 ? failed(error) : REAL(name)(path, flags, mode);            \
    }

#define DEFINE_OPENAT(name)                                                          \
    int name(int folder, char const* path, int flags, ...) {                         \
        va_list arguments;                                                           \
        va_start(arguments, flags);                                                  \
        const mode_t mode = mode_argument(flags, arguments);                         \
        va_end(arguments);                                                           \
        int const error = opens_for_writing(flags) ? fault("open", path) : no_fault; \
        return error > 0 ? failed(error) : REAL(name)(folder, path, flags, mode);    \
    }

#define DEFINE_CREAT(name)                                         \
    int name(char const* path, mode_t mode) {                      \
        int const error = fault("open", path);                     \
        return error > 0 ? failed(error) : REAL(name)(path, mode); \
    }

#define DEFINE_FOPEN(name)                                         \
    FILE* name(char const* path, char const* mode) {               \
        int const writes = strpbrk(mode, "wa+") != NULL;           \
        int const error = writes ? fault("open", path) : no_fault; \
        if (error <= 0) return REAL(name)(path, mode);             \
        errno = error;                                             \
        return NULL;                                               \
    }

#define DEFINE_PWRITE(name, offset_type)                                             \
    ssize_t name(int file, void const* bytes, size_t count, offset_type offset) {    \
        int const error = fault_of_descriptor("write", file);                        \
        if (error > 0) return failed(error);                                         \
        return REAL(name)(file, bytes, error < 0 ? (count + 1) / 2 : count, offset); \
    }

DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)
DEFINE_CREAT(creat)
DEFINE_CREAT(creat64)
DEFINE_FOPEN(fopen)
DEFINE_FOPEN(fopen64)
DEFINE_PWRITE(pwrite, off_t)
DEFINE_PWRITE(pwrite64, off64_t)

ssize_t write(int file, void const* bytes, size_t count) {
    int const error = fault_of_descriptor("write", file);
    if (error > 0) return failed(error);
    return REAL(write)(file, bytes, error < 0 ? (count + 1) / 2 : count);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
    int const error = fault_of_descriptor("write", file);
    if (error > 0) return failed(error);
    return REAL(writev)(file, parts, error < 0 ? (count + 1) / 2 : count);
}

int fsync(int file) {
    int const error = fault_of_descriptor("fsync", file);
    return error > 0 ? failed(error) : REAL(fsync)(file);
}

int fdatasync(int file) {
    int const error = fault_of_descriptor("fsync", file);
    return error > 0 ? failed(error) : REAL(fdatasync)(file);
}

int close(int file) {
    int const error = fault_of_descriptor("close", file);
    int const result = REAL(close)(file);
    return error > 0 ? failed(error) : result;
}

int link(char const* from, char const* to) {
    int const error = fault("link", is_chosen_file(from) ? from : to);
    return error > 0 ? failed(error) : REAL(link)(from, to);
}

int rename(char const* from, char const* to) {
    int const error = fault("rename", is_chosen_file(from) ? from : to);
    return error > 0 ? failed(error) : REAL(rename)(from, to);
}
