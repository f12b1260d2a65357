#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "CLimits.h"

enum { SLOTS = 4 * 65536 + 64 };

typedef struct {
  uint32_t start, count, successor;
} template;

struct limit_decoder {
  uint64_t last[SLOTS], stride[SLOTS], pending[SLOTS];
  template templates[65537];
  ZSTD_DCtx *decompressor;
};

limit_decoder *limit_decoder_create(void) {
  limit_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder != NULL) decoder->decompressor = ZSTD_createDCtx();
  return decoder;
}

void limit_decoder_free(limit_decoder *decoder) {
  if (decoder != NULL) ZSTD_freeDCtx(decoder->decompressor);
  free(decoder);
}

static inline uint64_t number(const unsigned char **cursor) {
  uint64_t word;
  memcpy(&word, *cursor, 8);
  int more = __builtin_ctzll(word | 0x100);
  if (more == 8) {
    memcpy(&word, *cursor + 1, 8);
    *cursor += 9;
    return word;
  }
  *cursor += more + 1;
  return word << (56 - 8 * more) >> (57 - 7 * more);
}

static inline uint64_t move(uint64_t number) { return ((number >> 1) ^ -(number & 1)) << 7; }

static uint32_t define(
    limit_decoder *d, template *t, uint32_t start, const unsigned char **definitions, uint64_t *latest, uint64_t *out) {
  uint32_t count = *(*definitions)++;
  *t = (template){start, count, 0};
  uint32_t room = (count + 3) & ~3u;
  memset(d->stride + start, 0, room * 8);
  memset(d->pending + start, 0, room * 8);
  for (uint32_t i = 0; i < count; i++) {
    unsigned char low = *(*definitions)++;
    latest[low & 3] += move(number(definitions));
    d->last[start + i] = out[i] = latest[low & 3] | low;
  }
  return room;
}

static size_t decode(limit_decoder *d, const unsigned char *content, uint64_t *words) {
  uint32_t lengths[4];
  memcpy(lengths, content, 16);
  const unsigned char *tokens = content + 16, *masks = tokens + lengths[0], *tokens_end = masks;
  const unsigned char *corrections = masks + lengths[1], *definitions = corrections + lengths[2];
  uint64_t latest[4] = {0}, error = 0, *out = words;
  uint32_t previous = 0, count = 0, place = 0;
  while (tokens < tokens_end) {
    uint64_t token = number(&tokens);
    uint32_t current = token ? token - 1 : d->templates[previous].successor;
    if (current == count) {
      place += define(d, &d->templates[count++], place, &definitions, latest, out);
    } else {
      template t = d->templates[current];
      uint64_t *l = d->last + t.start, *s = d->stride + t.start, *p = d->pending + t.start, mask;
      for (uint32_t i = 0; i < t.count; i += 2) {
        l[i] += s[i];
        l[i + 1] += s[i + 1];
        out[i] = l[i];
        out[i + 1] = l[i + 1];
      }
      memcpy(&mask, masks, 8);
      masks += (t.count + 7) / 8;
      for (mask &= ~0ull >> (64 - t.count); mask; mask &= mask - 1) {
        int i = __builtin_ctzll(mask);
        uint64_t n = number(&corrections);
        if (n) error = move(n);
        uint64_t distance = s[i] + error;
        if (distance == p[i]) s[i] = distance;
        p[i] = distance;
        out[i] = l[i] += error;
      }
    }
    d->templates[previous].successor = current;
    out += d->templates[previous = current].count;
  }
  return out - words;
}

const char *limit_zstd_version(void) { return ZSTD_versionString(); }

int limit_decompress(
    limit_decoder *decoder, const void *payload, size_t payload_size, unsigned char *content, size_t content_size) {
  return ZSTD_decompressDCtx(decoder->decompressor, content, content_size, payload, payload_size) == content_size;
}

size_t limit_decode_block(
    limit_decoder *decoder, const void *payload, size_t payload_size, unsigned char *content, size_t content_size,
    uint64_t *words) {
  if (!limit_decompress(decoder, payload, payload_size, content, content_size)) return 0;
  return decode(decoder, content, words);
}
