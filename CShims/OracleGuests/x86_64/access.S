// One access under test. Sources: Intel SDM volume 3A, sections 2.5, 4.6, 4.10.4 and 6.14.
#include "oracle_case.h"
#include "platform.h"

#define CR4_PGE 0x80
#define CR4_PKE 0x400000
#define REGISTER(number) (ORACLE_CASE_REGISTERS + 8 * (number))
#define VECTOR_BREAKPOINT 3

// void oracle_access(const struct oracle_case *access (rdi), struct oracle_result *result (rsi))
  .text
  .globl oracle_access
oracle_access:
  pushq %rbx
  pushq %rsi
  movq %rsp, saved_rsp(%rip)

  movl $0xC0000080, %ecx
  movl REGISTER(3)(%rdi), %eax
  orl $0x500, %eax  // EFER.LME and LMA stay
  xorl %edx, %edx
  wrmsr
  movl REGISTER(1)(%rdi), %eax
  orl $0x80000011, %eax
  movq %rax, %cr0
  movl REGISTER(2)(%rdi), %r8d
  orl idle_cr4(%rip), %r8d
  movl %r8d, %eax
  andl $~CR4_PGE, %eax
  movq %rax, %cr4
  testl $CR4_PKE, %r8d
  jz 1f
  movl REGISTER(4)(%rdi), %eax
  xorl %ecx, %ecx
  xorl %edx, %edx
  wrpkru
1:
  movq REGISTER(0)(%rdi), %rax
  movq %rax, %cr3
  movq %r8, %cr4  // a toggle of PGE flushes what is global, too

  movl ORACLE_CASE_KIND(%rdi), %r9d
  movq ORACLE_CASE_ADDRESS(%rdi), %rbx
  movabsq $ORACLE_STORED, %rcx
  movl $0x10, %r10d
  movl $0x08, %r11d
  leaq kernel_page(%rip), %r8
  cmpl $ORACLE_USER, ORACLE_CASE_PRIVILEGE(%rdi)
  jne 2f
  movl $0x23, %r10d
  movl $0x1B, %r11d
  movq $ORACLE_USER_PAGE, %r8
2:
  cmpl $ORACLE_LOAD, %r9d
  je 3f
  addq $user_store - user_page, %r8
  cmpl $ORACLE_STORE, %r9d
  je 3f
  movq %rbx, %r8
3:
  movl REGISTER(5)(%rdi), %edx
  orl $2, %edx
  leaq trap_stack_top(%rip), %rsp
  movq %rsp, %rax
  pushq %r10
  pushq %rax
  pushq %rdx
  pushq %r11
  pushq %r8
  xorl %eax, %eax
  iretq

// What traps comes here, with the error code (or 0) and the vector on the stack.
trap:
  popq %r9
  popq %r10
  movq %cr2, %r11
  movq %rax, %r8
  movq idle_cr3(%rip), %rax
  movq %rax, %cr3
  movq idle_cr4(%rip), %rax
  movq %rax, %cr4
  movq saved_rsp(%rip), %rsp
  pushq $2
  popfq
  popq %rsi
  popq %rbx
  cmpl $VECTOR_BREAKPOINT, %r9d
  jne 4f
  movq $ORACLE_DONE, ORACLE_RESULT_OUTCOME(%rsi)
  movq %r8, ORACLE_RESULT_VALUE(%rsi)
  ret
4:
  movq $ORACLE_TRAPPED, ORACLE_RESULT_OUTCOME(%rsi)
  shlq $32, %r9
  movl %r10d, %r10d
  orq %r9, %r10
  movq %r10, ORACLE_RESULT_CAUSE(%rsi)
  movq %r11, ORACLE_RESULT_ADDRESS(%rsi)
  ret

// 16 bytes each, in the order of the vectors. Those that have an error code: SDM volume 3A, table 6-1.
  .balign 16
  .globl trap_stubs
trap_stubs:
  .set vector, 0
  .rept 32
  .balign 16
  .if vector != 8 && vector != 10 && vector != 11 && vector != 12 && vector != 13 && vector != 14 && vector != 17 && vector != 21
  pushq $0
  .endif
  pushq $vector
  jmp trap
  .set vector, vector + 1
  .endr

// The accesses themselves, once for each privilege: the same bytes at the same offsets.
.macro accesses name
\name\()_page:
  movq (%rbx), %rax
  int3
\name\()_store:
  movq %rcx, (%rbx)
  int3
.endm

  .balign 16
  accesses kernel

  .section .user, "ax"
  .globl user_page
  accesses user

  .bss
  .balign 8
saved_rsp:
  .skip 8
