// The geometry files of real processors' TLBs, which are part of the program. They lie in the folder tlb; docs/GEOMETRY.md
// explains them.
#ifndef C_PRESETS_H
#define C_PRESETS_H

#include <stddef.h>

/// How many presets there are.
size_t tlb_preset_count(void);

/// The JSON text of a preset, by its position from 0 on. Stores the length in bytes.
const unsigned char *tlb_preset(size_t index, size_t *length);

#endif
