import { createRng, selectRows, totalMass } from '@polylog/core'
import type { Contestant } from './contestant.js'

/** Rows drawn without replacement, their weights scaled to the mass of all: what one does without polylog. */
export const randomSubset: Contestant = {
  name: 'random subset',
  async compress(input, { size }, seed) {
    const rng = createRng(seed)
    const count = Math.min(size, input.size)
    const rows = new Uint32Array(count)
    let chosen = 0
    for (let row = 0; chosen < count; row++) {
      if (rng.uniform() * (input.size - row) < count - chosen) rows[chosen++] = row
    }
    const drawn = Float64Array.from(rows, row => input.weights[row])
    const scale = totalMass(input) / drawn.reduce((sum, weight) => sum + weight, 0)
    return {
      set: selectRows(
        input,
        rows,
        drawn.map(weight => weight * scale),
      ),
    }
  },
}
