// The limits: what each hot operation costs when it is written by hand in C, over the same memory, doing the same work.
//
// A benchmark of the core is printed beside its limit from the same process. Chains make each step's address depend on
// the last step's result, so that they measure latency and no step can be left out.
#ifndef C_LIMITS_H
#define C_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/// How a chain of walks goes on from one walk's guest physical address. Each page's frame names the next page:
/// gva = (gpa << 3) & gva_mask, in the address space whose root is first_root + ((gpa >> space_shift) << 12).
typedef struct {
  uint64_t first_root;
  uint64_t gva_mask;
  uint64_t space_shift;
} limit_chain;

/// What an x86-64 4-level walker decides by.
typedef struct {
  unsigned char *memory;
  uint64_t memory_size;
  /// Bits reserved in every entry.
  uint64_t reserved;
  /// Bits reserved in a level-3 leaf, beside those below the page size.
  uint64_t reserved_at_level_3;
  /// Byte r: the classes of access that rights r permit.
  uint64_t permissions;
  /// One bit: the class of the access.
  uint8_t access;
  uint8_t access_is_store;
} limit_walker;

/// Goes on from a walk's guest physical address by `count` walks, with every check of the core's walker; returns the last
/// one's, or ~0 after a fault.
uint64_t limit_walk_chain(const limit_walker *walker, const limit_chain *chain, uint64_t gpa, int64_t count);

/// Walks `count` times into an absent leaf; the level of each fault goes into the next address.
uint64_t limit_walk_faults(const limit_walker *walker, uint64_t root, uint64_t start, uint64_t page_mask, int64_t count);

/// The loads of those walks and nothing else: `loads` of them, each address from the last, no check at all.
uint64_t limit_dependent_loads(
    const unsigned char *memory, const limit_chain *chain, int loads, uint64_t gpa, int64_t count);

/// The loads of many 4-level walks and nothing else, 32 walks side by side, each load asked for a level ahead: no check at
/// all. Leaves the frame of each address.
void limit_overlapped_loads(
    const unsigned char *memory, uint64_t root, const uint64_t *gvas, uint64_t *frames, int64_t count);

/// One entry of a direct-mapped software TLB: the layout of the core's.
typedef struct {
  uint64_t tag;
  uint64_t tag_mask;
  uint64_t addend;
  uint8_t denied;
  uint8_t page_shift;
} limit_tlb_entry;

/// Probes `count` times, each address being the last probe's result; returns the last address, or ~0 after a miss.
uint64_t limit_tlb_probe(
    const limit_tlb_entry *entries, uint64_t index_mask, uint8_t access, uint64_t asid, uint64_t start, int64_t count);

/// Invalidates `count` pages in turn, from `start` on, in one address space.
void limit_tlb_invalidate(limit_tlb_entry *entries, uint64_t index_mask, uint64_t asid, uint64_t start, int64_t count);

/// Empties the entries of one address space among `entry_count`, `count` times.
void limit_tlb_flush_space(limit_tlb_entry *entries, int64_t entry_count, uint64_t asid, int64_t count);

/// Empties `entry_count` entries, `count` times.
void limit_tlb_flush(limit_tlb_entry *entries, int64_t entry_count, int64_t count);

/// Misses of each level of a simulated TLB.
typedef struct {
  uint64_t level1;
  uint64_t level2;
} limit_tlb_misses;

enum {
  limit_simulation_l1_sets = 16,
  limit_simulation_l1_ways = 4,
  limit_simulation_l2_sets = 128,
  limit_simulation_l2_ways = 12,
  limit_simulation_words =
      limit_simulation_l1_sets * limit_simulation_l1_ways + limit_simulation_l2_sets * limit_simulation_l2_ways,
};

/// Sends addresses (shifted left by `address_shift`) through 64 entries in 4 ways over 1536 in 12, both LRU by moving
/// to the front. `tlb` holds limit_simulation_words words, zero at the start.
limit_tlb_misses limit_tlb_simulation(uint64_t *tlb, const uint64_t *addresses, size_t count, int address_shift);

/// The number of newlines in a text: reading it at all, a line at a time, without understanding it.
uint64_t limit_count_lines(const char *text, size_t length);

#endif
