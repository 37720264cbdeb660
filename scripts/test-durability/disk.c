/*
 * A disk that can lose power. Preloaded into a process (LD_PRELOAD), it writes a log of everything that the process does to
 * the files below one folder. After a kill, disk-log.ts works out from the log what a disk would hold that had lost the
 * writes which nobody waited for.
 *
 * It can also fail: see the bytes of the control file.
 *
 *   POWER_LOSS_ROOT     folder, absolute, without symbolic links
 *   POWER_LOSS_LOG      file to append the log to
 *   POWER_LOSS_CONTROL  file of at least 4 bytes, mapped: a test switches faults while the process runs
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FULL, SYNC_FAILS, SYNC_LIES, SYNC_MILLISECONDS };
enum { OPEN = 1, WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END, SYNC_FAILED, RENAME, UNLINK, MKDIR, RMDIR, UNSUPPORTED };

/* The fixed part of a record, little-endian; a path and data follow. `number`: of a sync; when opening 1 truncates, 2 creates, 4 is a folder. */
struct record {
  uint8_t kind, pad[3];
  uint32_t path_bytes, data_bytes, number;
  uint64_t inode, at;
};

#define MAX_FILES 65536
static struct { uint64_t inode; dev_t device; char tracked; } files[MAX_FILES];
static char root[PATH_MAX];
static size_t root_bytes;
static int log_file = -1;
static uint32_t syncs;
static volatile unsigned char none[4], *control = none;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define NEXT(name) ({ static __typeof__(&name) found; if (!found) found = (__typeof__(&name))dlsym(RTLD_NEXT, #name); found; })

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("POWER_LOSS_ROOT"), *log = getenv("POWER_LOSS_LOG"), *faults = getenv("POWER_LOSS_CONTROL");
  if (!folder || !log || !faults) return;
  int file = syscall(SYS_openat, AT_FDCWD, faults, O_RDONLY | O_CLOEXEC, 0);
  void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, 4, PROT_READ, MAP_SHARED, file, 0);
  log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (mapped == MAP_FAILED || log_file < 0 || strlen(folder) >= sizeof root) abort();
  control = mapped;
  strcpy(root, folder);
  root_bytes = strlen(root);
}

static void append(int kind, uint64_t inode, uint64_t at, uint32_t number, const char *path, const void *data, size_t bytes) {
  struct record head = {.kind = kind, .path_bytes = path ? strlen(path) : 0, .data_bytes = bytes, .number = number,
                        .inode = inode, .at = at};
  struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path_bytes}, {(void *)data, bytes}};
  size_t total = sizeof head + head.path_bytes + bytes;
  if (syscall(SYS_writev, log_file, parts, 3) != (long)total) {
    static const char message[] = "The log of the disk cannot be written.\n";
    (void)!write(2, message, sizeof message - 1);
    abort();
  }
}

/* Returns whether a path is below the root, and its part below it. The index of a write-ahead log is rebuilt at a start. */
static int inside(int folder, const char *path, char *relative) {
  char full[PATH_MAX * 2];
  if (log_file < 0 || !path) return 0;
  if (path[0] == '/') snprintf(full, sizeof full, "%s", path);
  else {
    char base[PATH_MAX], link[64];
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t bytes = readlink(link, base, sizeof base - 1);
    if (bytes < 0) return 0;
    base[bytes] = 0;
    snprintf(full, sizeof full, "%s/%s", base, path);
  }
  if (strncmp(full, root, root_bytes) || (full[root_bytes] && full[root_bytes] != '/')) return 0;
  size_t length = strlen(full);
  if (length > 4 && !strcmp(full + length - 4, "-shm")) return 0;
  snprintf(relative, PATH_MAX, "%s", full[root_bytes] ? full + root_bytes + 1 : "");
  return 1;
}

/* Returns whether a descriptor is of a file below the root. Programs may close without libc, so it is compared again. */
static int tracked(int file) {
  struct stat info;
  if (file < 0 || file >= MAX_FILES || !files[file].tracked) return 0;
  if (!fstat(file, &info) && info.st_ino == files[file].inode && info.st_dev == files[file].device) return 1;
  files[file].tracked = 0;
  return 0;
}

static void track(int file, const struct stat *info, int how, const char *relative) {
  files[file].inode = info->st_ino;
  files[file].device = info->st_dev;
  files[file].tracked = 1;
  append(OPEN, info->st_ino, 0, how | (S_ISDIR(info->st_mode) ? 4 : 0), relative, NULL, 0);
}

static int fail(int error) { errno = error; return -1; }

/* ---- opening and closing ---- */

static int opened(int folder, const char *path, int flags, mode_t mode) {
  char relative[PATH_MAX];
  if (!inside(folder, path, relative)) return syscall(SYS_openat, folder, path, flags, mode);
  pthread_mutex_lock(&lock);
  if (control[FULL] && (flags & O_CREAT) && faccessat(folder, path, F_OK, 0)) {
    pthread_mutex_unlock(&lock);
    return fail(ENOSPC);
  }
  int file = syscall(SYS_openat, folder, path, flags, mode);
  struct stat info;
  if (file >= 0 && file < MAX_FILES && !fstat(file, &info)) {
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    int how = (writes && (flags & O_TRUNC) ? 1 : 0) | (flags & O_CREAT ? 2 : 0);
    if (writes || S_ISDIR(info.st_mode)) track(file, &info, how, relative);
  }
  pthread_mutex_unlock(&lock);
  return file;
}

#define MODE() ({ mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } mode; })
int open(const char *path, int flags, ...) { return opened(AT_FDCWD, path, flags, MODE()); }
int open64(const char *path, int flags, ...) { return opened(AT_FDCWD, path, flags, MODE()); }
int openat(int folder, const char *path, int flags, ...) { return opened(folder, path, flags, MODE()); }
int openat64(int folder, const char *path, int flags, ...) { return opened(folder, path, flags, MODE()); }

int close(int file) {
  if (tracked(file)) files[file].tracked = 0;
  return NEXT(close)(file);
}

/* ---- writing ---- */

static ssize_t written(int file, const struct iovec *parts, int count, off_t at, int positioned) {
  pthread_mutex_lock(&lock);
  struct stat info;
  size_t wanted = 0;
  for (int part = 0; part < count; part++) wanted += parts[part].iov_len;
  if (control[FULL] && !fstat(file, &info)) {
    off_t from = positioned ? at : fcntl(file, F_GETFL) & O_APPEND ? info.st_size : lseek(file, 0, SEEK_CUR);
    if (from + (off_t)wanted > info.st_size) {
      pthread_mutex_unlock(&lock);
      return fail(ENOSPC);
    }
  }
  ssize_t bytes = positioned ? syscall(SYS_pwritev, file, parts, count, at, 0) : syscall(SYS_writev, file, parts, count);
  if (bytes > 0) {
    off_t offset = positioned ? at : lseek(file, 0, SEEK_CUR) - bytes;
    ssize_t left = bytes;
    for (int part = 0; part < count && left > 0; part++) {
      size_t length = parts[part].iov_len < (size_t)left ? parts[part].iov_len : (size_t)left;
      append(WRITE, files[file].inode, offset, 0, NULL, parts[part].iov_base, length);
      offset += length;
      left -= length;
    }
  }
  pthread_mutex_unlock(&lock);
  return bytes;
}

#define ONE {{(void *)data, bytes}}
ssize_t write(int file, const void *data, size_t bytes) {
  struct iovec part[1] = ONE;
  return tracked(file) ? written(file, part, 1, 0, 0) : syscall(SYS_write, file, data, bytes);
}
ssize_t pwrite(int file, const void *data, size_t bytes, off_t at) {
  struct iovec part[1] = ONE;
  return tracked(file) ? written(file, part, 1, at, 1) : syscall(SYS_pwrite64, file, data, bytes, at);
}
ssize_t pwrite64(int file, const void *data, size_t bytes, off64_t at) { return pwrite(file, data, bytes, at); }
ssize_t writev(int file, const struct iovec *parts, int count) {
  return tracked(file) ? written(file, parts, count, 0, 0) : syscall(SYS_writev, file, parts, count);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
  return tracked(file) ? written(file, parts, count, at, 1) : syscall(SYS_pwritev, file, parts, count, at, 0);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) { return pwritev(file, parts, count, at); }

int ftruncate(int file, off_t size) {
  if (!tracked(file)) return syscall(SYS_ftruncate, file, size);
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_ftruncate, file, size);
  if (!result) append(TRUNCATE, files[file].inode, size, 0, NULL, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

/* ---- syncing: a sync covers what was written before it began ---- */

static int synced(int file) {
  pthread_mutex_lock(&lock);
  uint32_t number = ++syncs;
  int lies = control[SYNC_LIES];
  if (!lies) append(SYNC_BEGIN, files[file].inode, 0, number, NULL, NULL, 0);
  pthread_mutex_unlock(&lock);
  usleep(1000 * control[SYNC_MILLISECONDS]);
  pthread_mutex_lock(&lock);
  int fails = control[SYNC_FAILS];
  if (!lies) append(fails ? SYNC_FAILED : SYNC_END, files[file].inode, 0, number, NULL, NULL, 0);
  pthread_mutex_unlock(&lock);
  return fails ? fail(EIO) : 0;
}
/* A file that was opened for reading may have been written by another program. */
static int sync_of(int file, long call) {
  char link[64], path[PATH_MAX], relative[PATH_MAX];
  struct stat info;
  if (tracked(file)) return synced(file);
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t bytes = readlink(link, path, sizeof path - 1);
  if (bytes <= 0 || file >= MAX_FILES || fstat(file, &info)) return syscall(call, file);
  path[bytes] = 0;
  if (!inside(AT_FDCWD, path, relative)) return syscall(call, file);
  pthread_mutex_lock(&lock);
  track(file, &info, 0, relative);
  pthread_mutex_unlock(&lock);
  return synced(file);
}
int fsync(int file) { return sync_of(file, SYS_fsync); }
int fdatasync(int file) { return sync_of(file, SYS_fdatasync); }

/* ---- names ---- */

static int named(int kind, int folder, const char *path, int to_folder, const char *to, long result) {
  char from[PATH_MAX], target[PATH_MAX];
  int is_inside = inside(folder, path, from), has_target = to && inside(to_folder, to, target);
  if (result == 0 && is_inside) append(to && !has_target ? UNSUPPORTED : kind, 0, 0, 0, from, has_target ? target : NULL, has_target ? strlen(target) : 0);
  pthread_mutex_unlock(&lock);
  return result;
}
#define NAMED(kind, folder, path, to_folder, to, call) (pthread_mutex_lock(&lock), named(kind, folder, path, to_folder, to, call))
int rename(const char *from, const char *to) { return NAMED(RENAME, AT_FDCWD, from, AT_FDCWD, to, syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0)); }
int renameat(int folder, const char *from, int to_folder, const char *to) { return NAMED(RENAME, folder, from, to_folder, to, syscall(SYS_renameat2, folder, from, to_folder, to, 0)); }
int unlink(const char *path) { return NAMED(UNLINK, AT_FDCWD, path, 0, NULL, syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
int unlinkat(int folder, const char *path, int flags) { return NAMED(flags & AT_REMOVEDIR ? RMDIR : UNLINK, folder, path, 0, NULL, syscall(SYS_unlinkat, folder, path, flags)); }
int rmdir(const char *path) { return NAMED(RMDIR, AT_FDCWD, path, 0, NULL, syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)); }
int mkdir(const char *path, mode_t mode) { return NAMED(MKDIR, AT_FDCWD, path, 0, NULL, syscall(SYS_mkdirat, AT_FDCWD, path, mode)); }
int mkdirat(int folder, const char *path, mode_t mode) { return NAMED(MKDIR, folder, path, 0, NULL, syscall(SYS_mkdirat, folder, path, mode)); }

/* ---- free space, and what programs replace by plain writes when it is missing ---- */

int statfs(const char *path, struct statfs *info) {
  char relative[PATH_MAX];
  int result = syscall(SYS_statfs, path, info);
  if (result == 0 && control[FULL] && inside(AT_FDCWD, path, relative)) info->f_bavail = info->f_bfree = 0;
  return result;
}
int statfs64(const char *path, struct statfs64 *info) { return statfs(path, (struct statfs *)info); }
int posix_fallocate(int file, off_t at, off_t bytes) { return tracked(file) ? EOPNOTSUPP : NEXT(posix_fallocate)(file, at, bytes); }
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t bytes, unsigned flags) {
  return tracked(to) ? fail(ENOSYS) : syscall(SYS_copy_file_range, from, from_at, to, to_at, bytes, flags);
}
ssize_t sendfile(int to, int from, off_t *at, size_t bytes) { return tracked(to) ? fail(EINVAL) : syscall(SYS_sendfile, to, from, at, bytes); }
ssize_t sendfile64(int to, int from, off64_t *at, size_t bytes) { return sendfile(to, from, at, bytes); }
