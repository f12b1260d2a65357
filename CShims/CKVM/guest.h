// The guest: its code, descriptor tables and own page tables at the top of its memory.
#ifndef CKVM_GUEST_H
#define CKVM_GUEST_H

#include "CKVM.h"

/// The guest's own frames, counted from the start of its pages. The first four are mapped, in this order.
enum {
  FRAME_CODE,
  FRAME_DATA,
  FRAME_STACK,
  FRAME_USER_CODE,
  FRAME_LEGACY_ROOT,
  FRAME_LEGACY_TABLE,
  FRAME_PAE_ROOT,
  FRAME_PAE_DIRECTORY,
  FRAME_PAE_TABLE,
  FRAME_LONG4_ROOT,
  FRAME_LONG5_ROOT,
  FRAME_LONG_PML4,
  FRAME_LONG_PDPT,
  FRAME_LONG_DIRECTORY,
  FRAME_LONG_TABLE,
  FRAME_COUNT,
};

/// Offsets in the code page, and in the user's copy of it.
enum {
  CODE_ENTRY_WITH_TSS,
  CODE_ENTRY_WITH_PKRU = 5,
  CODE_ENTRY = 11,
  CODE_MOV_CR3 = 19,
  CODE_LOAD = 24,
  CODE_STORE = 28,
  CODE_FETCH = 32,
  CODE_IRET = 36,
  CODE_IRETQ = 40,
  CODE_HANDLERS = 256,
};

/// Offsets in the data page.
enum { DATA_GDT = 0, DATA_TSS = 128, DATA_IDT = 1024 };

enum {
  GDT_BYTES = 7 * 8,
  TSS_BYTES = 104,
  VECTOR_COUNT = 32,
  HANDLER_BYTES = 16,
  SELECTOR_KERNEL_CODE = 0x08,
  SELECTOR_KERNEL_DATA = 0x10,
  SELECTOR_USER_CODE = 0x1B,
  SELECTOR_USER_DATA = 0x23,
  SELECTOR_TSS = 0x28,
  /// The port that the guest writes to after a load or a store; the handler of an exception writes to its number.
  PORT_DONE = 0x80,
  /// The port that a fetched OUT DX, AL writes to.
  PORT_FETCHED = 0x81,
};

/// Whether the guest runs 64-bit code in a mode.
static inline bool guest_is_long(ckvm_mode mode) { return mode == CKVM_LONG4 || mode == CKVM_LONG5; }

/// The linear address of one of the mapped frames.
uint64_t guest_linear(ckvm_mode mode, int frame);

/// The root entry of a mode, for pages that begin at a guest physical address.
ckvm_root_entry guest_root_entry(ckvm_mode mode, uint64_t base);

/// The CR3 of the tables that map nothing but the guest.
uint64_t guest_home_cr3(ckvm_mode mode, uint64_t base);

/// Writes code and page tables of all modes.
/// @param pages the host's address of the guest's pages.
void guest_write(uint8_t *pages, uint64_t base);

/// Lets LTR take the TSS again.
void guest_free_tss(uint8_t *pages);

/// Writes descriptor tables for a mode.
void guest_write_descriptors(uint8_t *pages, ckvm_mode mode);

#endif
