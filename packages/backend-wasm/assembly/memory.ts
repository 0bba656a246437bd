/** Memory is handed out from the bottom up, and taken back by setting the mark down again. */

const PAGE: usize = 65536

let top: usize = __heap_base

export function mark(): usize {
  return top
}

export function rewind(to: usize): void {
  top = to
}

/** `bytes` of memory at a multiple of 16, with what was in it before. */
export function allocate(bytes: usize): usize {
  const at = (top + 15) & ~(<usize>15)
  top = at + bytes
  const missing = <isize>top - <isize>(<usize>memory.size() * PAGE)
  if (missing > 0 && memory.grow(<i32>((<usize>missing + PAGE - 1) / PAGE)) < 0) unreachable()
  return at
}

export function doubles(count: i32): usize {
  return allocate((<usize>count) << 3)
}

export function integers(count: i32): usize {
  return allocate((<usize>count) << 2)
}
