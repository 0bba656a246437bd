import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SingleBar } from 'cli-progress'
import { Argument, Command, Option } from 'commander'
import { redrawStudy, runStudy } from './running/run-study.js'
import { STUDIES } from './studies/all-studies.js'
import type { Preset } from './study.js'

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url))

const names = STUDIES.map(({ name }) => name)

const program = new Command('lab')
  .description('Runs studies: each writes a table (CSV), figures (SVG) and a page of text.')
  .addArgument(new Argument('<study>', 'one of them, or all').choices([...names, 'all']))
  .addOption(
    new Option('--preset <preset>', 'quick takes minutes at most; full can be interrupted, and goes on')
      .choices(['quick', 'full'])
      .default('quick'),
  )
  .option('--redraw', 'only figures and page, from the table of a run that is over')
  .option('--out <folder>', 'where to write; apps/lab/results/PRESET by default')
  .action(
    async (name: string, { preset, out, redraw }: { preset: Preset; out?: string; redraw?: boolean }) => {
      const folder = out ?? join(RESULTS, preset)
      for (const study of STUDIES.filter(study => name === 'all' || study.name === name)) {
        if (redraw) {
          redrawStudy(study, preset, folder)
          continue
        }
        const bar = new SingleBar({
          format: `${study.name} [{bar}] {value}/{total} | {duration_formatted}`,
          stream: process.stderr,
          hideCursor: true,
        })
        bar.start(1, 0)
        const onProgress = (done: number, total: number) => {
          bar.setTotal(total)
          bar.update(done)
        }
        try {
          await runStudy(study, { preset, folder, onProgress })
        } finally {
          bar.stop()
        }
        process.stdout.write(`${join(folder, `${study.name}.md`)}\n`)
      }
    },
  )

await program.parseAsync()
