#include "CPresets.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char sandy_bridge[] = {
#embed "tlb/sandy-bridge.json"
};
static const unsigned char haswell[] = {
#embed "tlb/haswell.json"
};
static const unsigned char broadwell[] = {
#embed "tlb/broadwell.json"
};
static const unsigned char skylake[] = {
#embed "tlb/skylake.json"
};
static const unsigned char ice_lake[] = {
#embed "tlb/ice-lake.json"
};
static const unsigned char golden_cove[] = {
#embed "tlb/golden-cove.json"
};
static const unsigned char zen2[] = {
#embed "tlb/zen2.json"
};
static const unsigned char zen3[] = {
#embed "tlb/zen3.json"
};
static const unsigned char zen4[] = {
#embed "tlb/zen4.json"
};
static const unsigned char zen5[] = {
#embed "tlb/zen5.json"
};
static const unsigned char cortex_a53[] = {
#embed "tlb/cortex-a53.json"
};
static const unsigned char cortex_a57[] = {
#embed "tlb/cortex-a57.json"
};
static const unsigned char cortex_a76[] = {
#embed "tlb/cortex-a76.json"
};
static const unsigned char neoverse_n1[] = {
#embed "tlb/neoverse-n1.json"
};
static const unsigned char u54[] = {
#embed "tlb/u54.json"
};
static const unsigned char u74[] = {
#embed "tlb/u74.json"
};
static const unsigned char r3000[] = {
#embed "tlb/r3000.json"
};
static const unsigned char r4000[] = {
#embed "tlb/r4000.json"
};
static const unsigned char r10000[] = {
#embed "tlb/r10000.json"
};

static const struct {
  const unsigned char *bytes;
  size_t length;
} files[] = {
    {sandy_bridge, sizeof sandy_bridge},
    {haswell, sizeof haswell},
    {broadwell, sizeof broadwell},
    {skylake, sizeof skylake},
    {ice_lake, sizeof ice_lake},
    {golden_cove, sizeof golden_cove},
    {zen2, sizeof zen2},
    {zen3, sizeof zen3},
    {zen4, sizeof zen4},
    {zen5, sizeof zen5},
    {cortex_a53, sizeof cortex_a53},
    {cortex_a57, sizeof cortex_a57},
    {cortex_a76, sizeof cortex_a76},
    {neoverse_n1, sizeof neoverse_n1},
    {u54, sizeof u54},
    {u74, sizeof u74},
    {r3000, sizeof r3000},
    {r4000, sizeof r4000},
    {r10000, sizeof r10000},
};

size_t tlb_preset_count(void) { return sizeof files / sizeof *files; }

const unsigned char *tlb_preset(size_t index, size_t *length) {
  *length = files[index].length;
  return files[index].bytes;
}

static const unsigned char cost_x86[] = {
#embed "costs/x86.json"
};
static const unsigned char cost_epyc[] = {
#embed "costs/epyc.json"
};

static const struct {
  const unsigned char *bytes;
  size_t length;
} costs[] = {
    {cost_x86, sizeof cost_x86},
    {cost_epyc, sizeof cost_epyc},
};

size_t cost_model_count(void) { return sizeof costs / sizeof *costs; }

const unsigned char *cost_model(size_t index, size_t *length) {
  *length = costs[index].length;
  return costs[index].bytes;
}
