/** A rule that works number by number, in double precision: the change of a parameter from its gradient. */
export interface ElementWiseRule {
  readonly name: string
  /** Fresh state for so many numbers; `parameters` are looked at by decay alone. */
  create(length: number): (gradient: Float64Array, parameters: Float64Array, step: number) => Float64Array
}

const RATE = 0.003

export const RULES: readonly ElementWiseRule[] = [
  { name: 'SGD', create: () => gradient => gradient.map(g => -RATE * g) },
  {
    name: 'momentum',
    create(length) {
      const velocity = new Float64Array(length)
      return gradient =>
        gradient.map((g, i) => {
          velocity[i] = 0.9 * velocity[i] + g
          return -RATE * velocity[i]
        })
    },
  },
  {
    name: 'RMSprop',
    create(length) {
      const squares = new Float64Array(length)
      return gradient =>
        gradient.map((g, i) => {
          squares[i] = 0.99 * squares[i] + 0.01 * g * g
          return (-RATE * g) / (Math.sqrt(squares[i]) + 1e-8)
        })
    },
  },
  { name: 'Adam', create: length => adam(length, 0) },
  { name: 'AdamW', create: length => adam(length, 0.01) },
  {
    name: 'Adamax',
    create(length) {
      const means = new Float64Array(length)
      const largest = new Float64Array(length)
      return (gradient, _parameters, step) =>
        gradient.map((g, i) => {
          means[i] = 0.9 * means[i] + 0.1 * g
          largest[i] = Math.max(0.999 * largest[i], Math.abs(g))
          return (-RATE / (1 - 0.9 ** step)) * (means[i] / (largest[i] + 1e-8))
        })
    },
  },
]

function adam(length: number, decay: number) {
  const means = new Float64Array(length)
  const squares = new Float64Array(length)
  return (gradient: Float64Array, parameters: Float64Array, step: number) =>
    gradient.map((g, i) => {
      means[i] = 0.9 * means[i] + 0.1 * g
      squares[i] = 0.999 * squares[i] + 0.001 * g * g
      const mean = means[i] / (1 - 0.9 ** step)
      const square = squares[i] / (1 - 0.999 ** step)
      return (-RATE * mean) / (Math.sqrt(square) + 1e-8) - RATE * decay * parameters[i]
    })
}
