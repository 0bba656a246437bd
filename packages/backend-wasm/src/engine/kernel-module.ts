import { KERNEL } from '../generated/kernel.js'

/** The kernel's binary. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNEL)
  return Uint8Array.from(text, character => character.charCodeAt(0))
}
