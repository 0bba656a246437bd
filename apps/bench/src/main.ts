import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ALL_JOBS, jobsMatching } from './jobs/all-jobs.js'
import { loadAverage, peakMegabytes, thisMachine } from './machine.js'
import { type Measurement, measure } from './measure.js'
import { markdownReport, type Report, terminalReport } from './report.js'

interface BenchOptions {
  readonly only?: string
  readonly draws?: number
  readonly json?: boolean
  readonly write?: boolean
}

const RESULTS = new URL('../RESULTS.md', import.meta.url)

const program = new Command('bench')
  .description('Times polylog and its baselines on fixed, seeded jobs, and judges their errors.')
  .option('--only <text>', "run where 'job/contestant' holds the text, such as m3-k5-8000 or best")
  .option('--draws <count>', "draws per job, instead of each job's own", positiveInteger)
  .option('--json', 'print all figures as JSON')
  .addOption(new Option('--write', 'write RESULTS.md').conflicts(['only', 'draws']))
  .action(async (options: BenchOptions) => {
    const jobs = options.only === undefined ? ALL_JOBS : jobsMatching(ALL_JOBS, options.only)
    if (jobs.length === 0) {
      const names = ALL_JOBS.map(({ name }) => name).join(', ')
      program.error(`--only ${options.only} matches no job. Choose among ${names}.`)
    }
    const report = await runJobs(jobs, options.draws)
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : terminalReport(jobs, report))
    if (options.write) writeFileSync(RESULTS, markdownReport(jobs, report))
  })

async function runJobs(jobs: typeof ALL_JOBS, draws: number | undefined): Promise<Report> {
  const machine = thisMachine()
  const loadBefore = loadAverage()
  const measurements: Measurement[] = []
  for (const job of jobs) {
    for (const contestant of job.contestants) {
      process.stderr.write(`${job.name}/${contestant.name}\n`)
      measurements.push(await measure(job, contestant, draws))
    }
  }
  return { machine, loadBefore, loadAfter: loadAverage(), peakMegabytes: peakMegabytes(), measurements }
}

function positiveInteger(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Give a positive integer.')
}

void program.parseAsync()
