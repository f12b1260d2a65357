// The guest's own page tables. Source: Arm Architecture Reference Manual (DDI 0487), D8.3.
#include "oracle_case.h"
#include "platform.h"

#define TABLE 3ull
#define PAGE 3ull
#define BLOCK 1ull
#define ACCESSED (1ull << 10)
#define INNER_SHAREABLE (3ull << 8)
#define READ_ONLY (1ull << 7)
#define USER (1ull << 6)
#define PXN (1ull << 53)
#define UXN (1ull << 54)
#define COMMON (ACCESSED | INNER_SHAREABLE)

// Of the linker script.
extern char user_page[];

// Code must not be writable, or it could not run with SCTLR_EL1.WXN.
static uint64_t attributes(uint64_t page) {
  const uint64_t user = (uint64_t)user_page;
  if (page < user) return COMMON | PAGE | READ_ONLY | UXN;
  if (page == user) return COMMON | PAGE | READ_ONLY | USER | PXN;
  return COMMON | PAGE | PXN | UXN;
}

// Runs before there is any translation.
void platform_map(void) {
  uint64_t *root = (uint64_t *)ORACLE_ROOT;
  uint64_t *level1 = (uint64_t *)ORACLE_LEVEL1;
  uint64_t *level2 = (uint64_t *)ORACLE_LEVEL2;
  uint64_t *level3 = (uint64_t *)ORACLE_LEVEL3;
  root[255] = ORACLE_LEVEL1 | TABLE;
  level1[511] = ORACLE_LEVEL2 | TABLE;
  for (uint64_t i = 0; i < ORACLE_RAM_SIZE >> 21; i++) {
    level2[i] = (ORACLE_RAM + (i << 21)) | BLOCK | COMMON | PXN | UXN;
  }
  level2[511] = ORACLE_LEVEL3 | TABLE;
  for (uint64_t i = 0; i < 512; i++) {
    const uint64_t page = ORACLE_PROGRAM + (i << 12);
    level3[i] = page | attributes(page);
  }
  // Under the instructions that turn translation on.
  ((uint64_t *)ORACLE_BOOT_ROOT)[1] = ORACLE_RAM | BLOCK | COMMON | UXN;
}
