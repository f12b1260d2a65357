// The limits: what each hot operation costs when it is written by hand in C, over the same memory, doing the same work.
//
// A benchmark of the core is printed beside its limit from the same process. Chains make each step's address depend on
// the last step's result, so that they measure latency and no step can be left out.
#ifndef C_LIMITS_H
#define C_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/// How a chain of walks goes on from one walk's guest physical address. Each page's frame names the next page:
/// gva = (gpa << 3) & gva_mask, in the address space whose root is first_root + ((gpa >> space_shift) << 12).
typedef struct {
  uint64_t first_root;
  uint64_t gva_mask;
  uint64_t space_shift;
} limit_chain;

/// What an x86-64 4-level walker decides by.
typedef struct {
  unsigned char *memory;
  uint64_t memory_size;
  /// Bits reserved in every entry.
  uint64_t reserved;
  /// Bits reserved in a level-3 leaf, beside those below the page size.
  uint64_t reserved_at_level_3;
  /// Byte r: the classes of access that rights r permit.
  uint64_t permissions;
  /// One bit: the class of the access.
  uint8_t access;
  uint8_t access_is_store;
} limit_walker;

/// Goes on from a walk's guest physical address by `count` walks, with every check of the core's walker; returns the last
/// one's, or ~0 after a fault.
uint64_t limit_walk_chain(const limit_walker *walker, const limit_chain *chain, uint64_t gpa, int64_t count);

/// Walks `count` times into an absent leaf; the level of each fault goes into the next address.
uint64_t limit_walk_faults(const limit_walker *walker, uint64_t root, uint64_t start, uint64_t page_mask, int64_t count);

/// The loads of those walks and nothing else: `loads` of them, each address from the last, no check at all.
uint64_t limit_dependent_loads(
    const unsigned char *memory, const limit_chain *chain, int loads, uint64_t gpa, int64_t count);

/// What a walker of another format decides by; each uses the fields that its format has.
typedef struct {
  unsigned char *memory;
  uint64_t memory_size;
  /// Bits reserved in every entry, or in entries that lead to tables.
  uint64_t reserved;
  /// RISC-V: bits reserved in a leaf.
  uint64_t reserved_in_leaf;
  /// RISC-V: bits that a leaf must have.
  uint64_t needed;
  /// EPT: any of these bits makes an entry present.
  uint64_t presence;
  /// Arm: the access flag if hardware sets it. EPT: the accessed bit if it is kept.
  uint64_t settable;
  /// Arm: DBM if hardware manages the dirty state. EPT: the dirty bit if it is kept.
  uint64_t dirty_modifier;
  /// Arm: the table attributes that count.
  uint64_t hierarchical;
  /// Byte i: the classes of access that combination i (and 8 + i) of rights permits.
  uint64_t permissions_low;
  uint64_t permissions_high;
  /// One bit: the class of the access.
  uint8_t access;
  uint8_t access_is_store;
  /// EPT: whether pages may be executed and not read; bit 1 for 2 MiB pages, bit 2 for 1 GiB pages.
  uint8_t execute_only;
  uint8_t large_pages;
} limit_tables;

/// Chains of walks as `limit_walk_chain`, in one address space, with every check of the core's walker for the format: PAE
/// with its four pointers, RISC-V Sv39, AArch64's first stage with the 4 KiB granule and 48-bit addresses.
uint64_t limit_walk_pae(
    const limit_tables *tables, const uint64_t *pointers, uint64_t gva_mask, uint64_t gpa, int64_t count);
uint64_t limit_walk_sv39(const limit_tables *tables, uint64_t root, uint64_t gva_mask, uint64_t gpa, int64_t count);
uint64_t limit_walk_arm(
    const limit_tables *tables, const uint64_t *roots, uint64_t gva_mask, uint64_t gpa, int64_t count);

/// What a two-dimensional walker decides by: 4-level x86 tables on EPT, over one machine memory.
typedef struct {
  limit_tables guest;
  limit_tables host;
  uint64_t guest_root;
  uint64_t host_root;
  /// What reading a guest's entry is to EPT.
  uint8_t table_access;
  uint8_t table_access_is_store;
} limit_nested;

/// A chain of two-dimensional walks; each host physical address names the next page.
uint64_t limit_walk_nested(const limit_nested *nested, uint64_t gva_mask, uint64_t hpa, int64_t count);

/// Where the entries of a format lie.
typedef struct {
  int levels;
  int page_shift;
  int index_bits;
  int entry_size;
  uint64_t address_mask;
  int address_shift;
} limit_shape;

/// The loads of a chain of walks of any format and nothing else.
uint64_t limit_table_loads(
    const unsigned char *memory, const limit_shape *shape, uint64_t root, uint64_t gva_mask, uint64_t gpa, int64_t count);

/// Follows a chain of words that each hold the offset of the next, `loads` of them for each step.
uint64_t limit_raw_loads(const unsigned char *memory, int loads, uint64_t start, int64_t count);

/// The loads of many 4-level walks and nothing else, 32 walks side by side, each load asked for a level ahead: no check at
/// all. Leaves the frame of each address.
void limit_overlapped_loads(
    const unsigned char *memory, uint64_t root, const uint64_t *gvas, uint64_t *frames, int64_t count);

/// One entry of a direct-mapped software TLB: the layout of the core's.
typedef struct {
  uint64_t tag;
  uint64_t tag_mask;
  uint64_t addend;
  uint8_t denied;
  uint8_t page_shift;
} limit_tlb_entry;

/// Probes `count` times, each address being the last probe's result; returns the last address, or ~0 after a miss.
uint64_t limit_tlb_probe(
    const limit_tlb_entry *entries, uint64_t index_mask, uint8_t access, uint64_t asid, uint64_t start, int64_t count);

/// Invalidates `count` pages in turn, from `start` on, in one address space.
void limit_tlb_invalidate(limit_tlb_entry *entries, uint64_t index_mask, uint64_t asid, uint64_t start, int64_t count);

/// Empties the entries of one address space among `entry_count`, `count` times.
void limit_tlb_flush_space(limit_tlb_entry *entries, int64_t entry_count, uint64_t asid, int64_t count);

/// Empties `entry_count` entries, `count` times.
void limit_tlb_flush(limit_tlb_entry *entries, int64_t entry_count, int64_t count);

/// Misses of each level of a simulated TLB.
typedef struct {
  uint64_t level1;
  uint64_t level2;
} limit_tlb_misses;

enum {
  limit_simulation_l1_sets = 16,
  limit_simulation_l1_ways = 4,
  limit_simulation_l2_sets = 128,
  limit_simulation_l2_ways = 12,
  limit_simulation_words =
      limit_simulation_l1_sets * limit_simulation_l1_ways + limit_simulation_l2_sets * limit_simulation_l2_ways,
};

/// Sends addresses (shifted left by `address_shift`) through 64 entries in 4 ways over 1536 in 12, both LRU by moving
/// to the front. `tlb` holds limit_simulation_words words, zero at the start.
limit_tlb_misses limit_tlb_simulation(uint64_t *tlb, const uint64_t *addresses, size_t count, int address_shift);

/// An exact LRU miss-ratio curve in one pass: a hash from page to the time of its latest use, and a Fenwick tree that counts the
/// pages used since; times are moved together when they run out. Olken 1981, Bennett and Kruskal 1975.
typedef struct limit_curve limit_curve;

limit_curve *limit_curve_create(void);
void limit_curve_destroy(limit_curve *curve);

/// Takes accesses into account, whose pages are their upper bits from `page_shift` on.
void limit_curve_run(limit_curve *curve, const uint64_t *accesses, size_t count, int page_shift);

/// The accesses so far that hit in a fully associative LRU TLB.
uint64_t limit_curve_hits(const limit_curve *curve, uint32_t entries);

/// Leaves of accesses those whose page has a small hash, by one multiplication each, as pages in `kept`; returns how many.
uint64_t limit_sampling_filter(
    const uint64_t *accesses, size_t count, int page_shift, uint64_t threshold, uint64_t *kept);

/// The number of newlines in a text: reading it at all, a line at a time, without understanding it.
uint64_t limit_count_lines(const char *text, size_t length);

/// How many bytes ::limit_copy_bytes copies at a time.
enum { limit_copy_size = 1 << 18 };

/// Copies bytes by memcpy to a target of ::limit_copy_size bytes, so many at a time, to where the last ones went: reading
/// records at all.
void limit_copy_bytes(void *target, const void *bytes, size_t length);

/// Compares two pages of 4 KiB with `memcmp`, `count` times; how often they differed.
int64_t limit_compare_pages(const void *left, const void *right, int64_t count);

/// Copies a page of 4 KiB with `memcpy`, `count` times.
void limit_copy_page(void *to, const void *from, int64_t count);

/// Searches a hash table in as few loads as there can be: a random bucket, and the line of 64 bytes that it names, whose first
/// word goes into the next search. `count` times; returns the last state.
uint64_t limit_random_loads(
    const uint32_t *buckets, int bucket_shift, const unsigned char *lines, uint64_t line_count, int64_t count);

/// Visits `length` words in the order of `order`, to clear them, and again to set them; `count` times.
void limit_visit_words(uint64_t *words, const uint32_t *order, int64_t length, int64_t count);

/// What a decoder of .mmut blocks remembers.
typedef struct limit_decoder limit_decoder;

/// A decoder, for one thread at a time; NULL without memory.
limit_decoder *limit_decoder_create(void);

/// Gives a decoder's memory back.
void limit_decoder_free(limit_decoder *decoder);

/// Decompresses the payload of a block of a .mmut file and decodes it, trusting every byte; `content` holds content_size
/// bytes and 1024 more, `words` what the block holds and 8 more. Returns the number of words; 0 if zstd fails.
size_t limit_decode_block(
    limit_decoder *decoder, const void *payload, size_t payload_size, unsigned char *content, size_t content_size,
    uint64_t *words);

/// The version of zstd that runs, which decides what its functions do.
const char *limit_zstd_version(void);

/// Decompresses a payload; returns whether zstd could.
int limit_decompress(
    limit_decoder *decoder, const void *payload, size_t payload_size, unsigned char *content, size_t content_size);

#endif
