// Counts the allocations of the calling thread, by standing in for glibc's malloc family.
#ifndef C_MALLOC_PROBE_H
#define C_MALLOC_PROBE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How often this thread has asked for memory (malloc, calloc, realloc, aligned_alloc, posix_memalign and kin) so far.
uint64_t malloc_probe_count(void);

/// From now on every block begins a cache line, and every one of 256 bytes or more begins a page, for all threads: how many
/// instructions it takes to copy or to search depends on where that is, and where that is, otherwise, on all that was
/// allocated before.
void malloc_probe_align_blocks(void);

#ifdef __cplusplus
}
#endif

#endif
