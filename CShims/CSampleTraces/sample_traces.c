#include "CSampleTraces.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char sample_trace_cc1_data[] = {
#embed "cc1-data.lackey.zst"
};

const size_t sample_trace_cc1_data_length = sizeof sample_trace_cc1_data;
