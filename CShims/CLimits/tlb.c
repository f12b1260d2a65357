#include <string.h>

#include "CLimits.h"

uint64_t limit_tlb_probe(
    const limit_tlb_entry *entries, uint64_t index_mask, uint8_t access, uint64_t asid, uint64_t start, int64_t count) {
  uint64_t gva = start;
  for (int64_t i = 0; i < count; i++) {
    const limit_tlb_entry *entry = &entries[(gva >> 12) & index_mask];
    const uint64_t key = (gva & ~0xFFFull) | asid;
    if (((entry->tag ^ key) & entry->tag_mask) | (entry->denied & access)) return ~0ull;
    gva += entry->addend;
  }
  return gva;
}

// One set, the most recent tag first. Returns whether the tag was there; it is first afterwards.
static inline int touch(uint64_t *set, int ways, uint64_t tag) {
  if (set[0] == tag) return 1;
  int way = 1;
  while (way < ways && set[way] != tag) way++;
  const int hit = way < ways;
  memmove(set + 1, set, (size_t)(hit ? way : ways - 1) * sizeof *set);
  set[0] = tag;
  return hit;
}

limit_tlb_misses limit_tlb_simulation(uint64_t *tlb, const uint64_t *addresses, size_t count, int address_shift) {
  uint64_t *level1 = tlb;
  uint64_t *level2 = tlb + limit_simulation_l1_sets * limit_simulation_l1_ways;
  limit_tlb_misses misses = {0, 0};
  const int shift = 12 + address_shift;
  for (size_t i = 0; i < count; i++) {
    const uint64_t page = addresses[i] >> shift;
    const uint64_t tag = page + 1;  // zero marks an empty way
    uint64_t *set1 = level1 + page % limit_simulation_l1_sets * limit_simulation_l1_ways;
    if (touch(set1, limit_simulation_l1_ways, tag)) continue;
    misses.level1++;
    uint64_t *set2 = level2 + page % limit_simulation_l2_sets * limit_simulation_l2_ways;
    misses.level2 += !touch(set2, limit_simulation_l2_ways, tag);
  }
  return misses;
}

static const limit_tlb_entry empty = {0, 0, 0, 0xFF, 0};

static inline int is_global(const limit_tlb_entry *entry) { return (entry->tag_mask & 0xFFF) == 0; }

void limit_tlb_invalidate(limit_tlb_entry *entries, uint64_t index_mask, uint64_t asid, uint64_t start, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    const uint64_t gva = start + (uint64_t)i * 4096;
    limit_tlb_entry *entry = &entries[(gva >> 12) & index_mask];
    const uint64_t page_mask = ~0ull << entry->page_shift;
    const int is_in_space = is_global(entry) || (entry->tag & 0xFFF) == asid;
    if (entry->page_shift && is_in_space && !((entry->tag ^ gva) & page_mask)) *entry = empty;
  }
}

void limit_tlb_flush_space(limit_tlb_entry *entries, int64_t entry_count, uint64_t asid, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    for (int64_t j = 0; j < entry_count; j++) {
      limit_tlb_entry *entry = &entries[j];
      if (entry->page_shift && !is_global(entry) && (entry->tag & 0xFFF) == asid) *entry = empty;
    }
    __asm__ volatile("" ::: "memory");
  }
}

void limit_tlb_flush(limit_tlb_entry *entries, int64_t entry_count, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    for (int64_t j = 0; j < entry_count; j++) entries[j] = empty;
    __asm__ volatile("" ::: "memory");
  }
}
