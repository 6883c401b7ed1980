/* SPDX-License-Identifier: MIT */
/*
 * ubsan.c - what code that was compiled with -fsanitize=undefined calls: the place and a few
 * words, and the machine stops.
 *
 * Source: the calls that gcc and clang make; all but one pass a description that begins with
 * the place in the source.
 */
#include "kernel.h"

struct place {
	const char *file;
	u32 line, column;
};

static _Noreturn void stop(const struct place *place, const char *what)
{
	print("UNDEFINED: %s:%u:%u: %s\n", place->file, place->line, place->column, what);
	machine_exit(EXIT_UNDEFINED);
}

/* Arguments behind the description, the operands, are nobody's here. */
#define HANDLER(kind, what)                                                                        \
	void __ubsan_handle_##kind(const struct place *place);                                     \
	void __ubsan_handle_##kind(const struct place *place)                                      \
	{                                                                                          \
		stop(place, what);                                                                 \
	}

HANDLER(add_overflow, "a sum overflows")
HANDLER(sub_overflow, "a difference overflows")
HANDLER(mul_overflow, "a product overflows")
HANDLER(negate_overflow, "a negation overflows")
HANDLER(divrem_overflow, "a division by zero, or one that overflows")
HANDLER(shift_out_of_bounds, "a shift by too much, or of what does not fit")
HANDLER(out_of_bounds, "an index beyond its array")
HANDLER(pointer_overflow, "a pointer leaves its object")
HANDLER(type_mismatch_v1, "a pointer that is null, misaligned or too close to the end")
HANDLER(load_invalid_value, "a value that its type does not have")
HANDLER(vla_bound_not_positive, "an array of no length")
HANDLER(nonnull_arg, "an argument must not be null")
HANDLER(invalid_builtin, "a builtin was given what it does not take")
HANDLER(alignment_assumption, "an assumed alignment is wrong")
HANDLER(float_cast_overflow, "a number does not fit")
HANDLER(builtin_unreachable, "what cannot be reached is reached")
HANDLER(missing_return, "a function ends without its value")

void __ubsan_handle_nonnull_return_v1(const void *description, const struct place *place);
void __ubsan_handle_nonnull_return_v1(const void *description, const struct place *place)
{
	(void)description;
	stop(place, "a function must not return null");
}
