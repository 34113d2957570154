/* Random numbers of an example. */
#include "data/data.h"

#include "base/random.h"

double data_uniform(const struct data_request *request, uint64_t stream, size_t i, size_t number)
{
    return random_uniform(request->seed, random_stream(RANDOM_EXAMPLES, stream), i * DATA_NUMBERS + number);
}

void data_normals(const struct data_request *request, uint64_t stream, size_t i, double *into, size_t count)
{
    random_normals(request->seed, random_stream(RANDOM_EXAMPLES, DATA_NORMALS + stream), i * DATA_NUMBERS, into, count);
}
