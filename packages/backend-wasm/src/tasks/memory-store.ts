/** Memory that has done its service and waits for the next task: new memory is dear, since it comes page by page. */
export interface MemoryStore {
  /** So many doubles, with whatever was in them. */
  take(length: number): Float64Array<ArrayBuffer>
  /** Returns the memory of an array that nobody uses any more. */
  put(data: Float64Array<ArrayBuffer>): void
}

/** Arrays come in sizes of powers of two, from this one on, so that one fits many. */
const LEAST = 2 ** 10

/** Bytes that are kept at most. */
const MOST_KEPT = 2 ** 25

export function createMemoryStore(): MemoryStore {
  const kept: ArrayBuffer[] = []
  return {
    take(length) {
      const size = Math.max(LEAST, 2 ** Math.ceil(Math.log2(length)))
      const found = kept.findIndex(({ byteLength }) => byteLength === 8 * size)
      const buffer = found < 0 ? new ArrayBuffer(8 * size) : kept.splice(found, 1)[0]
      return new Float64Array(buffer, 0, length)
    },
    put({ buffer }) {
      kept.push(buffer)
      let bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0)
      while (bytes > MOST_KEPT) bytes -= kept.shift()!.byteLength
    },
  }
}
