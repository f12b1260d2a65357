// What the harness needs from the host and Swift cannot do: a signal handler, a folder to start in, a compiler
// barrier.
#ifndef C_HOST_H
#define C_HOST_H

#include <spawn.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// From now on SIGINT and SIGTERM only set a flag, so that an interrupted run can keep what it finished; a second one
/// ends the process. System calls that wait return EINTR.
void host_catch_interrupts(void);

/// Whether a signal came since host_catch_interrupts.
bool host_was_interrupted(void);

/// Has the process that is spawned start in a folder: posix_spawn_file_actions_addchdir_np, which Swift's Glibc does not have.
int host_spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder);

/// Keeps the compiler from moving memory accesses across it or leaving out a loop around it; no instruction.
static inline __attribute__((always_inline)) void host_compiler_barrier(void) { __asm__ volatile("" ::: "memory"); }

#ifdef __cplusplus
}
#endif

#endif
