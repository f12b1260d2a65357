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
