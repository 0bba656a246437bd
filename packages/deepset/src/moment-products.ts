import { OptionError } from '@polylog/core'
import { multiIndexRank } from './multi-indices.js'

/** A polynomial in the moments: `Σ_j coefficients[j] Π_{i in [offsets[j], offsets[j+1])} p_{ranks[i]}`. */
export interface MomentProducts {
  readonly coefficients: Float64Array
  readonly offsets: Uint32Array
  readonly ranks: Uint32Array
}

/** A partition of some of a term's factors: each block with the sum of its exponents. */
interface Partition {
  readonly coefficient: number
  readonly blocks: readonly Block[]
}

interface Block {
  readonly size: number
  readonly exponents: readonly number[]
}

const MOST_PRODUCTS = 200_000

/**
 * The sum over distinct indices as a polynomial in the moments, by Möbius inversion on the lattice of set
 * partitions `π` of the factors:
 * `Σ_{i1 … ir distinct} Π_j w_{ij}^{αj} = Σ_π Π_{B in π} (-1)^{|B|-1} (|B|-1)! p_{Σ_{j in B} αj}`.
 * Equal products are merged, so equal factors cost as many products as there are integer partitions.
 */
export function compileProducts(
  terms: readonly { readonly coefficient: number; readonly exponents: readonly (readonly number[])[] }[],
): MomentProducts {
  const merged = new Map<string, { coefficient: number; ranks: number[] }>()
  for (const term of terms) {
    for (const { coefficient, blocks } of setPartitions(term.exponents)) {
      const ranks = blocks.map(block => multiIndexRank(block.exponents)).sort((a, b) => a - b)
      const key = ranks.join()
      const product = merged.get(key) ?? { coefficient: 0, ranks }
      product.coefficient += term.coefficient * coefficient
      merged.set(key, product)
    }
    checkCount(merged.size, term.exponents.length)
  }
  return flatten([...merged.values()].filter(product => product.coefficient !== 0))
}

/** Every partition of the factors, those with equal blocks merged; the coefficients are the Möbius numbers. */
function setPartitions(factors: readonly (readonly number[])[]): Partition[] {
  let partitions: Partition[] = [{ coefficient: 1, blocks: [] }]
  for (const factor of factors) {
    const next = new Map<string, Partition>()
    const add = (coefficient: number, blocks: readonly Block[]) => {
      const key = blocks.map(blockKey).sort().join(';')
      const known = next.get(key)
      next.set(key, { coefficient: coefficient + (known?.coefficient ?? 0), blocks })
    }
    for (const { coefficient, blocks } of partitions) {
      add(coefficient, [...blocks, { size: 1, exponents: factor }])
      // A block of size s carries (-1)^{s-1} (s-1)!; one more member multiplies that by -s.
      blocks.forEach((block, i) => {
        add(-block.size * coefficient, blocks.with(i, joined(block, factor)))
      })
      checkCount(next.size, factors.length)
    }
    partitions = [...next.values()]
  }
  return partitions
}

function joined(block: Block, factor: readonly number[]): Block {
  return { size: block.size + 1, exponents: block.exponents.map((power, axis) => power + factor[axis]) }
}

function blockKey(block: Block): string {
  return `${block.size}:${block.exponents.join()}`
}

function flatten(products: readonly { coefficient: number; ranks: number[] }[]): MomentProducts {
  const offsets = new Uint32Array(products.length + 1)
  products.forEach((product, j) => {
    offsets[j + 1] = offsets[j] + product.ranks.length
  })
  return {
    coefficients: Float64Array.from(products, product => product.coefficient),
    offsets,
    ranks: Uint32Array.from(products.flatMap(product => product.ranks)),
  }
}

function checkCount(count: number, factors: number): void {
  if (count > MOST_PRODUCTS) {
    throw new OptionError(
      `A term of ${factors} factors needs more than ${MOST_PRODUCTS} products of moments`,
      'Give terms of at most 10 different factors; equal ones cost far less',
    )
  }
}
