#include "guest.h"

#include <string.h>

enum { PAGE = 4096, ROOT_INDEX_LONG = 300, ROOT_INDEX_PAE = 3, ROOT_INDEX_LEGACY = 1023 };

// P, R/W, U/S, A, D. The leaves say who may do what, so every table above them permits all; D means nothing in those
// and is ignored (Intel SDM vol. 3A, tables "Format of a …", column "Ignored").
enum { PRESENT = 1, WRITE = 2, USER = 4, ACCESSED = 0x20, DIRTY = 0x40 };
/// The access byte of a TSS that no task register holds; LTR makes it 0x8B and refuses a TSS that has it.
enum { TSS_AVAILABLE = 0x89 };
enum { TABLE = PRESENT | WRITE | USER | ACCESSED, PAGE_FLAGS = PRESENT | WRITE | ACCESSED | DIRTY };

// 32-bit linear addresses of the guest: the last 4 MiB, which is entry 1023 of a 32-bit directory, and entry 510 of the
// directory behind PDPTE 3.
static const uint64_t linear32 = 0xFFC00000;

uint64_t guest_linear(ckvm_mode mode, int frame) {
  uint64_t base = linear32;
  if (mode == CKVM_LONG4) base = 0xFFFF000000000000 | (uint64_t)ROOT_INDEX_LONG << 39;
  if (mode == CKVM_LONG5) base = 0xFE00000000000000 | (uint64_t)ROOT_INDEX_LONG << 48;
  return base + (uint64_t)frame * PAGE;
}

static uint64_t frame_at(uint64_t base, int frame) { return base + (uint64_t)frame * PAGE; }

ckvm_root_entry guest_root_entry(ckvm_mode mode, uint64_t base) {
  switch (mode) {
    case CKVM_LEGACY32: return (ckvm_root_entry){ROOT_INDEX_LEGACY, frame_at(base, FRAME_LEGACY_TABLE) | TABLE};
    // A PDPTE of PAE paging has neither R/W nor U/S nor A: those bits are reserved.
    case CKVM_PAE: return (ckvm_root_entry){ROOT_INDEX_PAE, frame_at(base, FRAME_PAE_DIRECTORY) | PRESENT};
    case CKVM_LONG4: return (ckvm_root_entry){ROOT_INDEX_LONG, frame_at(base, FRAME_LONG_PDPT) | TABLE};
    case CKVM_LONG5: return (ckvm_root_entry){ROOT_INDEX_LONG, frame_at(base, FRAME_LONG_PML4) | TABLE};
  }
  return (ckvm_root_entry){0, 0};
}

static int home_frame(ckvm_mode mode) {
  switch (mode) {
    case CKVM_LEGACY32: return FRAME_LEGACY_ROOT;
    case CKVM_PAE: return FRAME_PAE_ROOT;
    case CKVM_LONG4: return FRAME_LONG4_ROOT;
    case CKVM_LONG5: return FRAME_LONG5_ROOT;
  }
  return FRAME_LONG4_ROOT;
}

uint64_t guest_home_cr3(ckvm_mode mode, uint64_t base) { return frame_at(base, home_frame(mode)); }

static void put32(uint8_t *at, uint32_t value) { memcpy(at, &value, sizeof value); }
static void put64(uint8_t *at, uint64_t value) { memcpy(at, &value, sizeof value); }

static void write_leaves(uint8_t *pages, uint64_t base) {
  for (int frame = FRAME_CODE; frame <= FRAME_USER_CODE; frame++) {
    const uint64_t entry = frame_at(base, frame) | PAGE_FLAGS | (frame == FRAME_USER_CODE ? USER : 0);
    put32(pages + FRAME_LEGACY_TABLE * PAGE + frame * 4, (uint32_t)entry);
    put64(pages + FRAME_PAE_TABLE * PAGE + frame * 8, entry);
    put64(pages + FRAME_LONG_TABLE * PAGE + frame * 8, entry);
  }
}

static void write_tables(uint8_t *pages, uint64_t base) {
  write_leaves(pages, base);
  put64(pages + FRAME_PAE_DIRECTORY * PAGE + 510 * 8, frame_at(base, FRAME_PAE_TABLE) | TABLE);
  put64(pages + FRAME_LONG_DIRECTORY * PAGE, frame_at(base, FRAME_LONG_TABLE) | TABLE);
  put64(pages + FRAME_LONG_PDPT * PAGE, frame_at(base, FRAME_LONG_DIRECTORY) | TABLE);
  put64(pages + FRAME_LONG_PML4 * PAGE, frame_at(base, FRAME_LONG_PDPT) | TABLE);
  for (ckvm_mode mode = CKVM_LEGACY32; mode <= CKVM_LONG5; mode++) {
    const ckvm_root_entry entry = guest_root_entry(mode, base);
    uint8_t *root = pages + home_frame(mode) * PAGE;
    if (mode == CKVM_LEGACY32) {
      put32(root + entry.index * 4, (uint32_t)entry.value);
    } else {
      put64(root + entry.index * 8, entry.value);
    }
  }
}

// Every instruction but IRETQ and the two of the first entry is the same in 32-bit and in 64-bit code.
static void write_code(uint8_t *page) {
  static const uint8_t entry[] = {
      0x0F, 0x00, 0xDA,             // LTR DX
      0xEB, 0x06,                   // JMP to CODE_ENTRY
      0x0F, 0x01, 0xEF,             // WRPKRU, of EAX
      0x44, 0x89, 0xC1,             // MOV ECX, R8D: WRPKRU wants ECX and EDX to be 0
      0xBA, PORT_FETCHED, 0, 0, 0,  // MOV EDX, PORT_FETCHED
      0x0F, 0x22, 0xE7,             // MOV CR4, EDI: toggles PGE, which empties all TLBs
      0x0F, 0x22, 0xDD,             // MOV CR3, EBP: the tables under test
      0xFF, 0xE6,                   // JMP ESI: to one of the following, or to IRET, which leads to the user's copy
  };
  static const uint8_t load[] = {0x8B, 0x0B, 0xE6, PORT_DONE};   // MOV ECX, [EBX]; OUT PORT_DONE, AL
  static const uint8_t store[] = {0x89, 0x0B, 0xE6, PORT_DONE};  // MOV [EBX], ECX; OUT PORT_DONE, AL
  static const uint8_t fetch[] = {0xFF, 0xE3};                   // JMP EBX
  static const uint8_t iretq[] = {0x48, 0xCF};
  memcpy(page + CODE_ENTRY_WITH_TSS, entry, sizeof entry);
  memcpy(page + CODE_LOAD, load, sizeof load);
  memcpy(page + CODE_STORE, store, sizeof store);
  memcpy(page + CODE_FETCH, fetch, sizeof fetch);
  page[CODE_IRET] = 0xCF;
  memcpy(page + CODE_IRETQ, iretq, sizeof iretq);
  for (int vector = 0; vector < VECTOR_COUNT; vector++) {
    const uint8_t handler[] = {0xE6, (uint8_t)vector, 0xF4};  // OUT vector, AL; HLT
    memcpy(page + CODE_HANDLERS + vector * HANDLER_BYTES, handler, sizeof handler);
  }
}

void guest_write(uint8_t *pages, uint64_t base) {
  memset(pages, 0, FRAME_COUNT * PAGE);
  write_code(pages + FRAME_CODE * PAGE);
  write_code(pages + FRAME_USER_CODE * PAGE);
  write_tables(pages, base);
}

// Access bytes with the accessed bit set, so that loading a selector writes nothing (SDM vol. 3A, section "Segment
// Descriptors"); limit 4 GiB.
static void write_gdt(uint8_t *gdt, ckvm_mode mode) {
  const uint64_t code = guest_is_long(mode) ? 0x00AF9B000000FFFF : 0x00CF9B000000FFFF;
  const uint64_t data = 0x00CF93000000FFFF, user = (uint64_t)3 << 45;
  put64(gdt + SELECTOR_KERNEL_CODE, code);
  put64(gdt + SELECTOR_KERNEL_DATA, data);
  put64(gdt + (SELECTOR_USER_CODE & ~7), code | user);
  put64(gdt + (SELECTOR_USER_DATA & ~7), data | user);
  const uint64_t tss = guest_linear(mode, FRAME_DATA) + DATA_TSS;
  const uint64_t low = (tss & 0xFFFFFF) << 16 | (tss >> 24 & 0xFF) << 56;
  put64(gdt + SELECTOR_TSS, low | (uint64_t)TSS_AVAILABLE << 40 | (TSS_BYTES - 1));
  if (guest_is_long(mode)) put64(gdt + SELECTOR_TSS + 8, tss >> 32);
}

static void write_idt(uint8_t *idt, ckvm_mode mode) {
  for (int vector = 0; vector < VECTOR_COUNT; vector++) {
    const uint64_t handler = guest_linear(mode, FRAME_CODE) + CODE_HANDLERS + vector * HANDLER_BYTES;
    // An interrupt gate, open to CPL 3 for INT3.
    const uint64_t gate = (handler & 0xFFFF) | (uint64_t)SELECTOR_KERNEL_CODE << 16 | (uint64_t)0xEE << 40 |
                          (handler >> 16 & 0xFFFF) << 48;
    put64(idt + vector * (guest_is_long(mode) ? 16 : 8), gate);
    if (guest_is_long(mode)) put64(idt + vector * 16 + 8, handler >> 32);
  }
}

void guest_free_tss(uint8_t *pages) { pages[FRAME_DATA * PAGE + DATA_GDT + SELECTOR_TSS + 5] = TSS_AVAILABLE; }

void guest_write_descriptors(uint8_t *pages, ckvm_mode mode) {
  uint8_t *page = pages + FRAME_DATA * PAGE;
  memset(page, 0, PAGE);
  write_gdt(page + DATA_GDT, mode);
  write_idt(page + DATA_IDT, mode);
  const uint64_t stack = guest_linear(mode, FRAME_STACK + 1);
  if (guest_is_long(mode)) {
    put64(page + DATA_TSS + 4, stack);
  } else {
    put32(page + DATA_TSS + 4, (uint32_t)stack);
    put32(page + DATA_TSS + 8, SELECTOR_KERNEL_DATA);
  }
}
