/**
 * What is left of a column, once earlier ones are taken out of it, counts as rounding up to this fraction of its
 * largest entry: the 53 bits of a double, with room for the rounding of a factorisation.
 */
export const RANK_TOLERANCE = 2 ** -43
