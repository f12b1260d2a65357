// Recorded traces that are part of the program, so that a benchmark on real data needs nothing but the program.
#ifndef C_SAMPLE_TRACES_H
#define C_SAMPLE_TRACES_H

#include <stddef.h>

/// Two million consecutive data references of GCC's C compiler proper at work, as Valgrind's lackey wrote them
/// (text without the instruction lines), compressed with zstd. results/README.md says how it was made. Stores the length in bytes.
const unsigned char *sample_trace_cc1_data(size_t *length);

/// The first four million accesses of the same program, fetches included, as a .mmut file. Stores the length in bytes.
const unsigned char *sample_trace_cc1(size_t *length);

#endif
