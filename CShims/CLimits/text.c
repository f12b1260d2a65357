#include <string.h>

#include "CLimits.h"

uint64_t limit_count_lines(const char *text, size_t length) {
  const char *end = text + length;
  uint64_t lines = 0;
  while (text < end) {
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    if (newline == NULL) break;
    lines++;
    text = newline + 1;
  }
  return lines;
}

void limit_copy_bytes(void *target, const void *bytes, size_t length) {
  const char *source = bytes;
  for (size_t done = 0; done < length; done += limit_copy_size) {
    size_t count = length - done < limit_copy_size ? length - done : limit_copy_size;
    memcpy(target, source + done, count);
    __asm__ volatile("" : : "r"(target) : "memory");
  }
}
