// Start, trap and access on AArch64. Source: Arm Architecture Reference Manual (DDI 0487), D1.3, D8 and D24.2.
#include "oracle_case.h"
#include "platform.h"

#define REGISTER(number) (ORACLE_CASE_REGISTERS + 8 * (number))
#define EC_BREAKPOINT 0x3C  // BRK in AArch64
#define SPSR_MASKED 0x3C0   // D, A, I and F
#define SPSR_EL1H 0x5
#define PSCI_SYSTEM_OFF 0x84000008

  .section .text.start, "ax"
  .globl _start
_start:
  ldr x0, =stack_top
  mov sp, x0
  bl platform_map
  ldr x0, =0xFFFFFFFFFFFFFFFF  // every attribute index is normal memory, write-back
  msr mair_el1, x0
  ldr x0, =ORACLE_BOOT_ROOT
  msr ttbr0_el1, x0
  ldr x0, =ORACLE_ROOT
  msr ttbr1_el1, x0
  ldr x0, =ORACLE_IDLE_TCR
  msr tcr_el1, x0
  tlbi vmalle1
  dsb nsh
  isb
  ldr x0, =ORACLE_IDLE_SCTLR
  msr sctlr_el1, x0
  isb
  ldr x1, =ORACLE_WINDOW - ORACLE_PROGRAM
  adr x0, high
  add x0, x0, x1
  br x0
high:
  // All code is relative to its own address, so it may run at another than that it was linked for.
  adrp x0, vectors
  add x0, x0, :lo12:vectors
  msr vbar_el1, x0
  adrp x0, stack_top
  add x0, x0, :lo12:stack_top
  mov sp, x0
  bl oracle_main
  ldr x0, =PSCI_SYSTEM_OFF
  hvc #0
1:
  wfi
  b 1b

// void oracle_access(const struct oracle_case *access (x0), struct oracle_result *result (x1))
  .text
  .globl oracle_access
oracle_access:
  // Neither stack nor data is sure to be mapped under the tables under test: only the code is.
  stp x19, x30, [sp, #-16]!
  mov x19, x1
  ldp x3, x4, [x0, #REGISTER(0)]
  ldp x5, x6, [x0, #REGISTER(2)]
  ldr x7, [x0, #REGISTER(4)]
  ldr x1, [x0, #ORACLE_CASE_ADDRESS]
  ldr w12, [x0, #ORACLE_CASE_KIND]
  ldr w8, [x0, #ORACLE_CASE_PRIVILEGE]
  ldr x2, =ORACLE_STORED
  mov x0, #0

  ldr x9, =ORACLE_IDLE_SCTLR | SPSR_MASKED << 32
  orr w6, w6, w9
  lsr x9, x9, #32
  orr x7, x7, x9
  adrp x9, user_page
  add x9, x9, :lo12:user_page
  cbz w8, 1f
  adr x9, kernel_page
  orr x7, x7, #SPSR_EL1H & 4
  orr x7, x7, #SPSR_EL1H & 1
1:
  cmp w12, #ORACLE_LOAD
  b.eq 2f
  add x9, x9, #user_store - user_page
  cmp w12, #ORACLE_STORE
  b.eq 2f
  mov x9, x1
2:
  msr elr_el1, x9
  msr spsr_el1, x7
  dsb sy
  msr ttbr0_el1, x3
  msr ttbr1_el1, x4
  isb
  msr tcr_el1, x5
  isb
  msr sctlr_el1, x6
  isb
  tlbi vmalle1
  ic iallu
  dsb sy
  isb
  eret

  .balign 2048
vectors:
  .rept 16
  .balign 128
  b trap
  .endr

trap:
  mrs x3, esr_el1
  mrs x4, far_el1
  ldr x5, =ORACLE_IDLE_TCR
  ldr x6, =ORACLE_ROOT
  ldr x7, =ORACLE_IDLE_SCTLR
  msr tcr_el1, x5
  isb
  msr ttbr1_el1, x6
  msr sctlr_el1, x7
  isb
  tlbi vmalle1
  dsb sy
  isb
  lsr x5, x3, #26
  cmp x5, #EC_BREAKPOINT
  b.ne 4f
  cmp w12, #ORACLE_FETCH
  b.ne 3f
  and x0, x3, #0xFFFF  // fetched code is `brk #number`
3:
  mov x5, #ORACLE_DONE
  str x5, [x19, #ORACLE_RESULT_OUTCOME]
  str x0, [x19, #ORACLE_RESULT_VALUE]
  b 5f
4:
  mov x5, #ORACLE_TRAPPED
  str x5, [x19, #ORACLE_RESULT_OUTCOME]
  str x3, [x19, #ORACLE_RESULT_CAUSE]
  str x4, [x19, #ORACLE_RESULT_ADDRESS]
5:
  ldp x19, x30, [sp], #16
  ret
  .ltorg

// The accesses themselves, once for each privilege: the same code at the same offsets.
.macro accesses name
\name\()_page:
  ldr x0, [x1]
  brk #0
\name\()_store:
  str x2, [x1]
  brk #0
.endm

  accesses kernel

  .section .user, "ax"
  .globl user_page
  accesses user
