import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { ALL_JOBS, isWanted, jobsMatching } from './jobs/all-jobs.js'
import type { Job, Section } from './jobs/job.js'
import { loadAverage, thisMachine } from './machine.js'
import { memoryOf } from './memory-of.js'
import { peerVersions } from './python.js'
import { type Report, terminalReport } from './reporting/report.js'
import { writeResults } from './reporting/write-results.js'

interface BenchOptions {
  readonly only?: string
  readonly draws?: number
  readonly quick?: boolean
  readonly peers?: boolean
  readonly python: string
  readonly memory: boolean
  readonly json?: boolean
  readonly out?: string
}

const RESULTS = fileURLToPath(new URL('../../../bench/', import.meta.url))

const program = new Command('bench')
  .description('Times polylog, its peers and its baselines on fixed, seeded jobs, and judges their errors.')
  .option('--only <text>', "run what of 'job' or 'job/contestant' holds the text, such as m3-k5-8000 or best")
  .option('--draws <count>', "draws per job, instead of each job's own", positiveInteger)
  .option('--quick', 'a few minutes: few draws, and only the smaller problems of each job')
  .option('--peers', 'libraries in Python as well: see apps/bench/peers/requirements.txt')
  .option('--python <command>', 'their interpreter', 'python3')
  .option('--no-memory', 'leave out the runs that measure memory')
  .option('--json', 'print all figures as JSON')
  .option('--out <folder>', 'write RESULTS.md and charts there; runs of everything write to bench/')
  .action(async (options: BenchOptions) => {
    const jobs = jobsMatching(ALL_JOBS, options.only)
    if (jobs.length === 0) {
      const names = ALL_JOBS.map(({ name }) => name).join(', ')
      program.error(`--only ${options.only} matches no job. Choose among ${names}.`)
    }
    const report = await runJobs(jobs, options)
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : terminalReport(report))
    const isPart =
      options.only !== undefined || options.draws !== undefined || options.quick || !options.memory
    const folder = options.out ?? (isPart ? undefined : RESULTS)
    if (folder !== undefined) writeResults(report, folder)
  })

async function runJobs(jobs: readonly Job[], options: BenchOptions): Promise<Report> {
  const { only, draws, quick = false, python } = options
  const machine = thisMachine()
  const loadBefore = loadAverage()
  const started = performance.now()
  const sections: Section[] = []
  const log = (text: string) => void process.stderr.write(`${text}\n`)
  const measuredMemory = (job: string, contestant: string) => {
    log(`${job}: memory of ${contestant}`)
    return memoryOf(job, contestant)
  }
  for (const job of jobs) {
    const findings = await job.run({
      draws,
      quick,
      python: options.peers ? python : undefined,
      wants: part => isWanted(only, job.name, part),
      memoryOf: options.memory ? measuredMemory : () => Promise.resolve(undefined),
      log,
    })
    sections.push({ job: job.name, claim: job.claim, findings })
  }
  return {
    machine,
    peers: options.peers ? peerVersions(python) : undefined,
    loadBefore,
    loadAfter: loadAverage(),
    minutes: Math.round((performance.now() - started) / 6000) / 10,
    sections,
  }
}

function positiveInteger(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Give a positive integer.')
}

void program.parseAsync()
