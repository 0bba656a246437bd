import { KERNEL } from '../generated/kernel.js'

/** The smallest module that asks for SIMD: one function that returns a splat. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123],
  ...[3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
)

/** What the kernel needs and this runtime does not have; nothing where it can run. */
export function kernelProblem(): string | undefined {
  if (typeof globalThis.WebAssembly !== 'object') return 'This runtime has no WebAssembly'
  if (!WebAssembly.validate(SIMD_MODULE)) return 'The WebAssembly of this runtime has no SIMD'
  if (!nodeZlib() && typeof globalThis.DecompressionStream !== 'function') {
    return 'This runtime has no DecompressionStream'
  }
  return undefined
}

/** The kernel, unpacked and compiled. */
export async function compileKernel(): Promise<WebAssembly.Module> {
  const packed = Uint8Array.from(atob(KERNEL), character => character.charCodeAt(0))
  return WebAssembly.compile(nodeZlib()?.gunzipSync(packed) ?? (await unpacked(packed)))
}

function unpacked(packed: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}

/** Where it is there, it takes tens of megabytes less than what Node loads for streams of the web. */
function nodeZlib(): typeof import('node:zlib') | undefined {
  return globalThis.process?.getBuiltinModule?.('node:zlib')
}
