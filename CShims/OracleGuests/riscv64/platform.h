// QEMU's riscv64 `virt` machine, from machine mode, whose own accesses are not translated.
//
// registers[0]  satp
// registers[1]  mstatus: SUM and MXR; the rest of it is the guest's
#ifndef ORACLE_PLATFORM_H
#define ORACLE_PLATFORM_H

#define ORACLE_RAM 0x80000000
#define ORACLE_VIRTUAL_RAM ORACLE_RAM

#endif
