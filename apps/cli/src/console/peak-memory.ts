import { readFileSync } from 'node:fs'

/**
 * Bytes that this process has held at most. On Linux from `/proc`: what `process.resourceUsage` tells there begins with the
 * memory of the process that started this one.
 */
export function peakMemory(): number {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(ownStatus())?.[1]
  return 1024 * (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes))
}

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}
