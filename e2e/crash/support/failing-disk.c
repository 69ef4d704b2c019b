/* Makes writes and syncs below one directory fail, like a dying disk. Loaded with LD_PRELOAD; controlled by a shared file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

/* `writes` and `syncs` count down to the first failing call; below one they are off. From this call on, `fails` calls fail. */
struct control { atomic_int writes, syncs, fails, error, failed; };

static struct control *control;
static const char *dir;

__attribute__((constructor)) static void load(void) {
  const char *path = getenv("FAILING_DISK_CONTROL");
  dir = getenv("FAILING_DISK_DIR");
  if (!path || !dir) return;
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *map = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (map != MAP_FAILED) control = map;
}

static int is_below(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, dir, strlen(dir)) == 0;
}

static int fails(atomic_int *count, int fd) {
  if (atomic_load(count) < 1 || !is_below(fd)) return 0;
  if (atomic_fetch_sub(count, 1) > 1) return 0;
  /* The counter stays at the failing call until all of `fails` have failed. */
  if (atomic_fetch_sub(&control->fails, 1) < 1) { atomic_store(count, 0); return 0; }
  atomic_store(count, 1);
  atomic_fetch_add(&control->failed, 1);
  errno = atomic_load(&control->error);
  return 1;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define WRITES(fd) if (control && fails(&control->writes, fd)) return -1
#define SYNCS(fd) if (control && fails(&control->syncs, fd)) return -1

ssize_t write(int fd, const void *b, size_t n) { REAL(write); WRITES(fd); return real(fd, b, n); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { REAL(pwrite); WRITES(fd); return real(fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { REAL(pwrite64); WRITES(fd); return real(fd, b, n, o); }
ssize_t writev(int fd, const struct iovec *v, int n) { REAL(writev); WRITES(fd); return real(fd, v, n); }
ssize_t pwritev(int fd, const struct iovec *v, int n, off_t o) { REAL(pwritev); WRITES(fd); return real(fd, v, n, o); }
ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t o) { REAL(pwritev64); WRITES(fd); return real(fd, v, n, o); }
int fsync(int fd) { REAL(fsync); SYNCS(fd); return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); SYNCS(fd); return real(fd); }
