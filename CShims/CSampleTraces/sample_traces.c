#include "CSampleTraces.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

// They begin pages, so that what it takes to copy from them does not depend on what else the program has.

_Alignas(4096) static const unsigned char cc1_data[] = {
#embed "cc1-data.lackey.zst"
};

const unsigned char *sample_trace_cc1_data(size_t *length) {
  *length = sizeof cc1_data;
  return cc1_data;
}

_Alignas(4096) static const unsigned char cc1[] = {
#embed "cc1.mmut"
};

const unsigned char *sample_trace_cc1(size_t *length) {
  *length = sizeof cc1;
  return cc1;
}
