/** Memory is handed out from the bottom up, and taken back by setting the mark down again. */

const PAGE: u64 = 65536

/** What an address of 32 bits can reach, less a page for good measure. */
const MOST: u64 = 0xffff0000

let top: usize = __heap_base

export function mark(): usize {
  return top
}

export function rewind(to: usize): void {
  top = to
}

/**
 * `bytes` of memory at a multiple of 16, with what was in it before. Traps where there is not as much: the host
 * then turns to another backend.
 */
function allocate(bytes: u64): usize {
  const at = ((<u64>top + 15) / 16) * 16
  const end = at + bytes
  if (end > MOST) unreachable()
  const missing = <i32>((end + PAGE - 1) / PAGE) - memory.size()
  if (missing > 0) {
    if (memory.grow(missing) < 0) unreachable()
    // Calls itself, so that it is not copied to wherever memory is asked for.
    return allocate(bytes)
  }
  top = <usize>end
  return <usize>at
}

export function doubles(count: i64): usize {
  return allocate(<u64>count * 8)
}

export function integers(count: i64): usize {
  return allocate(<u64>count * 4)
}
