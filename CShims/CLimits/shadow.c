#include <string.h>

#include "CLimits.h"

int64_t limit_compare_pages(const void *left, const void *right, int64_t count) {
  int64_t different = 0;
  for (int64_t i = 0; i < count; i++) {
    // The compiler must not know that nothing changes between two turns.
    __asm__ volatile("" : "+r"(left), "+r"(right) : : "memory");
    different += memcmp(left, right, 4096) != 0;
  }
  return different;
}

void limit_copy_page(void *to, const void *from, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    __asm__ volatile("" : "+r"(to), "+r"(from) : : "memory");
    memcpy(to, from, 4096);
  }
}

uint64_t limit_random_loads(
    const uint32_t *buckets, int bucket_shift, const unsigned char *lines, uint64_t line_count, int64_t count) {
  uint64_t state = 1;
  for (int64_t i = 0; i < count; i++) {
    const uint64_t key = (state >> 32) * line_count >> 32;
    const uint32_t line = buckets[key * 0x9E3779B97F4A7C15ull >> bucket_shift];
    uint32_t word;
    memcpy(&word, lines + (uint64_t)line * 64, sizeof word);
    state = (state ^ word) * 6364136223846793005ull + 1442695040888963407ull;
  }
  return state;
}

void limit_visit_words(uint64_t *words, const uint32_t *order, int64_t length, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    for (int64_t j = 0; j < length; j++) words[order[j]] = 0;
    __asm__ volatile("" : "+r"(words) : : "memory");
    for (int64_t j = 0; j < length; j++) words[order[j]] = 1;
    __asm__ volatile("" : "+r"(words) : : "memory");
  }
}
