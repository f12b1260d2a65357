// What the core needs of the processor and Swift has no word for. Header only: nothing to link, on any target.
#ifndef C_HOST_SHIMS_H
#define C_HOST_SHIMS_H

/// Asks the caches for the line at an address; never faults, and nothing waits for it.
static inline __attribute__((always_inline)) void host_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
