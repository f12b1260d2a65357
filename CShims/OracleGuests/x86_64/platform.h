// QEMU's x86-64 `q35` machine. Paging is always on in long mode, so the last entry of every root under test leads to the
// guest's own tables: that of a 4-level root to ORACLE_PDPT, that of a 5-level root to ORACLE_PML4. Addresses under it are
// not tested.
//
// header.mode   1 for 5-level paging, which cannot change in long mode; else 0
// registers[0]  CR3
// registers[1]  CR0: WP
// registers[2]  CR4: PGE, SMEP, SMAP, PKE
// registers[3]  EFER: NXE
// registers[4]  PKRU
// registers[5]  RFLAGS: AC
#ifndef ORACLE_PLATFORM_H
#define ORACLE_PLATFORM_H

#define ORACLE_RAM 0
#define ORACLE_VIRTUAL_RAM 0xFFFFFFFF80000000
// A page of the guest's code for accesses at CPL 3.
#define ORACLE_USER_PAGE 0xFFFFFFFFC0000000

#define ORACLE_PROGRAM 0x200000
#define ORACLE_PML5 0x300000
#define ORACLE_PML4 0x301000
#define ORACLE_PDPT 0x302000
#define ORACLE_PD 0x303000
#define ORACLE_USER_PD 0x304000
#define ORACLE_USER_PT 0x305000

#endif
