// QEMU's aarch64 `virt` machine, at EL1, which is itself under test. The guest's code lies in the last 2 MiB of the address
// space, so the last entry of a TTBR1 root under test leads to the guest's own tables: at starting level 0 to ORACLE_LEVEL1,
// at 1 to ORACLE_LEVEL2, at 2 to ORACLE_LEVEL3.
//
// TCR_EL1 and TTBR1_EL1 are two registers, and in between the processor may walk with the new one of one and the old one of
// the other. The guest's own T1SZ is 17, so entry 255 of every TTBR1 root under test also leads to ORACLE_LEVEL1. The sizes
// that would need both in one entry, T1SZ 26 and 35, cannot be tested through TTBR1. Its granule is 4 KiB.
//
// registers[0]  TTBR0_EL1
// registers[1]  TTBR1_EL1; ORACLE_ROOT, the guest's own, where TTBR0 is under test
// registers[2]  TCR_EL1
// registers[3]  SCTLR_EL1: WXN and EPAN; the rest of it is the guest's
// registers[4]  SPSR_EL1: PAN
#ifndef ORACLE_PLATFORM_H
#define ORACLE_PLATFORM_H

#define ORACLE_RAM 0x40000000
#define ORACLE_VIRTUAL_RAM 0xFFFFFFFFC0000000
#define ORACLE_WINDOW 0xFFFFFFFFFFE00000

#define ORACLE_PROGRAM 0x40200000
#define ORACLE_ROOT 0x40300000
#define ORACLE_LEVEL1 0x40301000
#define ORACLE_LEVEL2 0x40302000
#define ORACLE_LEVEL3 0x40303000
#define ORACLE_BOOT_ROOT 0x40304000

// T0SZ 25, T1SZ 17, granules of 4 KiB, outputs of 48 bits.
#define ORACLE_IDLE_TCR 0x0000000580110019
// M, C, I, SPAN (no change of PAN upon an exception), and LSMAOE, nTLSMD, EIS, TSCXT and EOS, which are RES1 without their
// features.
#define ORACLE_IDLE_SCTLR 0x30D01805

#endif
