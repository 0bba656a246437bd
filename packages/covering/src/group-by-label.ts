/** Rows grouped by their labels, ascending within each group; labels that no row bears are left out. */
export function groupByLabel(
  labels: Uint32Array,
  count: number,
): { offsets: Uint32Array; permutation: Uint32Array } {
  const ends = new Uint32Array(count)
  for (let row = 0; row < labels.length; row++) ends[labels[row]]++
  const boundaries = [0]
  for (let label = 0, start = 0; label < count; label++) {
    const next = start + ends[label]
    if (next > start) boundaries.push(next)
    ends[label] = start
    start = next
  }
  const permutation = new Uint32Array(labels.length)
  for (let row = 0; row < labels.length; row++) permutation[ends[labels[row]]++] = row
  return { offsets: Uint32Array.from(boundaries), permutation }
}
