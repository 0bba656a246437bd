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
      /"date" .* is of the type DATE.*day=epoch\(date\)/,
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

  it.each([
    ['in memory', []],
    ['that streams', ['--memory', '1MB']],
  ])('a label that the loss does not take, in a table %s, is named by its row there', async (_, memory) => {
    // Row 3 is dropped, so that the bad one is another among those that are left.
    const line = Array.from(
      { length: 40_000 },
      (_, i) => `${Math.sin(i)},${Math.cos(i)},${i === 20_000 ? -2 : i % 5}`,
    )
    line[2] = ',1,1'
    writeFileSync(at('counts.csv'), `a,b,y\n${line.join('\n')}\n`)
    const { code, stderr } = await polylogHere([
      ...['compress', at('counts.csv'), '--size', '50', '--target', 'y', '--loss', 'poisson'],
      ...['--nulls', 'drop', '--out', at('never.csv'), ...memory],
    ])
    expect(stderr).toMatch(/Column "y" of labels is -2 in row 20001\. Give counts/)
    expect(code).toBe(3)
  })

  it('a mistyped number makes no categories of a column, and its row is named', async () => {
    const line = Array.from({ length: 80 }, (_, i) => `${i === 16 ? '1o' : i},${i % 7},${i % 3}`)
    writeFileSync(at('mistyped.csv'), `a,b,y\n${line.join('\n')}\n`)
    const run = (...options: readonly string[]) =>
      polylogHere(['compress', at('mistyped.csv'), '--size', '20', '--out', at('never.csv'), ...options])
    const looks =
      /Column "a" of .*mistyped\.csv is one of texts, and looks like one of numbers: row 17 is '1o'/
    for (const options of [
      ['--target', 'y', '-c', 'a,b'],
      ['--target', 'a'],
    ]) {
      const { code, stderr } = await run(...options)
      expect(stderr).toMatch(looks)
      expect(code).toBe(3)
    }
    expect(filesIn(folder)).not.toContain('never.csv')
    const left = await run('--target', 'y')
    expect(left.stdout).toMatch(/left out\s+a \(VARCHAR: row 17 is '1o'\)/)
    expect(left.code).toBe(0)
    const cast = ['--target', 'y', '-c', 'a=try_cast(a AS DOUBLE),b']
    const dropped = await run(...cast, '--nulls', 'drop')
    expect(dropped.stdout).toMatch(/80 -> 20 \(1 with NULL/)
    expect((await run('--target', 'y', '-c', 'a=a::VARCHAR,b')).code).toBe(0)
  })

  it('what only one of the files to verify holds is named by row and file', async () => {
    const line = Array.from(
      { length: 60 },
      (_, i) => `${i % 7},${i % 2 ? 'p' : 'q'},${i % 3 ? 'one' : 'two'}`,
    )
    writeFileSync(at('known.csv'), `x,kind,y\n${line.join('\n')}\n`)
    writeFileSync(at('class.csv'), 'x,kind,y,weight\n1,p,one,30\n2,q,three,30\n')
    writeFileSync(at('category.csv'), 'x,kind,y,weight\n1,,one,1\n1,p,one,30\n2,r,two,30\n')
    const train = (file: string, ...options: string[]) =>
      polylogHere(['verify', at('known.csv'), at(file), '--train', '--target', 'y', ...options])
    expect((await train('class.csv')).stderr).toMatch(
      /Row 2 of .*class\.csv, column "y" is "three", a class that is not in the original/,
    )
    const category = await train('category.csv', '--columns', 'x,kind', '--nulls', 'drop')
    expect(category.stderr).toMatch(/Column "kind" is "r" in row 3 of .*category\.csv/)
    expect(category.code).toBe(3)
  })

  it('yes and no are the same classes where one file holds nothing else, and another does', async () => {
    const line = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 3 ? 'yes' : 'no'}`)
    writeFileSync(at('answers.csv'), `x,y\n${line.join('\n')}\n`)
    const few = at('answers.few.csv')
    await polylogHere(['compress', at('answers.csv'), '--size', '20', '--target', 'y', '--out', few])
    const tried = async (rows: readonly string[]) => {
      writeFileSync(at('tries.csv'), `x,y\n${rows.join('\n')}\n`)
      return polylogHere([
        ...['verify', at('answers.csv'), few, '--train', '--target', 'y', '--test', at('tries.csv')],
      ])
    }
    expect((await tried(['1,yes', '2,no', '3,Yes'])).code).toBe(0)
    const { stderr } = await tried(['1,yes', '2,no', '3,perhaps'])
    expect(stderr).toMatch(
      /Row 3 of .*tries\.csv, column "y" is "perhaps", a class that is not in the original/,
    )
  })

  it('a model of too many terms is refused before it is made', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `x${i}`)
    const line = Array.from({ length: 30 }, (_, row) =>
      names.map((_, i) => Math.sin(row * (i + 1))).join(','),
    )
    const rows = line.map((text, i) => `${text},${i},1`).join('\n')
    for (const name of ['wide.csv', 'wide.few.csv'])
      writeFileSync(at(name), `${names.join(',')},y,weight\n${rows}\n`)
    const { code, stderr } = await polylogHere([
      ...['verify', at('wide.csv'), at('wide.few.csv'), '--train', '--target', 'y', '--degree', '9'],
    ])
    expect(stderr).toMatch(/A model of degree 9 in 12 inputs has 293930 terms\. Give a lower degree/)
    expect(code).toBe(2)
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
