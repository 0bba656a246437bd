import { KERNEL } from '../generated/kernel.js'

/** The kernel's binary. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNEL)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
