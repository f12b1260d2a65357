#include <stdlib.h>
#include <string.h>

#include "CLimits.h"

// One page: empty while its time is 0.
typedef struct {
  uint64_t page;
  uint32_t time;
} place;

struct limit_curve {
  place *table;      // open addressing, linear probing, at most half full
  int table_shift;   // 64 less the logarithm of its size
  uint32_t *counts;  // a Fenwick tree over times: one for the latest use of each page
  uint32_t times;    // its size, a power of two
  uint32_t now;      // the latest time
  uint32_t pages;
  uint64_t *hits;  // by depth
  uint32_t hits_size;
  uint64_t last_page;
};

static inline uint64_t hash(uint64_t page) { return page * 0x9E3779B97F4A7C15ull; }

static inline void add(limit_curve *curve, uint32_t time, uint32_t value) {
  for (; time <= curve->times; time += time & -time) curve->counts[time] += value;
}

static inline uint32_t sum(const limit_curve *curve, uint32_t time) {
  uint32_t total = 0;
  for (; time; time &= time - 1) total += curve->counts[time];
  return total;
}

limit_curve *limit_curve_create(void) {
  limit_curve *curve = calloc(1, sizeof *curve);
  curve->table_shift = 64 - 12;
  curve->table = calloc(1 << 12, sizeof *curve->table);
  curve->times = 1 << 16;
  curve->counts = calloc(curve->times + 1, sizeof *curve->counts);
  curve->hits_size = 1 << 12;
  curve->hits = calloc(curve->hits_size, sizeof *curve->hits);
  curve->last_page = ~0ull;
  return curve;
}

void limit_curve_destroy(limit_curve *curve) {
  free(curve->table);
  free(curve->counts);
  free(curve->hits);
  free(curve);
}

static place *find(limit_curve *curve, uint64_t page) {
  const uint64_t mask = (1ull << (64 - curve->table_shift)) - 1;
  uint64_t i = hash(page) >> curve->table_shift;
  while (curve->table[i].time && curve->table[i].page != page) i = (i + 1) & mask;
  return &curve->table[i];
}

static void grow_table(limit_curve *curve) {
  place *old = curve->table;
  const uint64_t size = 1ull << (64 - curve->table_shift);
  curve->table_shift--;
  curve->table = calloc(2 * size, sizeof *curve->table);
  for (uint64_t i = 0; i < size; i++) {
    if (old[i].time) *find(curve, old[i].page) = old[i];
  }
  free(old);
  curve->hits = realloc(curve->hits, 2 * size * sizeof *curve->hits);
  memset(curve->hits + curve->hits_size, 0, (2 * size - curve->hits_size) * sizeof *curve->hits);
  curve->hits_size = (uint32_t)(2 * size);
}

// Moves the times together, and makes more of them where the pages fill a quarter.
static void compact(limit_curve *curve) {
  const uint64_t size = 1ull << (64 - curve->table_shift);
  for (uint64_t i = 0; i < size; i++) {
    if (curve->table[i].time) curve->table[i].time = sum(curve, curve->table[i].time);
  }
  while (curve->times / 4 < curve->pages) curve->times *= 2;
  curve->counts = realloc(curve->counts, (curve->times + 1ull) * sizeof *curve->counts);
  memset(curve->counts, 0, (curve->times + 1ull) * sizeof *curve->counts);
  // Built from the leaves up, in linear time.
  for (uint32_t time = 1; time <= curve->times; time++) {
    curve->counts[time] += time <= curve->pages;
    const uint32_t parent = time + (time & -time);
    if (parent <= curve->times) curve->counts[parent] += curve->counts[time];
  }
  curve->now = curve->pages;
}

void limit_curve_run(limit_curve *curve, const uint64_t *accesses, size_t count, int page_shift) {
  for (size_t i = 0; i < count; i++) {
    const uint64_t page = accesses[i] >> page_shift;
    if (page == curve->last_page) {
      curve->hits[1]++;
      continue;
    }
    curve->last_page = page;
    if (curve->now == curve->times) compact(curve);
    place *place = find(curve, page);
    const uint32_t time = ++curve->now;
    add(curve, time, 1);
    if (place->time) {
      // The page itself is counted twice now, at its old time and at its new one.
      const uint32_t depth = curve->pages - sum(curve, place->time) + 1;
      curve->hits[depth]++;
      add(curve, place->time, -1u);
      place->time = time;
    } else {
      place->page = page;
      place->time = time;
      if (++curve->pages * 2ull > 1ull << (64 - curve->table_shift)) grow_table(curve);
    }
  }
}

uint64_t limit_curve_hits(const limit_curve *curve, uint32_t entries) {
  uint64_t hits = 0;
  for (uint32_t depth = 1; depth <= entries && depth < curve->hits_size; depth++) hits += curve->hits[depth];
  return hits;
}

uint64_t limit_sampling_filter(const uint64_t *accesses, size_t count, int page_shift, uint64_t threshold, uint64_t *kept) {
  uint64_t sampled = 0;
  for (size_t i = 0; i < count; i++) {
    const uint64_t page = accesses[i] >> page_shift;
    kept[sampled] = page;
    sampled += hash(page) < threshold;
  }
  return sampled;
}
