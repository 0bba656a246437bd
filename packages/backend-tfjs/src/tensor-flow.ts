import type * as TfjsCore from '@tensorflow/tfjs-core'

/** The part of `@tensorflow/tfjs-core` (or `@tensorflow/tfjs`) that this backend calls. */
export type TensorFlow = Pick<
  typeof TfjsCore,
  | 'add'
  | 'argMin'
  | 'backend'
  | 'concat'
  | 'gather'
  | 'getBackend'
  | 'matMul'
  | 'mul'
  | 'ones'
  | 'ready'
  | 'reshape'
  | 'slice'
  | 'squaredDifference'
  | 'stack'
  | 'sub'
  | 'tensor1d'
  | 'tensor2d'
  | 'tidy'
  | 'transpose'
>

/** Entries of the largest tensor made at once: 16 MiB in single precision. */
export const MAX_ENTRIES = 2 ** 22
