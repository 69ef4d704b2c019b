/*
 * Sets the wall clock of Node's processes forward or back at once, by the number of seconds in a shared file. Loaded with LD_PRELOAD.
 * Does not change the monotonic clock (CLOCK_MONOTONIC) and waits. The store's engine calls the kernel directly, so it keeps the
 * machine's time. (libfaketime would change the engine's waits nevertheless, and then the engine does nothing but wake up.)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *control;
static int (*machine)(clockid_t, struct timespec *);

__attribute__((constructor)) static void load(void) {
  const char *path = getenv("SET_CLOCK_CONTROL");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *map = mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (map != MAP_FAILED) control = map;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  if (!machine) machine = dlsym(RTLD_NEXT, "clock_gettime");
  int result = machine(clock, now);
  if (result == 0 && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *control;
  return result;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone) {
  (void)zone;
  struct timespec now;
  int result = clock_gettime(CLOCK_REALTIME, &now);
  to->tv_sec = now.tv_sec;
  to->tv_usec = now.tv_nsec / 1000;
  return result;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
