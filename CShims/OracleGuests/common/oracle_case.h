// What harness and guest say to each other, through guest memory. Sources/Harness/QEMU/QEMULayout.swift mirrors this file;
// whoever changes one changes the other and raises ORACLE_VERSION.
//
// All offsets are from the start of the machine's RAM, whose base differs by machine (ORACLE_RAM in each platform.h).
//
//   0          program and, where its kind needs any, its own page tables
//   16 MiB     struct oracle_header
//   17 MiB     struct oracle_case[case_count]
//   24 MiB     struct oracle_result[case_count]
//   32 MiB     arena: tables under test and the frames that they map
//   64 MiB     (and 36 KiB) the guest's pristine copy of the arena
//   97 MiB     unused up to 128 MiB, where firmware or loader may leave a device tree
//
// A frame that is mapped holds, every 16 bytes, a word with its own physical address, which a load returns, and 8 bytes of
// code that tell which 16 bytes they are and then trap, for fetches. A store writes ORACLE_STORED.
#ifndef ORACLE_CASE_H
#define ORACLE_CASE_H

#define ORACLE_MAGIC 0x4543415F45534143
#define ORACLE_VERSION 1

#define ORACLE_HEADER 0x01000000
#define ORACLE_CASES 0x01100000
#define ORACLE_RESULTS 0x01800000
#define ORACLE_ARENA 0x02000000
// Not a power of two away from the arena: QEMU's TLB would hold only one of a word and its copy, and every comparison miss.
#define ORACLE_PRISTINE 0x04009000
#define ORACLE_RAM_SIZE 0x08000000

// What a store under test writes: no table entry, no address.
#define ORACLE_STORED 0x5A5A0000A5A50000

#define ORACLE_LOAD 0
#define ORACLE_STORE 1
#define ORACLE_FETCH 2

#define ORACLE_USER 0
#define ORACLE_SUPERVISOR 1

// header.status
#define ORACLE_STATUS_STARTED 1
#define ORACLE_STATUS_DONE 2
#define ORACLE_STATUS_OTHER_VERSION 3

// result.outcome
#define ORACLE_DONE 1
#define ORACLE_TRAPPED 2

#define ORACLE_MAX_CHANGES 12

// Offsets for assembly; C asserts them.
#define ORACLE_CASE_ADDRESS 0
#define ORACLE_CASE_KIND 8
#define ORACLE_CASE_PRIVILEGE 12
#define ORACLE_CASE_REGISTERS 32
#define ORACLE_RESULT_OUTCOME 0
#define ORACLE_RESULT_CAUSE 8
#define ORACLE_RESULT_ADDRESS 16
#define ORACLE_RESULT_VALUE 24

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct oracle_header {
  uint64_t magic;
  uint32_t version;
  uint32_t status;      // written by the guest
  uint64_t case_count;
  uint64_t completed;   // written by the guest: how many cases it has done
  uint64_t arena_size;  // in bytes
  uint64_t mode;        // what cannot change from case to case; see platform.h
};

struct oracle_case {
  uint64_t address;
  uint32_t kind;
  uint32_t privilege;
  uint64_t group;         // offset in the arena of the tables and frames of this case
  uint64_t group_size;    // in bytes
  uint64_t registers[6];  // control registers' values; see platform.h
};

struct oracle_change {
  uint64_t offset;  // in the arena
  uint64_t value;   // what the word held after the access
};

struct oracle_result {
  uint64_t outcome;
  uint64_t cause;    // of a trap, as the architecture reports it
  uint64_t address;  // the faulting one, as the architecture reports it
  uint64_t value;    // what was loaded, or the number of the code that was fetched
  uint64_t change_count;
  struct oracle_change changes[ORACLE_MAX_CHANGES];
};

_Static_assert(offsetof(struct oracle_case, address) == ORACLE_CASE_ADDRESS, "case.address");
_Static_assert(offsetof(struct oracle_case, kind) == ORACLE_CASE_KIND, "case.kind");
_Static_assert(offsetof(struct oracle_case, privilege) == ORACLE_CASE_PRIVILEGE, "case.privilege");
_Static_assert(offsetof(struct oracle_case, registers) == ORACLE_CASE_REGISTERS, "case.registers");
_Static_assert(sizeof(struct oracle_case) == 80, "case");
_Static_assert(offsetof(struct oracle_result, outcome) == ORACLE_RESULT_OUTCOME, "result.outcome");
_Static_assert(offsetof(struct oracle_result, cause) == ORACLE_RESULT_CAUSE, "result.cause");
_Static_assert(offsetof(struct oracle_result, address) == ORACLE_RESULT_ADDRESS, "result.address");
_Static_assert(offsetof(struct oracle_result, value) == ORACLE_RESULT_VALUE, "result.value");
_Static_assert(sizeof(struct oracle_result) == 232, "result");

// Each machine's own: sets the control registers, flushes its TLB, makes the access, and fills in the result but for
// the changes. What traps comes back here.
void oracle_access(const struct oracle_case *access, struct oracle_result *result);

// Runs every case of the list.
void oracle_main(void);
#endif

#endif
