// From the multiboot loader's 32-bit mode to C in long mode, at the high alias of all memory. Sources: Multiboot
// Specification 0.6.96, section 3; Intel SDM volume 3A, sections 4.5, 6.14, 8.7 and 10.8.5.
#include "oracle_case.h"
#include "platform.h"

#define TABLE 0x27      // present, writable, user, accessed
#define PAGE_2M 0xE3    // present, writable, accessed, dirty, 2 MiB
#define USER_CODE 0x25  // present, user, accessed

#define MULTIBOOT_FLAGS 0x10000  // the addresses of the header hold; the file is flat

  .section .multiboot, "ax"
  .balign 4
multiboot:
  .long 0x1BADB002, MULTIBOOT_FLAGS, -(0x1BADB002 + MULTIBOOT_FLAGS)
  .long multiboot, ORACLE_PROGRAM, program_end, bss_end, start32

  .text
  .code32
  .globl start32
start32:
  cli
  lgdt gdt_pointer32
  // The tables' frames are zero: nobody has used this memory yet.
  movl $ORACLE_PML4 + TABLE, ORACLE_PML5
  movl $ORACLE_PML4 + TABLE, ORACLE_PML5 + 511 * 8
  movl $ORACLE_PDPT + TABLE, ORACLE_PML4
  movl $ORACLE_PDPT + TABLE, ORACLE_PML4 + 511 * 8
  movl $ORACLE_PD + TABLE, ORACLE_PDPT
  movl $ORACLE_PD + TABLE, ORACLE_PDPT + 510 * 8
  movl $ORACLE_USER_PD + TABLE, ORACLE_PDPT + 511 * 8
  movl $ORACLE_USER_PT + TABLE, ORACLE_USER_PD
  movl $user_page + USER_CODE, ORACLE_USER_PT
  xorl %ecx, %ecx
1:
  movl %ecx, %eax
  shll $21, %eax
  orl $PAGE_2M, %eax
  movl %eax, ORACLE_PD(, %ecx, 8)
  incl %ecx
  cmpl $ORACLE_RAM_SIZE >> 21, %ecx
  jb 1b

  movl $0x20, %eax  // CR4.PAE
  movl $ORACLE_PML4, %ebx
  cmpl $0, ORACLE_HEADER + 40  // header.mode
  je 2f
  orl $0x1000, %eax  // CR4.LA57
  movl $ORACLE_PML5, %ebx
2:
  movl %eax, %cr4
  movl %eax, idle_cr4
  movl %ebx, %cr3
  movl %ebx, idle_cr3
  movl $0xC0000080, %ecx  // EFER
  movl $0x100, %eax       // LME
  xorl %edx, %edx
  wrmsr
  movl $0x80000011, %eax  // PG, ET, PE
  movl %eax, %cr0
  ljmp $0x08, $start64

  .code64
start64:
  movq $ORACLE_VIRTUAL_RAM, %rbx
  leaq high(%rip), %rax
  addq %rbx, %rax
  jmp *%rax
high:
  // From here on everything is addressed relative to the instruction, so at its alias.
  leaq gdt(%rip), %rax
  movq %rax, gdt_pointer + 2(%rip)
  lgdt gdt_pointer(%rip)
  movl $0x10, %eax
  movl %eax, %ss
  movl %eax, %ds
  movl %eax, %es
  leaq trap_stack_top(%rip), %rax
  movq %rax, tss + 4(%rip)  // RSP0
  call set_task
  call set_gates
  leaq stack_top(%rip), %rsp
  call oracle_main
  movl $0xF4, %edx  // QEMU's isa-debug-exit
  xorl %eax, %eax
  outl %eax, %dx
3:
  hlt
  jmp 3b

// The base of the task state segment, scattered over its descriptor.
set_task:
  leaq tss(%rip), %rax
  movw %ax, gdt_tss + 2(%rip)
  shrq $16, %rax
  movb %al, gdt_tss + 4(%rip)
  movb %ah, gdt_tss + 7(%rip)
  shrq $16, %rax
  movl %eax, gdt_tss + 8(%rip)
  movl $0x28, %eax
  ltr %ax
  ret

// An interrupt gate for each of the exceptions. All may come from CPL 3, since breakpoints must.
set_gates:
  leaq idt(%rip), %rdi
  movq %rdi, idt_pointer + 2(%rip)
  leaq trap_stubs(%rip), %rax
  movl $32, %ecx
4:
  movq %rax, %rdx
  movw %dx, (%rdi)
  movw $0x08, 2(%rdi)
  movw $0xEE00, 4(%rdi)
  shrq $16, %rdx
  movw %dx, 6(%rdi)
  shrq $16, %rdx
  movl %edx, 8(%rdi)
  movl $0, 12(%rdi)
  addq $16, %rdi
  addq $16, %rax
  loop 4b
  lidt idt_pointer(%rip)
  ret

  .data
  .balign 16
gdt:
  .quad 0
  .quad 0x00AF9B000000FFFF  // 0x08: code, CPL 0
  .quad 0x00CF93000000FFFF  // 0x10: data, CPL 0
  .quad 0x00AFFB000000FFFF  // 0x18: code, CPL 3
  .quad 0x00CFF3000000FFFF  // 0x20: data, CPL 3
gdt_tss:
  .quad 0x0000890000000067, 0  // 0x28
gdt_end:
gdt_pointer32:
  .word gdt_end - gdt - 1
  .long gdt
gdt_pointer:
  .word gdt_end - gdt - 1
  .quad 0
idt_pointer:
  .word 32 * 16 - 1
  .quad 0
  .balign 16
tss:
  .fill 104
  .globl idle_cr3, idle_cr4
idle_cr3:
  .quad 0
idle_cr4:
  .quad 0

  .bss
  .balign 16
idt:
  .skip 32 * 16
  .skip 0x4000
stack_top:
  .skip 0x1000
  .globl trap_stack_top
trap_stack_top:
