/* Schubfach needs the powers of ten from 10^-292 to 10^324 to 128 bits, rounded up. They are worked out once, before main, by
 * schoolbook arithmetic on wide numbers, which is less to read and to trust than a table of 617 constants. */
#include "base/shortest.h"

#include <stdbool.h>
#include <string.h>

enum { LEAST_POWER = -292, MOST_POWER = 324, LIMBS = 44 };

__extension__ typedef unsigned __int128 wide;

struct power {
    uint64_t high, low;
};
static struct power powers[MOST_POWER - LEAST_POWER + 1];

/* The top 128 bits of a wide number (32-bit limbs, least first), from its leading 1 on, plus one unless the rest is zero. */
static struct power round_up(const uint32_t limbs[LIMBS], bool exact_possible)
{
    int top = LIMBS - 1;
    while (!limbs[top])
        top--;
    const int shift = __builtin_clz(limbs[top]);
    uint64_t words[4];
    bool rest = !exact_possible;
    for (int i = 0; i < 4; i++) {
        const uint64_t limb = top >= i ? limbs[top - i] : 0, next = top >= i + 1 ? limbs[top - i - 1] : 0;
        words[i] = (uint32_t)(limb << shift | (shift ? next >> (32 - shift) : 0));
    }
    if (top >= 4 && shift)
        rest = rest || (uint32_t)(limbs[top - 4] << shift);
    for (int i = top - (shift ? 5 : 4); i >= 0; i--)
        rest = rest || limbs[i];
    struct power power = {words[0] << 32 | words[1], words[2] << 32 | words[3]};
    if (rest && ++power.low == 0)
        power.high++;
    return power;
}

__attribute__((constructor)) static void compute_powers(void)
{
    uint32_t limbs[LIMBS] = {1};
    for (int exponent = 0; exponent <= MOST_POWER; exponent++) {
        powers[exponent - LEAST_POWER] = round_up(limbs, true);
        uint64_t carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += (uint64_t)limbs[i] * 10;
            limbs[i] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    /* One, with so many places behind the point that 292 divisions by ten leave hundreds of exact bits. */
    memset(limbs, 0, sizeof limbs);
    limbs[LIMBS - 1] = 1;
    for (int exponent = -1; exponent >= LEAST_POWER; exponent--) {
        uint64_t remainder = 0;
        for (int i = LIMBS - 1; i >= 0; i--) {
            remainder = remainder << 32 | limbs[i];
            limbs[i] = (uint32_t)(remainder / 10);
            remainder %= 10;
        }
        powers[exponent - LEAST_POWER] = round_up(limbs, false);
    }
}

static int floor_log2_power10(int exponent)
{
    return (exponent * 1741647) >> 19;
}

/* The high part of power · factor / 2^128, its last bit set if anything was cut off ("round to odd"). */
static uint64_t multiply_to_odd(struct power power, uint64_t factor)
{
    const wide low = (wide)power.low * factor, high = (wide)power.high * factor + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static struct decimal without_zeros(uint64_t digits, int exponent)
{
    while (digits % 10 == 0) {
        digits /= 10;
        exponent++;
    }
    return (struct decimal){digits, exponent};
}

struct decimal shortest_decimal(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint64_t fraction = bits & 0xfffffffffffffu;
    const int biased = (int)(bits >> 52 & 0x7ff);
    const uint64_t mantissa = biased ? fraction | 1ull << 52 : fraction;
    const int binary = biased ? biased - 1075 : -1074;

    /* The neighbours' midpoints, in quarters of the last place; the lower one is nearer at a power of two. */
    const bool even = mantissa % 2 == 0, narrow = fraction == 0 && biased > 1;
    const uint64_t quarters = 4 * mantissa, below = quarters - 2 + narrow, above = quarters + 2;
    const int exponent = (binary * 1262611 - (narrow ? 524031 : 0)) >> 22;
    const int shift = binary + floor_log2_power10(-exponent) + 1;
    const struct power power = powers[-exponent - LEAST_POWER];
    const uint64_t lower = multiply_to_odd(power, below << shift) + !even, middle = multiply_to_odd(power, quarters << shift),
                   upper = multiply_to_odd(power, above << shift) - !even;

    const uint64_t floor = middle / 4;
    if (floor >= 10) {
        const uint64_t tens = floor / 10;
        const bool down = lower <= 40 * tens, up = 40 * tens + 40 <= upper;
        if (down != up)
            return without_zeros(tens + up, exponent + 1);
    }
    const bool down = lower <= 4 * floor, up = 4 * floor + 4 <= upper;
    if (down != up)
        return without_zeros(floor + up, exponent);
    const uint64_t half = 4 * floor + 2;
    return without_zeros(floor + (middle > half || (middle == half && floor % 2)), exponent);
}
