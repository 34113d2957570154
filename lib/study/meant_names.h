/* What names elsewhere mean here: of calls, their arguments and the words of these. Null: nothing here. */
#ifndef STUDY_MEANT_NAMES_H
#define STUDY_MEANT_NAMES_H

#include "base/arena.h"
#include "expression/call.h"

/* Letters and digits alone, the letters small: by this are names compared. */
const char *meant_folded(struct arena *arena, const char *text);

/* Whether two names are the same but for signs between words and the size of letters. */
bool meant_same(struct arena *arena, const char *a, const char *b);

/* The row of a table: by its name, or the one it has elsewhere (torch.optim.SGD, make_moons, CosineAnnealingLR). */
const struct callable *meant_callable(struct arena *arena, call_table *table, const char *name);

/* The argument that is so called: learning_rate is lr, where there is one. */
const struct call_option *meant_option(struct arena *arena, const struct callable *callable, const char *name);

/* The choice of an option that is spelled so; null for options without choices, too. */
const char *meant_choice(struct arena *arena, const struct call_option *option, const char *word);

#endif
