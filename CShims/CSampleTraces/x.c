#include "CSampleTraces.h"
