/* What other languages have that the grammar has not, written in the grammar: Sum[x^k, {k, 1, 3}], \begin{cases}…\end{cases}, np.sum([x, y]), nthroot(x, 3),
 * x(1) of MATLAB. It is no second grammar: what is refused is offered so as a repair, if that is accepted. */
#ifndef EXPRESSION_FOREIGN_H
#define EXPRESSION_FOREIGN_H

#include "base/arena.h"

/* The text with all that is known of other languages written in ours; null if nothing of that is in it. */
const char *foreign_rewrite(struct arena *arena, const char *text);

#endif
