import { peakMemory } from '@polylog/cli'
import { ALL_COMPARISONS } from './comparisons/all-comparisons.js'

/**
 * `node --expose-gc alone.js JOB CONTESTANT`: one contestant does the first draw of one comparison in a process that
 * does nothing else. Prints by how many bytes the process grew at most, from when it held the input only.
 */
async function measureAlone(job: string, name: string): Promise<number> {
  const comparison = ALL_COMPARISONS.find(comparison => comparison.name === job)
  const contestant = comparison?.contestants.find(contestant => contestant.name === name)
  if (!comparison || !contestant) throw new Error(`${job} has no contestant ${name}`)
  const { input } = comparison.draw(0)
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  await contestant.compress(input, comparison.goal, 0)
  const peak = peakMemory()
  await contestant.dispose?.()
  return Math.max(0, peak - before)
}

const [job, name] = process.argv.slice(2)
process.stdout.write(`${await measureAlone(job, name)}\n`)
