#include <string.h>

#include "CLimits.h"

static const uint64_t no_address = ~0ull;
static const uint64_t x86_address = 0x000FFFFFFFFFF000;

static inline uint64_t load(const limit_tables *tables, uint64_t address) {
  uint64_t word;
  memcpy(&word, tables->memory + (address & ~7ull), sizeof word);
  return word;
}

static inline void replace(const limit_tables *tables, uint64_t address, uint64_t entry, uint64_t marked) {
  if (marked != entry) memcpy(tables->memory + (address & ~7ull), &marked, sizeof marked);
}

/// The classes of access that a combination of rights permits.
static inline uint8_t permitted(const limit_tables *tables, unsigned combination) {
  const uint64_t half = combination & 8 ? tables->permissions_high : tables->permissions_low;
  return (uint8_t)(half >> ((combination & 7) * 8));
}

// PAE paging.

static inline uint64_t walk_pae(const limit_tables *t, const uint64_t *pointers, uint64_t gva) {
  if (gva >> 32) return no_address;
  const uint64_t pointer = pointers[gva >> 30];
  if (!(pointer & 1)) return no_address;
  uint64_t table = pointer & x86_address;
  uint64_t inherited = ~0ull;
  for (int level = 2;; level--) {
    const int shift = 12 + (level - 1) * 9;
    const uint64_t address = table + ((gva >> shift) & 511) * 8;
    if (address >= t->memory_size) return no_address;
    const uint64_t entry = load(t, address);
    inherited &= entry ^ (1ull << 63);
    if ((entry & (t->reserved | 1)) != 1) return no_address;
    if (level > 1 && !(entry & (1 << 7))) {
      replace(t, address, entry, entry | 1 << 5);
      table = entry & x86_address;
      continue;
    }
    const uint64_t offset_mask = (1ull << shift) - 1;
    if (level > 1 && entry & offset_mask & ~0x1FFFull) return no_address;
    const unsigned rights = (unsigned)(((inherited >> 1) & 3) | ((inherited >> 61) & 4));
    if (!(permitted(t, rights) & t->access)) return no_address;
    replace(t, address, entry, entry | 1 << 5 | (t->access_is_store ? 1 << 6 : 0));
    return (entry & x86_address & ~offset_mask) + (gva & offset_mask);
  }
}

uint64_t limit_walk_pae(
    const limit_tables *tables, const uint64_t *pointers, uint64_t gva_mask, uint64_t gpa, int64_t count) {
  const limit_tables t = *tables;
  const uint64_t copies[4] = {pointers[0], pointers[1], pointers[2], pointers[3]};
  for (int64_t i = 0; i < count && gpa != no_address; i++) gpa = walk_pae(&t, copies, (gpa << 3) & gva_mask);
  return gpa;
}

// RISC-V Sv39.

static const uint64_t riscv_frame = 0x003FFFFFFFFFFC00;

static inline uint64_t walk_sv39(const limit_tables *t, uint64_t table, uint64_t gva) {
  if ((uint64_t)((int64_t)(gva << 25) >> 25) != gva) return no_address;
  for (int level = 3;; level--) {
    const int shift = 12 + (level - 1) * 9;
    const uint64_t address = table + ((gva >> shift) & 511) * 8;
    if (address >= t->memory_size) return no_address;
    const uint64_t entry = load(t, address);
    if (!(entry & 1)) return no_address;
    if (!(entry & 0xE)) {
      if (entry & t->reserved || level == 1) return no_address;
      table = (entry & riscv_frame) << 2;
      continue;
    }
    if ((entry & 6) == 4 || entry & t->reserved_in_leaf) return no_address;
    const uint64_t offset_mask = (1ull << shift) - 1;
    const uint64_t page = (entry & riscv_frame) << 2;
    if (entry >> 61 || page & offset_mask) return no_address;
    if (~entry & t->needed || !(permitted(t, (entry >> 1) & 15) & t->access)) return no_address;
    replace(t, address, entry, entry | 1 << 6 | (t->access_is_store ? 1 << 7 : 0));
    return page + (gva & offset_mask);
  }
}

uint64_t limit_walk_sv39(const limit_tables *tables, uint64_t root, uint64_t gva_mask, uint64_t gpa, int64_t count) {
  const limit_tables t = *tables;
  for (int64_t i = 0; i < count && gpa != no_address; i++) gpa = walk_sv39(&t, root, (gpa << 3) & gva_mask);
  return gpa;
}

// AArch64, first stage, 4 KiB granule, 48-bit addresses.

static const uint64_t arm_address = 0x0000FFFFFFFFF000;

static inline uint64_t walk_arm(const limit_tables *t, const uint64_t *roots, uint64_t gva) {
  const int64_t upper = (int64_t)gva >> 48;
  if (upper != 0 && upper != -1) return no_address;
  uint64_t table = roots[upper & 1];
  if (table & t->reserved) return no_address;
  uint64_t inherited = 0;
  for (int level = 4;; level--) {
    const int shift = 12 + (level - 1) * 9;
    const uint64_t address = table + ((gva >> shift) & 511) * 8;
    if (address >= t->memory_size) return no_address;
    const uint64_t entry = load(t, address);
    if (!(entry & 1)) return no_address;
    const int is_block = !(entry & 2);
    if (is_block && (level == 1 || level > 3)) return no_address;
    if (entry & t->reserved) return no_address;
    if (level > 1 && !is_block) {
      inherited |= entry;
      table = entry & arm_address;
      continue;
    }
    const uint64_t offset_mask = (1ull << (shift + (entry & 1ull << 52 ? 4 : 0))) - 1;
    const uint64_t above = inherited & t->hierarchical;
    const uint64_t read_only = (entry & t->dirty_modifier ? 0 : (entry >> 7) & 1) | ((above >> 62) & 1);
    const uint64_t user = (entry >> 6) & ~(above >> 61) & 1;
    const uint64_t uxn = (entry >> 54 | above >> 60) & 1;
    const uint64_t pxn = (entry >> 53 | above >> 59) & 1;
    const unsigned combination = (unsigned)(read_only | user << 1 | uxn << 2 | pxn << 3);
    if (!((entry | t->settable) & 1 << 10)) return no_address;
    if (!(permitted(t, combination) & t->access)) return no_address;
    uint64_t marked = entry | t->settable;
    if (t->access_is_store && entry & t->dirty_modifier) marked &= ~(1ull << 7);
    replace(t, address, entry, marked);
    return (entry & arm_address & ~offset_mask) + (gva & offset_mask);
  }
}

uint64_t limit_walk_arm(
    const limit_tables *tables, const uint64_t *roots, uint64_t gva_mask, uint64_t gpa, int64_t count) {
  const limit_tables t = *tables;
  const uint64_t copies[2] = {roots[0], roots[1]};
  for (int64_t i = 0; i < count && gpa != no_address; i++) gpa = walk_arm(&t, copies, (gpa << 3) & gva_mask);
  return gpa;
}

// 4-level x86 on EPT.

static inline uint64_t walk_ept(const limit_tables *t, uint64_t table, uint64_t gpa, uint8_t access, int is_store) {
  if (gpa >> 48) return no_address;
  uint64_t inherited = ~0ull;
  for (int level = 4;; level--) {
    const int shift = 12 + (level - 1) * 9;
    const uint64_t address = table + ((gpa >> shift) & 511) * 8;
    if (address >= t->memory_size) return no_address;
    const uint64_t entry = load(t, address);
    inherited &= entry;
    if (!(entry & t->presence) || entry & t->reserved) return no_address;
    if (!(entry & 1) && (entry & 2 || !t->execute_only)) return no_address;
    if (level > 1 && !(entry & 1 << 7)) {
      if (entry & 0x78) return no_address;
      replace(t, address, entry, entry | t->settable);
      table = entry & x86_address;
      continue;
    }
    const uint64_t offset_mask = (1ull << shift) - 1;
    const int has_pages = level == 1 || (level == 2 && t->large_pages & 2) || (level == 3 && t->large_pages & 4);
    if (!has_pages || entry & offset_mask & ~0xFFFull || !(0x73 >> ((entry >> 3) & 7) & 1)) return no_address;
    const unsigned combination = (unsigned)((inherited & 7) | ((inherited >> 7) & 8));
    if (!(permitted(t, combination) & access)) return no_address;
    replace(t, address, entry, entry | t->settable | (is_store ? t->dirty_modifier : 0));
    return (entry & x86_address & ~offset_mask) + (gpa & offset_mask);
  }
}

static inline uint64_t walk_nested(const limit_nested *n, uint64_t gva) {
  const limit_tables *guest = &n->guest;
  if ((uint64_t)((int64_t)(gva << 16) >> 16) != gva) return no_address;
  uint64_t table = n->guest_root;
  uint64_t inherited = ~0ull;
  for (int level = 4;; level--) {
    const int shift = 12 + (level - 1) * 9;
    const uint64_t gpa = table + ((gva >> shift) & 511) * 8;
    const uint64_t address = walk_ept(&n->host, n->host_root, gpa, n->table_access, n->table_access_is_store);
    if (address >= guest->memory_size) return no_address;
    const uint64_t entry = load(guest, address);
    inherited &= entry ^ (1ull << 63);
    if ((entry & (guest->reserved | 1)) != 1) return no_address;
    if (level > 1 && !(entry & 1 << 7)) {
      if (!(entry & 1 << 5)) return no_address;  // the benchmark's entries are marked already
      table = entry & x86_address;
      continue;
    }
    const uint64_t offset_mask = (1ull << shift) - 1;
    if (level > 1 && (entry & offset_mask & ~0x1FFFull || level > 3)) return no_address;
    const unsigned rights = (unsigned)(((inherited >> 1) & 3) | ((inherited >> 61) & 4));
    if (!(permitted(guest, rights) & guest->access) || !(entry & 1 << 5)) return no_address;
    const uint64_t page = (entry & x86_address & ~offset_mask) + (gva & offset_mask);
    const uint8_t host_access = rights & 2 ? n->host.access : (uint8_t)(n->host.access << 3);
    return walk_ept(&n->host, n->host_root, page, host_access, n->host.access_is_store);
  }
}

uint64_t limit_walk_nested(const limit_nested *nested, uint64_t gva_mask, uint64_t hpa, int64_t count) {
  const limit_nested n = *nested;
  for (int64_t i = 0; i < count && hpa != no_address; i++) hpa = walk_nested(&n, (hpa << 3) & gva_mask);
  return hpa;
}

// The loads alone, of any format.

uint64_t limit_table_loads(
    const unsigned char *memory, const limit_shape *shape, uint64_t root, uint64_t gva_mask, uint64_t gpa, int64_t count) {
  const limit_shape s = *shape;
  for (int64_t i = 0; i < count; i++) {
    const uint64_t gva = (gpa << 3) & gva_mask;
    uint64_t table = root;
    for (int level = s.levels; level > 0; level--) {
      const int shift = s.page_shift + (level - 1) * s.index_bits;
      const uint64_t address = table + ((gva >> shift) & ((1ull << s.index_bits) - 1)) * s.entry_size;
      uint64_t entry = 0;
      if (s.entry_size == 4) {
        uint32_t half;
        memcpy(&half, memory + address, sizeof half);
        entry = half;
      } else {
        memcpy(&entry, memory + address, sizeof entry);
      }
      table = (entry & s.address_mask) << s.address_shift;
    }
    gpa = table;
  }
  return gpa;
}

uint64_t limit_raw_loads(const unsigned char *memory, int loads, uint64_t start, int64_t count) {
  uint64_t address = start;
  for (int64_t i = 0; i < count; i++) {
    for (int j = 0; j < loads; j++) memcpy(&address, memory + address, sizeof address);
  }
  return address;
}
