// Files that are part of the program: the geometry of real processors' TLBs, in the folder tlb, which docs/GEOMETRY.md
// explains, and what virtualization costs, in the folder costs.
#ifndef C_PRESETS_H
#define C_PRESETS_H

#include <stddef.h>

/// How many presets there are.
size_t tlb_preset_count(void);

/// The JSON text of a preset, by its position from 0 on. Stores the length in bytes.
const unsigned char *tlb_preset(size_t index, size_t *length);

/// How many models of costs there are.
size_t cost_model_count(void);

/// The JSON text of a model, by its position from 0 on. Stores the length in bytes.
const unsigned char *cost_model(size_t index, size_t *length);

#endif
