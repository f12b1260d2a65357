// What the harness needs from the host and Swift cannot do: a signal handler.
#ifndef C_HOST_H
#define C_HOST_H

#include <stdbool.h>

/// From now on SIGINT and SIGTERM only set a flag, so that an interrupted run can keep what it finished; a second one
/// ends the process. System calls that wait return EINTR.
void host_catch_interrupts(void);

/// Whether a signal came since host_catch_interrupts.
bool host_was_interrupted(void);

#endif
