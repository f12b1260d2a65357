// Start, trap and access on RISC-V. Source: the RISC-V Instruction Set Manual, volume II: Privileged Architecture.
#include "oracle_case.h"

#define MSTATUS_MPP 0x1800  // 3.1.6.1
#define MSTATUS_MPP_S 0x800
#define MSTATUS_MPRV 0x20000     // 3.1.6.3
#define MSTATUS_SUM_MXR 0xC0000  // 3.1.6.3
#define CAUSE_BREAKPOINT 3

  .section .text.start, "ax"
  .globl _start
_start:
  la sp, stack_top
  // Supervisor and user mode may do nothing until physical memory protection allows it (3.7): entry 0, NAPOT over
  // all addresses, read, write and execute.
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1F
  csrw pmpcfg0, t0
  la t0, trap
  csrw mtvec, t0
  call oracle_main
  // The machine's test device: power off.
  li t0, 0x100000
  li t1, 0x5555
  sw t1, 0(t0)
1:
  wfi
  j 1b

// void oracle_access(const struct oracle_case *access (a0), struct oracle_result *result (a1))
  .text
  .globl oracle_access
oracle_access:
  // s0 holds the result across the access: no trap and no code under test touches it.
  addi sp, sp, -16
  sd s0, 0(sp)
  sd ra, 8(sp)
  mv s0, a1
  csrw mscratch, sp

  ld t0, ORACLE_CASE_REGISTERS(a0)
  csrw satp, t0
  sfence.vma
  fence.i

  li t0, MSTATUS_MPP | MSTATUS_MPRV | MSTATUS_SUM_MXR
  csrc mstatus, t0
  ld t0, ORACLE_CASE_REGISTERS + 8(a0)
  csrs mstatus, t0
  lwu t0, ORACLE_CASE_PRIVILEGE(a0)
  beqz t0, 1f
  li t0, MSTATUS_MPP_S
  csrs mstatus, t0
1:
  ld t1, ORACLE_CASE_ADDRESS(a0)
  lwu t2, ORACLE_CASE_KIND(a0)
  li t3, ORACLE_STORED
  li t4, MSTATUS_MPRV
  li a0, 0
  addi t5, t2, -ORACLE_STORE
  beqz t5, store
  addi t5, t2, -ORACLE_FETCH
  beqz t5, fetch

  // Loads and stores from here are translated and checked as if in the mode that MPP holds (3.1.6.3). QEMU 7.2 forgets to
  // where the virtual address is in the page, as a number, that this code runs from: the harness tests no such address. So
  // the whole program must fit one page, which link.ld asserts.
  csrs mstatus, t4
  ld a0, 0(t1)
  csrc mstatus, t4
  j done
store:
  csrs mstatus, t4
  sd t3, 0(t1)
  csrc mstatus, t4
  j done
fetch:
  csrw mepc, t1
  mret

  .align 2
trap:
  csrr sp, mscratch
  li t4, MSTATUS_MPRV
  csrc mstatus, t4
  csrr t0, mcause
  addi t1, t0, -CAUSE_BREAKPOINT
  bnez t1, fault
  // Fetched code is `lui a0, number; ebreak`.
  srli a0, a0, 12
  slli a0, a0, 48
  srli a0, a0, 48
done:
  li t0, ORACLE_DONE
  sd t0, ORACLE_RESULT_OUTCOME(s0)
  sd a0, ORACLE_RESULT_VALUE(s0)
  j leave
fault:
  li t1, ORACLE_TRAPPED
  sd t1, ORACLE_RESULT_OUTCOME(s0)
  sd t0, ORACLE_RESULT_CAUSE(s0)
  csrr t1, mtval
  sd t1, ORACLE_RESULT_ADDRESS(s0)
leave:
  csrw satp, zero
  ld s0, 0(sp)
  ld ra, 8(sp)
  addi sp, sp, 16
  ret
