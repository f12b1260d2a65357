// A virtual machine of one processor that makes one memory access at a time, through /dev/kvm, and says what came of it.
//
// The page tables are the caller's: it writes them into the guest's memory. The guest's own few pages lie at the top of
// that memory and are reached by one entry of the root table, which the caller plants (ckvm_root_entry).
// Nothing here aborts: what the host refuses comes back as a ckvm_error.
#ifndef C_KVM_H
#define C_KVM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The paging modes (Intel SDM vol. 3A, section "Paging Modes and Control Bits").
typedef enum ckvm_mode { CKVM_LEGACY32, CKVM_PAE, CKVM_LONG4, CKVM_LONG5 } ckvm_mode;

/// What the access does.
typedef enum ckvm_kind { CKVM_LOAD, CKVM_STORE, CKVM_FETCH } ckvm_kind;

/// The instruction that a fetch must find where its address leads, one byte long in every mode.
enum { CKVM_FETCHED_CODE = 0xEE };

/// What may fill all other memory: HLT, which ends a run that got to a wrong place.
enum { CKVM_STRAY_CODE = 0xF4 };

/// Which step the host refused, and its errno.
typedef struct ckvm_error {
  const char *step;
  int code;
} ckvm_error;

/// What the guest's CPUID says of paging; it is KVM_GET_SUPPORTED_CPUID's, the vendor apart.
typedef struct ckvm_features {
  uint8_t max_physical_address_bits;
  bool pse, pge, pse36, nx, page_1gib, smep, smap, pku, pks, la57;
} ckvm_features;

/// One access and the registers that decide about it.
typedef struct ckvm_case {
  ckvm_mode mode;
  ckvm_kind kind;
  uint64_t cr3;
  uint64_t gva;
  /// What a store writes: four bytes.
  uint32_t token;
  bool user;
  /// EFLAGS.AC.
  bool alignment_check;
  /// CR0.WP, EFER.NXE.
  bool write_protect, no_execute;
  /// CR4. PAE and LA57 follow from the mode.
  bool pse, pge, smep, smap, pke, pks;
  uint32_t pkru;
  /// Key 0 must be open: the guest's own pages have it.
  uint32_t pkrs;
} ckvm_case;

/// How a run ended.
typedef enum ckvm_ending {
  /// The load or store ended; `data` is what was loaded.
  CKVM_DONE,
  /// The fetched instruction ran: it was OUT DX, AL (CKVM_FETCHED_CODE).
  CKVM_FETCHED,
  /// Exception `vector` at the tested access; `error_code`, and `cr2` after a #PF.
  CKVM_EXCEPTION,
  /// Exception `vector` at the MOV to CR3: in PAE mode a PDPTE has a reserved bit set.
  CKVM_CR3_EXCEPTION,
  /// Exception `vector` somewhere else, at `rip`: the guest's own pages are out of reach.
  CKVM_STRAY_EXCEPTION,
  /// The load or store left memory; `gpa` is where it went.
  CKVM_DEVICE,
  /// KVM could not go on, as at a fetch from no memory: KVM_EXIT_INTERNAL_ERROR, whose suberror is `detail`, or #UD at the
  /// fetched address.
  CKVM_NOT_EMULATED,
  /// A triple fault.
  CKVM_SHUTDOWN,
  /// Any other exit; `detail` is its reason.
  CKVM_OTHER_EXIT,
} ckvm_ending;

/// What came of an access.
typedef struct ckvm_result {
  ckvm_ending ending;
  uint8_t vector;
  bool is_write;
  uint32_t error_code;
  uint32_t data;
  uint32_t detail;
  uint64_t cr2;
  uint64_t rip;
  uint64_t gpa;
} ckvm_result;

/// The entry that every root table must hold at `index`, so that the guest reaches its own pages. Its accessed bits and
/// those of all below it are set, and nothing that the guest does changes them.
typedef struct ckvm_root_entry {
  uint32_t index;
  uint64_t value;
} ckvm_root_entry;

typedef struct ckvm_machine ckvm_machine;

/// Opens /dev/kvm and makes the machine; NULL and `error` where that fails.
///
/// @param byte_count its memory, from guest physical address 0: a multiple of 4096, 1 MiB to 2 GiB.
/// @param max_physical_address_bits what CPUID is to say of MAXPHYADDR; 0 for what KVM offers.
ckvm_machine *ckvm_open(uint64_t byte_count, uint8_t max_physical_address_bits, ckvm_error *error);

/// Ends the machine and frees its memory.
void ckvm_close(ckvm_machine *machine);

/// The guest's memory: guest physical address 0 is its first byte.
uint8_t *ckvm_memory(const ckvm_machine *machine);

/// Where the guest's own pages begin; they end where the memory does. The caller leaves them alone.
uint64_t ckvm_reserved_base(const ckvm_machine *machine);

/// What the guest's CPUID says of paging.
ckvm_features ckvm_get_features(const ckvm_machine *machine);

/// What every root table of a mode must hold.
ckvm_root_entry ckvm_get_root_entry(const ckvm_machine *machine, ckvm_mode mode);

/// Whether the guest runs in a mode at all, at CPL 0 and at CPL 3: tries it. KVM without hardware virtualization may
/// refuse what is not 64-bit code, whatever CPUID says.
bool ckvm_supports(ckvm_machine *machine, ckvm_mode mode);

/// Makes KVM forget what it derived from the guest's tables. Where it shadows them, it does not see the host change them
/// and would go by the old ones: to be called after such changes and before the next run.
bool ckvm_tables_changed(ckvm_machine *machine, ckvm_error *error);

/// Makes one access, with no translation cached before it. False, with `error` set, if the host refuses a step; a mode or
/// a control that CPUID does not offer is refused at KVM_SET_SREGS.
bool ckvm_run(ckvm_machine *machine, const ckvm_case *asked, ckvm_result *result, ckvm_error *error);

/// KVM_TRANSLATE under the registers of a case, whose tables are not run: where a supervisor-mode load of its address
/// goes, if anywhere. It sets accessed bits, and does not look whether the address is canonical.
bool ckvm_translate(
    ckvm_machine *machine, const ckvm_case *asked, bool *is_valid, uint64_t *gpa, ckvm_error *error);

#ifdef __cplusplus
}
#endif

#endif
