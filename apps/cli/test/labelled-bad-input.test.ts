import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DATA, filesIn, polylogHere, temporaryFolder } from './polylog-process.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const WEATHER = join(DATA, 'seattle-weather.csv')

describe('a bad option or value stops, says what would do, and leaves nothing', () => {
  it.each<[string, string[], number, RegExp]>([
    [
      'unknown target',
      ['compress', WEATHER, '--size', '50', '--target', 'z'],
      2,
      /There is no column 'z'.*temp_max \(DOUBLE\)/,
    ],
    [
      'a time as target',
      ['compress', WEATHER, '--size', '50', '--target', 'date'],
      3,
      /"date" .* is of the type DATE.*hour=hour\(date\)/,
    ],
    [
      'target among the columns',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '-c', 'wind,temp_min'],
      2,
      /--columns names 'wind', which is the target/,
    ],
    [
      'loss without target',
      ['compress', WEATHER, '--size', '50', '--loss', 'huber'],
      2,
      /--loss is given without --target/,
    ],
    [
      'unknown loss',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '--loss', 'hinge'],
      2,
      /--loss is 'hinge'.*squared/,
    ],
    [
      'a tolerance',
      ['compress', WEATHER, '--tolerance', '1e-3', '--target', 'wind'],
      2,
      /--tolerance is given with --target or --by/,
    ],
    [
      'a report',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '--report', 'r.html'],
      2,
      /--report .*verify --train/,
    ],
    [
      'a group too small',
      ['compress', WEATHER, '--size', '300', '--by', 'weather', '--allocation', 'equal'],
      3,
      /The group weather=snow has 26 rows, fewer than its share of 60/,
    ],
    [
      'too small for least squares',
      ['compress', WEATHER, '--size', '10', '--target', 'wind', '--least-squares', '2'],
      2,
      /Least squares of degree 2 needs \d+ rows/,
    ],
    [
      'two targets',
      ['compress', WEATHER, '--size', '50', '--target', 'wind,temp_min'],
      2,
      /--target names 'wind' and 'temp_min'/,
    ],
    [
      'labels without target',
      ['compress', WEATHER, '--size', '50', '--by', 'weather', '--labels', 'projected'],
      2,
      /--labels is given without --target/,
    ],
    [
      'a limit that train does not know',
      ['verify', WEATHER, WEATHER, '--train', '--target', 'wind', '--max-moment', '0'],
      2,
      /--max-moment is given with --train/,
    ],
    [
      'a name that is taken',
      ['compress', WEATHER, '--size', '50', '--target', 'wind', '--weight-name', 'Wind'],
      2,
      /Two columns of the output would be called 'Wind'/,
    ],
    [
      'order and least squares',
      ['compress', WEATHER, '--size', '99', '--target', 'wind', '--least-squares', '1', '--order', '3'],
      2,
      /--order is given with --least-squares/,
    ],
    ['train without target', ['verify', WEATHER, WEATHER, '--train'], 2, /--train is given without --target/],
    [
      'excess without train',
      ['verify', WEATHER, WEATHER, '--max-excess', '1'],
      2,
      /--max-excess is given without --train/,
    ],
  ])('%s', async (_, args, code, message) => {
    const before = filesIn(folder)
    const found = await polylogHere([...args, ...(args[0] === 'compress' ? ['--out', at('never.csv')] : [])])
    expect(found.stderr).toMatch(message)
    expect(found.stderr).toMatch(/^polylog: [^\n]+\n$/)
    expect(found.code).toBe(code)
    expect(filesIn(folder)).toEqual(before)
  })

  it('a coreset that trains too badly fails the check', async () => {
    const line = Array.from({ length: 100 }, (_, i) => `${i},${2 * i + (i % 7)}`)
    writeFileSync(at('all.csv'), `x,y\n${line.join('\n')}\n`)
    writeFileSync(at('few.csv'), 'x,y,weight\n0,5,50\n50,0,50\n99,7,3\n')
    const { code, stderr } = await polylogHere([
      ...['verify', at('all.csv'), at('few.csv'), '--target', 'y', '--train', '--degree', '1'],
      ...['--max-excess', '0.5'],
    ])
    expect(stderr).toMatch(/--max-excess 0.5 is exceeded: the coreset's loss is larger by a share of/)
    expect(code).toBe(5)
  })
})
