/**
 * Does all jobs, at most `lanes` of them at a time, begun in their order.
 *
 * @throws the first rejection, once no job is under way any more; no other is begun after it
 */
export async function sideBySide<Job>(
  jobs: readonly Job[],
  lanes: number,
  run: (job: Job) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const lane = async (): Promise<void> => {
    while (next < jobs.length && !failed) {
      try {
        await run(jobs[next++])
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(lanes, jobs.length) }, lane))
  const rejection = outcomes.find(({ status }) => status === 'rejected')
  if (rejection?.status === 'rejected') throw rejection.reason
}
