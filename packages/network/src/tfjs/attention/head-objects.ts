import { sideBySide } from '@polylog/core'
import type { Goal } from '../../units/unit-choice.js'
import { type UnitRows, type UnitWeights, unitWeightsOf } from '../../units/unit-weights.js'
import { joinedRows, rowsOfUnits, type WeightArray } from '../model-weights.js'
import { attentionArrays, type ProjectionArrays } from './attention-weights.js'

/**
 * The heads of an attention as objects. For a network that trains on, all their weights. Where only the function counts, what
 * it sees of them, wherever that has fewer coordinates: of queries and keys the product, in which the bias of the keys drops
 * out, as it moves all scores of a query alike; of values and outputs the product, in which the outputs are linear.
 *
 * @param keyValueHeads for each head, the number of its key and value
 */
export function headObjects(
  arrays: readonly WeightArray[],
  keyValueHeads: readonly number[],
  goal: Goal,
): UnitWeights {
  const { query, key, value, output } = attentionArrays(arrays)
  const count = keyValueHeads.length
  const everyHead = keyValueHeads.map((_, head) => head)
  const [keyDim, valueDim, outputs] = [query, value, output].map(({ kernel }) => kernel.shape[2])
  const inputs = ({ kernel, bias }: ProjectionArrays) => kernel.shape[0] + (bias ? 1 : 0)
  const isShorter = (product: number, factors: number) => goal === 'function' && product <= factors
  const scores = isShorter(inputs(query) * key.kernel.shape[0], (inputs(query) + inputs(key)) * keyDim)
    ? products(query, everyHead, { kernel: key.kernel }, keyValueHeads)
    : sideBySide(count, [rowsOf(query, everyHead), rowsOf(key, keyValueHeads)])
  if (isShorter(inputs(value) * outputs, (inputs(value) + outputs) * valueDim)) {
    return unitWeightsOf(count, scores, valuesByOutputs(value, keyValueHeads, output.kernel))
  }
  const incoming = sideBySide(count, [scores, rowsOf(value, keyValueHeads)])
  return unitWeightsOf(count, incoming, joinedRows(count, [rowsOfUnits(output.kernel, 0, count)]))
}

/** Kernel and bias of every head, those of its group where it shares them. */
function rowsOf({ kernel, bias }: ProjectionArrays, groups: readonly number[]): UnitRows {
  const own = kernel.shape[1]
  const parts = [rowsOfUnits(kernel, 1, own), ...(bias ? [rowsOfUnits(bias, 0, own)] : [])]
  const all = joinedRows(own, parts)
  const values = new Float64Array(groups.length * all.width)
  groups.forEach((group, head) => {
    values.set(all.values.subarray(group * all.width, (group + 1) * all.width), head * all.width)
  })
  return { values, width: all.width }
}

/** `Ŵ_a Ŵ_bᵀ` of every head, each kernel with its bias as a last row. */
function products(
  a: ProjectionArrays,
  groupsOfA: readonly number[],
  b: ProjectionArrays,
  groupsOfB: readonly number[],
): UnitRows {
  const [first, second] = [rowsOf(a, groupsOfA), rowsOf(b, groupsOfB)]
  const length = a.kernel.shape[2]
  const [rows, columns] = [first.width / length, second.width / length]
  const values = new Float64Array(groupsOfA.length * rows * columns)
  for (let head = 0, to = 0; head < groupsOfA.length; head++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, to++) {
        for (let k = 0; k < length; k++) {
          const left = first.values[head * first.width + i * length + k]
          values[to] += left * second.values[head * second.width + j * length + k]
        }
      }
    }
  }
  return { values, width: rows * columns }
}

/** `Ŵ_v W_o` of every head. */
function valuesByOutputs(
  value: ProjectionArrays,
  groups: readonly number[],
  { shape, values }: WeightArray,
): UnitRows {
  const [heads, length, outputs] = shape
  // As a kernel `outputs × heads × length`.
  const turned = new Float32Array(values.length)
  for (let head = 0; head < heads; head++) {
    for (let k = 0; k < length; k++) {
      for (let o = 0; o < outputs; o++) {
        turned[(o * heads + head) * length + k] = values[(head * length + k) * outputs + o]
      }
    }
  }
  const kernel = { shape: [outputs, heads, length], values: turned }
  return products(
    value,
    groups,
    { kernel },
    groups.map((_, head) => head),
  )
}
