// The sources of the guests that QEMU runs, as part of the program: it builds them where it runs.
#ifndef C_ORACLE_GUESTS_H
#define C_ORACLE_GUESTS_H

#include <stddef.h>

/// A source file.
typedef struct oracle_guest_source {
  /// Its path in CShims/OracleGuests.
  const char *path;
  const unsigned char *bytes;
  size_t length;
} oracle_guest_source;

/// All sources of all guests; stores their number.
const oracle_guest_source *oracle_guest_sources(size_t *count);

#endif
