#include "CKVM.h"

#include <errno.h>
#include <stdlib.h>

#if defined(__x86_64__)

#include "guest.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, CPUID_CAPACITY = 256 };

struct ckvm_machine {
  int kvm, vm, cpu;
  uint8_t *memory;
  uint64_t byte_count;
  struct kvm_run *run;
  size_t run_bytes;
  ckvm_features features;
  /// The special registers of a processor after reset; each case changes what it needs of them.
  struct kvm_sregs reset;
  /// The mode that the descriptor tables are for; -1 at first.
  int mode;
};

static bool fail(ckvm_error *error, const char *step) {
  *error = (ckvm_error){step, errno};
  return false;
}

static uint8_t *pages(const ckvm_machine *machine) { return machine->memory + ckvm_reserved_base(machine); }

// MARK: CPUID

static struct kvm_cpuid_entry2 *find_leaf(struct kvm_cpuid2 *list, uint32_t function, uint32_t index) {
  for (uint32_t i = 0; i < list->nent; i++) {
    struct kvm_cpuid_entry2 *entry = &list->entries[i];
    if (entry->function == function && entry->index == index) return entry;
  }
  return NULL;
}

static struct kvm_cpuid_entry2 leaf(struct kvm_cpuid2 *list, uint32_t function) {
  const struct kvm_cpuid_entry2 *found = find_leaf(list, function, 0);
  return found ? *found : (struct kvm_cpuid_entry2){0};
}

static bool bit(uint32_t word, int number) { return word >> number & 1; }

// Intel SDM vol. 2A, instruction CPUID: leaves 01H, 07H, 80000001H and 80000008H.
static ckvm_features read_features(struct kvm_cpuid2 *list) {
  const struct kvm_cpuid_entry2 basic = leaf(list, 1), more = leaf(list, 7), extended = leaf(list, 0x80000001);
  const uint8_t bits = (uint8_t)leaf(list, 0x80000008).eax;
  return (ckvm_features){
      .max_physical_address_bits = bits ? bits : 36,
      .pse = bit(basic.edx, 3),
      .pge = bit(basic.edx, 13),
      .pse36 = bit(basic.edx, 17),
      .nx = bit(extended.edx, 20),
      .page_1gib = bit(extended.edx, 26),
      .smep = bit(more.ebx, 7),
      .smap = bit(more.ebx, 20),
      .pku = bit(more.ecx, 3),
      .pks = bit(more.ecx, 31),
      .la57 = bit(more.ecx, 16),
  };
}

// The rules compared are Intel's. AMD's differ in bit 8 of PML4Es and PDPTEs that lead to tables (MBZ in the AMD64 manual
// vol. 2, ignored in the SDM), and KVM that emulates goes by the vendor that its guest is told.
static void call_it_intel(struct kvm_cpuid2 *list) {
  struct kvm_cpuid_entry2 *vendor = find_leaf(list, 0, 0);
  if (!vendor) return;
  memcpy(&vendor->ebx, "Genu", 4);
  memcpy(&vendor->edx, "ineI", 4);
  memcpy(&vendor->ecx, "ntel", 4);
}

static bool set_cpuid(ckvm_machine *machine, uint8_t address_bits, ckvm_error *error) {
  struct kvm_cpuid2 *list = calloc(1, sizeof *list + CPUID_CAPACITY * sizeof list->entries[0]);
  if (!list) return fail(error, "memory for CPUID");
  list->nent = CPUID_CAPACITY;
  bool done = false;
  if (ioctl(machine->kvm, KVM_GET_SUPPORTED_CPUID, list) < 0) {
    fail(error, "KVM_GET_SUPPORTED_CPUID");
  } else {
    call_it_intel(list);
    struct kvm_cpuid_entry2 *sizes = find_leaf(list, 0x80000008, 0);
    if (sizes && address_bits) sizes->eax = (sizes->eax & ~0xFFu) | address_bits;
    machine->features = read_features(list);
    done = ioctl(machine->cpu, KVM_SET_CPUID2, list) == 0 || fail(error, "KVM_SET_CPUID2");
  }
  free(list);
  return done;
}

// MARK: Opening and closing

static bool set_slot(ckvm_machine *machine, uint64_t byte_count, ckvm_error *error) {
  struct kvm_userspace_memory_region region = {
      .memory_size = byte_count, .userspace_addr = (uintptr_t)machine->memory};
  return ioctl(machine->vm, KVM_SET_USER_MEMORY_REGION, &region) == 0 || fail(error, "KVM_SET_USER_MEMORY_REGION");
}

static bool add_memory(ckvm_machine *machine, ckvm_error *error) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *memory = mmap(NULL, machine->byte_count, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return fail(error, "mmap of the guest's memory");
  machine->memory = memory;
  return set_slot(machine, machine->byte_count, error);
}

bool ckvm_tables_changed(ckvm_machine *machine, ckvm_error *error) {
  return set_slot(machine, 0, error) && set_slot(machine, machine->byte_count, error);
}

static bool add_processor(ckvm_machine *machine, uint8_t address_bits, ckvm_error *error) {
  machine->cpu = ioctl(machine->vm, KVM_CREATE_VCPU, 0);
  if (machine->cpu < 0) return fail(error, "KVM_CREATE_VCPU");
  if (!set_cpuid(machine, address_bits, error)) return false;
  const int bytes = ioctl(machine->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
  if (bytes < 0) return fail(error, "KVM_GET_VCPU_MMAP_SIZE");
  void *run = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, machine->cpu, 0);
  if (run == MAP_FAILED) return fail(error, "mmap of the processor");
  machine->run = run;
  machine->run_bytes = (size_t)bytes;
  return ioctl(machine->cpu, KVM_GET_SREGS, &machine->reset) == 0 || fail(error, "KVM_GET_SREGS");
}

static bool build(ckvm_machine *machine, uint8_t address_bits, ckvm_error *error) {
  machine->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (machine->kvm < 0) return fail(error, "open /dev/kvm");
  machine->vm = ioctl(machine->kvm, KVM_CREATE_VM, 0);
  if (machine->vm < 0) return fail(error, "KVM_CREATE_VM");
  if (!add_memory(machine, error) || !add_processor(machine, address_bits, error)) return false;
  guest_write(pages(machine), ckvm_reserved_base(machine));
  return true;
}

ckvm_machine *ckvm_open(uint64_t byte_count, uint8_t max_physical_address_bits, ckvm_error *error) {
  if (byte_count % PAGE || byte_count < 1 << 20 || byte_count > (uint64_t)1 << 31) {
    *error = (ckvm_error){"size of the guest's memory", EINVAL};
    return NULL;
  }
  ckvm_machine *machine = calloc(1, sizeof *machine);
  if (!machine) {
    fail(error, "memory for the machine");
    return NULL;
  }
  machine->kvm = machine->vm = machine->cpu = machine->mode = -1;
  machine->byte_count = byte_count;
  if (build(machine, max_physical_address_bits, error)) return machine;
  ckvm_close(machine);
  return NULL;
}

void ckvm_close(ckvm_machine *machine) {
  if (!machine) return;
  if (machine->run) munmap(machine->run, machine->run_bytes);
  if (machine->cpu >= 0) close(machine->cpu);
  if (machine->vm >= 0) close(machine->vm);
  if (machine->kvm >= 0) close(machine->kvm);
  if (machine->memory) munmap(machine->memory, machine->byte_count);
  free(machine);
}

uint8_t *ckvm_memory(const ckvm_machine *machine) { return machine->memory; }

uint64_t ckvm_reserved_base(const ckvm_machine *machine) { return machine->byte_count - FRAME_COUNT * PAGE; }

ckvm_features ckvm_get_features(const ckvm_machine *machine) { return machine->features; }

ckvm_root_entry ckvm_get_root_entry(const ckvm_machine *machine, ckvm_mode mode) {
  return guest_root_entry(mode, ckvm_reserved_base(machine));
}

// MARK: Registers

enum { CR0_PE = 1, CR0_ET = 1 << 4, CR0_NE = 1 << 5, CR0_WP = 1 << 16 };
enum { CR4_PSE = 1 << 4, CR4_PAE = 1 << 5, CR4_PGE = 1 << 7, CR4_LA57 = 1 << 12 };
enum { CR4_SMEP = 1 << 20, CR4_SMAP = 1 << 21, CR4_PKE = 1 << 22, CR4_PKS = 1 << 24 };
enum { EFER_LME = 1 << 8, EFER_LMA = 1 << 10, EFER_NXE = 1 << 11 };
enum { RFLAGS_FIXED = 1 << 1, RFLAGS_IOPL3 = 3 << 12, RFLAGS_AC = 1 << 18 };
enum { MSR_PKRS = 0x6E1 };

static uint64_t cr4(const ckvm_case *asked) {
  return (asked->mode == CKVM_LEGACY32 ? 0 : CR4_PAE) | (asked->mode == CKVM_LONG5 ? CR4_LA57 : 0) |
         (asked->pse ? CR4_PSE : 0) | (asked->pge ? CR4_PGE : 0) | (asked->smep ? CR4_SMEP : 0) |
         (asked->smap ? CR4_SMAP : 0) | (asked->pke ? CR4_PKE : 0) | (asked->pks ? CR4_PKS : 0);
}

static struct kvm_segment data_segment(uint16_t selector) {
  return (struct kvm_segment){
      .limit = ~0u, .selector = selector, .type = 3, .present = 1, .s = 1, .db = 1, .g = 1, .dpl = selector & 3};
}

static void set_segments(struct kvm_sregs *special, ckvm_mode mode) {
  const bool is_long = guest_is_long(mode);
  special->cs = (struct kvm_segment){.limit = ~0u,
                                     .selector = SELECTOR_KERNEL_CODE,
                                     .type = 0xB,
                                     .present = 1,
                                     .s = 1,
                                     .l = is_long,
                                     .db = !is_long,
                                     .g = 1};
  // Data segments that CPL 3 may keep after IRET.
  special->ds = special->es = special->fs = special->gs = data_segment(SELECTOR_USER_DATA);
  special->ss = data_segment(SELECTOR_KERNEL_DATA);
  const uint64_t data = guest_linear(mode, FRAME_DATA);
  special->tr = (struct kvm_segment){
      .base = data + DATA_TSS, .limit = TSS_BYTES - 1, .selector = SELECTOR_TSS, .type = 0xB, .present = 1};
  special->gdt = (struct kvm_dtable){.base = data + DATA_GDT, .limit = GDT_BYTES - 1};
  special->idt = (struct kvm_dtable){.base = data + DATA_IDT, .limit = VECTOR_COUNT * (is_long ? 16 : 8) - 1};
}

static bool set_special_registers(
    ckvm_machine *machine, const ckvm_case *asked, uint64_t cr3, ckvm_error *error) {
  struct kvm_sregs special = machine->reset;
  const bool is_long = guest_is_long(asked->mode);
  special.cr0 = (uint64_t)1 << 31 | CR0_PE | CR0_ET | CR0_NE | (asked->write_protect ? CR0_WP : 0);
  // PGE starts the other way round: the guest's MOV to CR4 then changes it, and that invalidates every TLB entry, global
  // ones too (SDM vol. 3A, section "Operations that Invalidate TLBs and Paging-Structure Caches").
  special.cr4 = cr4(asked) ^ CR4_PGE;
  special.cr3 = cr3;
  special.cr2 = 0;
  special.efer = (is_long ? EFER_LME | EFER_LMA : 0) | (asked->no_execute ? EFER_NXE : 0);
  set_segments(&special, asked->mode);
  return ioctl(machine->cpu, KVM_SET_SREGS, &special) == 0 || fail(error, "KVM_SET_SREGS");
}

static int code_offset(ckvm_kind kind) {
  switch (kind) {
    case CKVM_LOAD: return CODE_LOAD;
    case CKVM_STORE: return CODE_STORE;
    case CKVM_FETCH: return CODE_FETCH;
  }
  return CODE_LOAD;
}

/// Where the instruction lies that makes the access, or that jumps to where it is fetched.
static uint64_t access_address(const ckvm_case *asked) {
  return guest_linear(asked->mode, asked->user ? FRAME_USER_CODE : FRAME_CODE) + code_offset(asked->kind);
}

static uint64_t flags_of(const ckvm_case *asked) {
  return RFLAGS_FIXED | RFLAGS_IOPL3 | (asked->alignment_check ? RFLAGS_AC : 0);
}

/// Puts the frame on the stack that IRET takes to CPL 3; the new stack pointer.
static uint64_t push_user_frame(ckvm_machine *machine, const ckvm_case *asked) {
  const uint64_t frame[5] = {access_address(asked), SELECTOR_USER_CODE, flags_of(asked), 0, SELECTOR_USER_DATA};
  const size_t width = guest_is_long(asked->mode) ? 8 : 4;
  uint8_t *top = pages(machine) + (FRAME_STACK + 1) * PAGE - 5 * width;
  for (size_t i = 0; i < 5; i++) memcpy(top + i * width, &frame[i], width);
  return guest_linear(asked->mode, FRAME_STACK + 1) - 5 * width;
}

/// Outside long mode the guest loads its task register again: QEMU's emulation of SVM ends at an exception of CPL 3 if the
/// TSS is one that VMRUN loaded, "invalid tss type".
static int entry_offset(const ckvm_case *asked) {
  if (!guest_is_long(asked->mode)) return CODE_ENTRY_WITH_TSS;
  return asked->pke ? CODE_ENTRY_WITH_PKRU : CODE_ENTRY;
}

static bool set_registers(ckvm_machine *machine, const ckvm_case *asked, ckvm_error *error) {
  const uint64_t code = guest_linear(asked->mode, FRAME_CODE);
  const uint32_t data = asked->kind == CKVM_STORE ? asked->token : 0;
  struct kvm_regs registers = {
      .rip = code + entry_offset(asked),
      .rflags = flags_of(asked),
      .rsp = guest_linear(asked->mode, FRAME_STACK + 1),
      .rax = asked->pkru,
      .rbx = asked->gva,
      .rcx = asked->pke ? 0 : data,
      .rdx = guest_is_long(asked->mode) ? 0 : SELECTOR_TSS,
      .r8 = data,
      .rdi = cr4(asked),
      .rbp = asked->cr3,
      .rsi = access_address(asked),
  };
  if (asked->user) {
    registers.rsp = push_user_frame(machine, asked);
    registers.rsi = code + (guest_is_long(asked->mode) ? CODE_IRETQ : CODE_IRET);
    registers.rflags &= ~(uint64_t)RFLAGS_AC;
  }
  return ioctl(machine->cpu, KVM_SET_REGS, &registers) == 0 || fail(error, "KVM_SET_REGS");
}

static bool set_pkrs(ckvm_machine *machine, uint32_t value, ckvm_error *error) {
  union {
    struct kvm_msrs list;
    uint8_t bytes[sizeof(struct kvm_msrs) + sizeof(struct kvm_msr_entry)];
  } one = {.list = {.nmsrs = 1}};
  one.list.entries[0] = (struct kvm_msr_entry){.index = MSR_PKRS, .data = value};
  const int count = ioctl(machine->cpu, KVM_SET_MSRS, &one);
  if (count == 0) errno = ENOTSUP;
  return count == 1 || fail(error, "KVM_SET_MSRS of IA32_PKRS");
}

// MARK: Running

/// Contributory exceptions and page faults push an error code (SDM vol. 3A, table "Exceptions and Interrupts").
static bool has_error_code(uint8_t vector) {
  return vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21;
}

static uint64_t stack_word(const ckvm_machine *machine, uint64_t rsp, int index) {
  const size_t width = guest_is_long((ckvm_mode)machine->mode) ? 8 : 4;
  const uint64_t offset = rsp - guest_linear((ckvm_mode)machine->mode, FRAME_STACK) + index * width;
  uint64_t word = 0;
  if (offset <= PAGE - width) memcpy(&word, pages(machine) + FRAME_STACK * PAGE + offset, width);
  return word;
}

/// Intel SDM vol. 1, section "Canonical Addressing".
static bool is_canonical(const ckvm_case *asked) {
  const int unused = asked->mode == CKVM_LONG5 ? 7 : 16;
  return !guest_is_long(asked->mode) || (uint64_t)((int64_t)(asked->gva << unused) >> unused) == asked->gva;
}

static ckvm_ending exception_ending(const ckvm_case *asked, const ckvm_result *result) {
  if (result->rip == guest_linear(asked->mode, FRAME_CODE) + CODE_MOV_CR3) return CKVM_CR3_EXCEPTION;
  const bool at_target = asked->kind == CKVM_FETCH && result->rip == asked->gva;
  // At CPL 3, KVM raises #UD where it would give up at CPL 0.
  if (at_target && result->vector == 6) return CKVM_NOT_EMULATED;
  // Anything else at the target comes from the instruction there (HLT at CPL 3), not from fetching it. An address that is
  // not canonical raises #GP at the JMP on Intel's processors; some emulators raise it at the target.
  if (at_target && result->vector != 14 && is_canonical(asked)) return CKVM_STRAY_EXCEPTION;
  return at_target || result->rip == access_address(asked) ? CKVM_EXCEPTION : CKVM_STRAY_EXCEPTION;
}

static bool read_exception(
    ckvm_machine *machine, const ckvm_case *asked, uint64_t rsp, ckvm_result *result, ckvm_error *error) {
  struct kvm_sregs special;
  if (ioctl(machine->cpu, KVM_GET_SREGS, &special) < 0) return fail(error, "KVM_GET_SREGS");
  result->vector = (uint8_t)machine->run->io.port;
  const bool has_code = has_error_code(result->vector);
  result->error_code = has_code ? (uint32_t)stack_word(machine, rsp, 0) : 0;
  result->rip = stack_word(machine, rsp, has_code);
  result->cr2 = special.cr2;
  result->ending = exception_ending(asked, result);
  return true;
}

static bool read_port(ckvm_machine *machine, const ckvm_case *asked, ckvm_result *result, ckvm_error *error) {
  struct kvm_regs registers;
  if (ioctl(machine->cpu, KVM_GET_REGS, &registers) < 0) return fail(error, "KVM_GET_REGS");
  if (machine->run->io.port < VECTOR_COUNT) return read_exception(machine, asked, registers.rsp, result, error);
  result->ending = machine->run->io.port == PORT_FETCHED ? CKVM_FETCHED : CKVM_DONE;
  result->data = (uint32_t)registers.rcx;
  return true;
}

static bool read_device(ckvm_machine *machine, ckvm_result *result, ckvm_error *error) {
  result->ending = CKVM_DEVICE;
  result->gpa = machine->run->mmio.phys_addr;
  result->is_write = machine->run->mmio.is_write;
  memcpy(&result->data, machine->run->mmio.data, sizeof result->data);
  // An MMIO exit is half an instruction: KVM ends it at the next KVM_RUN, which must come before registers are set anew.
  machine->run->immediate_exit = 1;
  const int ended = ioctl(machine->cpu, KVM_RUN, 0);
  machine->run->immediate_exit = 0;
  return ended == 0 || errno == EINTR || fail(error, "KVM_RUN after a device access");
}

/// After a triple fault or a failed emulation something may be pending that must not reach the next case.
static bool clear_events(ckvm_machine *machine, ckvm_error *error) {
  struct kvm_vcpu_events events;
  if (ioctl(machine->cpu, KVM_GET_VCPU_EVENTS, &events) < 0) return fail(error, "KVM_GET_VCPU_EVENTS");
  memset(&events.exception, 0, sizeof events.exception);
  memset(&events.interrupt, 0, sizeof events.interrupt);
  events.flags = 0;
  return ioctl(machine->cpu, KVM_SET_VCPU_EVENTS, &events) == 0 || fail(error, "KVM_SET_VCPU_EVENTS");
}

static bool read_exit(ckvm_machine *machine, const ckvm_case *asked, ckvm_result *result, ckvm_error *error) {
  const struct kvm_run *run = machine->run;
  switch (run->exit_reason) {
    case KVM_EXIT_IO: return read_port(machine, asked, result, error);
    case KVM_EXIT_MMIO: return read_device(machine, result, error);
    case KVM_EXIT_SHUTDOWN: result->ending = CKVM_SHUTDOWN; break;
    case KVM_EXIT_INTERNAL_ERROR:
      result->ending = CKVM_NOT_EMULATED;
      result->detail = run->internal.suberror;
      break;
    default: result->ending = CKVM_OTHER_EXIT; result->detail = run->exit_reason;
  }
  return clear_events(machine, error);
}

bool ckvm_run(ckvm_machine *machine, const ckvm_case *asked, ckvm_result *result, ckvm_error *error) {
  *result = (ckvm_result){0};
  if (machine->mode != (int)asked->mode) guest_write_descriptors(pages(machine), asked->mode);
  machine->mode = (int)asked->mode;
  guest_free_tss(pages(machine));
  const uint64_t home = guest_home_cr3(asked->mode, ckvm_reserved_base(machine));
  if (!set_special_registers(machine, asked, home, error) || !set_registers(machine, asked, error)) return false;
  if (asked->pks && !set_pkrs(machine, asked->pkrs, error)) return false;
  int ended;
  // A signal to this thread ends KVM_RUN early; the guest goes on where it was.
  do ended = ioctl(machine->cpu, KVM_RUN, 0);
  while (ended < 0 && (errno == EINTR || errno == EAGAIN));
  if (ended < 0) return fail(error, "KVM_RUN");
  return read_exit(machine, asked, result, error);
}

bool ckvm_supports(ckvm_machine *machine, ckvm_mode mode) {
  const uint64_t home = guest_home_cr3(mode, ckvm_reserved_base(machine));
  const ckvm_case asked = {.mode = mode, .kind = CKVM_LOAD, .cr3 = home, .gva = guest_linear(mode, FRAME_USER_CODE)};
  ckvm_result kernel, user;
  ckvm_error error;
  ckvm_case by_user = asked;
  by_user.user = true;
  return ckvm_run(machine, &asked, &kernel, &error) && kernel.ending == CKVM_DONE &&
         ckvm_run(machine, &by_user, &user, &error) && user.ending == CKVM_DONE;
}

bool ckvm_translate(
    ckvm_machine *machine, const ckvm_case *asked, bool *is_valid, uint64_t *gpa, ckvm_error *error) {
  if (!set_special_registers(machine, asked, asked->cr3, error) || !set_registers(machine, asked, error)) return false;
  struct kvm_translation answer = {.linear_address = asked->gva};
  if (ioctl(machine->cpu, KVM_TRANSLATE, &answer) < 0) return fail(error, "KVM_TRANSLATE");
  *is_valid = answer.valid;
  *gpa = answer.physical_address;
  return true;
}

#else

// KVM of other processors has neither these registers nor these page tables.

ckvm_machine *ckvm_open(uint64_t byte_count, uint8_t max_physical_address_bits, ckvm_error *error) {
  (void)byte_count, (void)max_physical_address_bits;
  *error = (ckvm_error){"an x86-64 host", ENOSYS};
  return NULL;
}

void ckvm_close(ckvm_machine *machine) { (void)machine; }

uint8_t *ckvm_memory(const ckvm_machine *machine) { return (void)machine, NULL; }

uint64_t ckvm_reserved_base(const ckvm_machine *machine) { return (void)machine, 0; }

ckvm_features ckvm_get_features(const ckvm_machine *machine) { return (void)machine, (ckvm_features){0}; }

ckvm_root_entry ckvm_get_root_entry(const ckvm_machine *machine, ckvm_mode mode) {
  return (void)machine, (void)mode, (ckvm_root_entry){0, 0};
}

bool ckvm_run(ckvm_machine *machine, const ckvm_case *asked, ckvm_result *result, ckvm_error *error) {
  (void)machine, (void)asked, (void)result;
  *error = (ckvm_error){"an x86-64 host", ENOSYS};
  return false;
}

bool ckvm_tables_changed(ckvm_machine *machine, ckvm_error *error) {
  (void)machine;
  *error = (ckvm_error){"an x86-64 host", ENOSYS};
  return false;
}

bool ckvm_supports(ckvm_machine *machine, ckvm_mode mode) { return (void)machine, (void)mode, false; }

bool ckvm_translate(
    ckvm_machine *machine, const ckvm_case *asked, bool *is_valid, uint64_t *gpa, ckvm_error *error) {
  (void)machine, (void)asked, (void)is_valid, (void)gpa;
  *error = (ckvm_error){"an x86-64 host", ENOSYS};
  return false;
}

#endif
