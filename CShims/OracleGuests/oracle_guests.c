#include "COracleGuests.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char common_oracle_case_h[] = {
#embed "common/oracle_case.h"
};
static const unsigned char common_oracle_main_c[] = {
#embed "common/oracle_main.c"
};
static const unsigned char riscv64_guest_S[] = {
#embed "riscv64/guest.S"
};
static const unsigned char riscv64_link_ld[] = {
#embed "riscv64/link.ld"
};
static const unsigned char riscv64_platform_h[] = {
#embed "riscv64/platform.h"
};
static const unsigned char aarch64_guest_S[] = {
#embed "aarch64/guest.S"
};
static const unsigned char aarch64_link_ld[] = {
#embed "aarch64/link.ld"
};
static const unsigned char aarch64_platform_h[] = {
#embed "aarch64/platform.h"
};
static const unsigned char aarch64_tables_c[] = {
#embed "aarch64/tables.c"
};
static const unsigned char x86_64_access_S[] = {
#embed "x86_64/access.S"
};
static const unsigned char x86_64_link_ld[] = {
#embed "x86_64/link.ld"
};
static const unsigned char x86_64_platform_h[] = {
#embed "x86_64/platform.h"
};
static const unsigned char x86_64_start_S[] = {
#embed "x86_64/start.S"
};

#define SOURCE(path, bytes) {path, bytes, sizeof bytes}

static const oracle_guest_source sources[] = {
    SOURCE("common/oracle_case.h", common_oracle_case_h),
    SOURCE("common/oracle_main.c", common_oracle_main_c),
    SOURCE("riscv64/guest.S", riscv64_guest_S),
    SOURCE("riscv64/link.ld", riscv64_link_ld),
    SOURCE("riscv64/platform.h", riscv64_platform_h),
    SOURCE("aarch64/guest.S", aarch64_guest_S),
    SOURCE("aarch64/link.ld", aarch64_link_ld),
    SOURCE("aarch64/platform.h", aarch64_platform_h),
    SOURCE("aarch64/tables.c", aarch64_tables_c),
    SOURCE("x86_64/access.S", x86_64_access_S),
    SOURCE("x86_64/link.ld", x86_64_link_ld),
    SOURCE("x86_64/platform.h", x86_64_platform_h),
    SOURCE("x86_64/start.S", x86_64_start_S),
};

const oracle_guest_source *oracle_guest_sources(size_t *count) {
  *count = sizeof sources / sizeof sources[0];
  return sources;
}
