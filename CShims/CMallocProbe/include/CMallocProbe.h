// Counts the allocations of the calling thread, by standing in for glibc's malloc family.
#ifndef C_MALLOC_PROBE_H
#define C_MALLOC_PROBE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How often this thread has asked for memory (malloc, calloc, realloc, aligned_alloc, posix_memalign and kin) so far.
uint64_t malloc_probe_count(void);

#ifdef __cplusplus
}
#endif

#endif
