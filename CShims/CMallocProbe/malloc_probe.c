#include "CMallocProbe.h"

#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// glibc's own entry points: calling them keeps its allocator, and needs no dlsym, which itself allocates.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static __thread uint64_t allocations;
static bool aligns;

// From 256 bytes on, glibc's memcpy looks at where in a page source and target are.
enum { line = 64, page = 4096, least_on_page = 256 };

uint64_t malloc_probe_count(void) { return allocations; }

void malloc_probe_align_blocks(void) { aligns = true; }

// A sanitizer has an allocator of its own, which nobody may stand in for: nothing is counted then.
#if !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)

static void *allocate(size_t size) {
  if (!aligns) return __libc_malloc(size);
  return __libc_memalign(size < least_on_page ? line : page, size);
}

void *malloc(size_t size) {
  allocations++;
  return allocate(size);
}

void *calloc(size_t count, size_t size) {
  allocations++;
  size_t total;
  if (!aligns || __builtin_mul_overflow(count, size, &total)) return __libc_calloc(count, size);
  void *block = allocate(total);
  return block == NULL ? NULL : memset(block, 0, total);
}

void *realloc(void *block, size_t size) {
  allocations++;
  if (!aligns || size == 0) return __libc_realloc(block, size);
  void *fresh = allocate(size);
  if (fresh == NULL || block == NULL) return fresh;
  const size_t old = malloc_usable_size(block);
  memcpy(fresh, block, old < size ? old : size);
  free(block);
  return fresh;
}

void *memalign(size_t alignment, size_t size) {
  allocations++;
  const size_t least = !aligns ? 1 : size < least_on_page ? line : page;
  return __libc_memalign(alignment < least ? least : alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  void *fresh = memalign(alignment, size);
  if (fresh == NULL) return ENOMEM;
  *block = fresh;
  return 0;
}

#endif
