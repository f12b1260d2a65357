// Goes through the list of cases; the same for every machine.
#include "oracle_case.h"
#include "platform.h"

static void *at(uint64_t offset) { return (void *)(ORACLE_VIRTUAL_RAM + offset); }

static void copy_words(uint64_t *to, const uint64_t *from, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) to[i] = from[i];
}

// Reports every word of the group that the access changed, and restores it.
static void take_changes(const struct oracle_case *access, struct oracle_result *result) {
  uint64_t *now = at(ORACLE_ARENA + access->group);
  const uint64_t *before = at(ORACLE_PRISTINE + access->group);
  uint64_t count = 0;
  for (uint64_t i = 0; i < access->group_size / 8; i++) {
    if (now[i] == before[i]) continue;
    if (count < ORACLE_MAX_CHANGES) {
      result->changes[count] = (struct oracle_change){access->group + i * 8, now[i]};
    }
    count++;
    now[i] = before[i];
  }
  result->change_count = count;
}

void oracle_main(void) {
  struct oracle_header *header = at(ORACLE_HEADER);
  if (header->magic != ORACLE_MAGIC || header->version != ORACLE_VERSION) {
    header->status = ORACLE_STATUS_OTHER_VERSION;
    return;
  }
  header->status = ORACLE_STATUS_STARTED;
  const struct oracle_case *cases = at(ORACLE_CASES);
  struct oracle_result *results = at(ORACLE_RESULTS);
  copy_words(at(ORACLE_PRISTINE), at(ORACLE_ARENA), header->arena_size / 8);
  for (uint64_t i = 0; i < header->case_count; i++) {
    oracle_access(&cases[i], &results[i]);
    take_changes(&cases[i], &results[i]);
    *(volatile uint64_t *)&header->completed = i + 1;
  }
  header->status = ORACLE_STATUS_DONE;
}
