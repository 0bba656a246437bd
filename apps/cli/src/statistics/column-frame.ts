/** A column's middle and half its extent, in which its values lie within `[-1, 1]`, whatever their scale. */
export interface ColumnFrame {
  readonly middle: number
  /** 0 for a constant column, and for no other. Divide by it: its inverse may overflow. */
  readonly half: number
}

/** The frame of an interval; neither does its extent overflow, nor does that of two near numbers vanish. */
export function frameOf({ lower, upper }: { readonly lower: number; readonly upper: number }): ColumnFrame {
  const extent = upper - lower
  const half = Number.isFinite(extent) ? extent / 2 || extent : upper / 2 - lower / 2
  return { middle: lower / 2 + upper / 2, half }
}
