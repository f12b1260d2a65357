#include <string.h>

#include "CLimits.h"

enum { entry_present = 1 << 0, entry_accessed = 1 << 5, entry_dirty = 1 << 6, entry_large = 1 << 7 };

static const uint64_t entry_address = 0x000FFFFFFFFFF000;
static const uint64_t entry_no_execute = 1ull << 63;
static const uint64_t no_address = ~0ull;

typedef struct {
  uint64_t gpa;
  int fault_level;
} walk_result;

static inline uint64_t load(const unsigned char *memory, uint64_t address) {
  uint64_t word;
  memcpy(&word, memory + address, sizeof word);
  return word;
}

static inline void mark(const limit_walker *walker, uint64_t address, uint64_t entry, uint64_t bits) {
  const uint64_t marked = entry | bits;
  if (marked != entry) memcpy(walker->memory + address, &marked, sizeof marked);
}

static inline walk_result walk(const limit_walker *walker, uint64_t table, uint64_t gva) {
  if ((uint64_t)((int64_t)(gva << 16) >> 16) != gva) return (walk_result){no_address, 4};
  uint64_t inherited = ~0ull;
  for (int level = 4;; level--) {
    const int shift = 12 + (level - 1) * 9;
    const uint64_t address = table + ((gva >> shift) & 511) * 8;
    if (address >= walker->memory_size) return (walk_result){no_address, level};
    const uint64_t entry = load(walker->memory, address);
    inherited &= entry ^ entry_no_execute;
    if ((entry & (walker->reserved | entry_present)) != entry_present) return (walk_result){no_address, level};
    if (level > 1 && !(entry & entry_large)) {
      mark(walker, address, entry, entry_accessed);
      table = entry & entry_address;
      continue;
    }
    const uint64_t offset_mask = (1ull << shift) - 1;
    if (level > 1) {
      uint64_t reserved = offset_mask & ~0x1FFFull;
      if (level == 3) reserved |= walker->reserved_at_level_3;
      if (level == 4) reserved |= entry_large;
      if (entry & reserved) return (walk_result){no_address, level};
    }
    const unsigned rights = ((inherited >> 1) & 3) | ((inherited >> 61) & 4);
    const uint8_t permitted = (uint8_t)(walker->permissions >> (rights * 8));
    if (!(permitted & walker->access)) return (walk_result){no_address, level};
    mark(walker, address, entry, entry_accessed | (walker->access_is_store ? entry_dirty : 0));
    return (walk_result){(entry & entry_address & ~offset_mask) + (gva & offset_mask), 0};
  }
}

static inline uint64_t next_gva(limit_chain chain, uint64_t gpa) { return (gpa << 3) & chain.gva_mask; }

static inline uint64_t next_root(limit_chain chain, uint64_t gpa) {
  return chain.first_root + ((gpa >> chain.space_shift) << 12);
}

uint64_t limit_walk_chain(const limit_walker *walker, const limit_chain *chain, uint64_t gpa, int64_t count) {
  const limit_walker w = *walker;
  const limit_chain c = *chain;
  for (int64_t i = 0; i < count; i++) {
    const walk_result result = walk(&w, next_root(c, gpa), next_gva(c, gpa));
    if (result.fault_level) return no_address;
    gpa = result.gpa;
  }
  return gpa;
}

uint64_t limit_walk_faults(
    const limit_walker *walker, uint64_t root, uint64_t start, uint64_t page_mask, int64_t count) {
  const limit_walker w = *walker;
  uint64_t offset = 0;
  for (int64_t i = 0; i < count; i++) {
    const walk_result result = walk(&w, root, start + offset);
    offset = (offset + ((uint64_t)result.fault_level << 15)) & page_mask;
  }
  return offset;
}

uint64_t limit_dependent_loads(
    const unsigned char *memory, const limit_chain *chain, int loads, uint64_t gpa, int64_t count) {
  const limit_chain c = *chain;
  const uint64_t offset_mask = (1ull << (12 + (4 - loads) * 9)) - 1;
  for (int64_t i = 0; i < count; i++) {
    const uint64_t gva = next_gva(c, gpa);
    uint64_t table = next_root(c, gpa);
    for (int level = 4; level > 4 - loads; level--) {
      table = load(memory, table + ((gva >> (12 + (level - 1) * 9)) & 511) * 8) & entry_address;
    }
    gpa = table & ~offset_mask;
  }
  return gpa;
}

enum { overlap = 32 };

void limit_overlapped_loads(
    const unsigned char *memory, uint64_t root, const uint64_t *gvas, uint64_t *frames, int64_t count) {
  uint64_t places[overlap];
  for (int64_t first = 0; first < count; first += overlap) {
    const int64_t width = count - first < overlap ? count - first : overlap;
    for (int64_t i = 0; i < width; i++) places[i] = root + ((gvas[first + i] >> 39) & 511) * 8;
    for (int shift = 30; shift >= 12; shift -= 9) {
      for (int64_t i = 0; i < width; i++) {
        const uint64_t table = load(memory, places[i]) & entry_address;
        places[i] = table + ((gvas[first + i] >> shift) & 511) * 8;
        __builtin_prefetch(memory + places[i]);
      }
    }
    for (int64_t i = 0; i < width; i++) frames[first + i] = load(memory, places[i]) & entry_address;
  }
}
