// Packs every publishable package as `pnpm publish` would, and asks of the tarball what a stranger would:
// does publint find fault, do its types resolve, do import() and require() load every entry, is the manifest whole?
// Third-party dependencies are those of the workspace; packages of this repository are the packed ones.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { manifestProblems } from './manifest-problems.mjs'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')

const packages = publishable()
const scratch = mkdtempSync(join(tmpdir(), 'package-check-'))
try {
  for (const pkg of packages) await unpack(pkg)
  let failed = 0
  for (const pkg of packages) {
    const problems = pkg.problems ?? (await problemsOf(pkg))
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${pkg.manifest.name} ${pkg.manifest.version}`)
    for (const problem of problems) console.log(`     ${problem.trim().replaceAll('\n', '\n       ')}`)
    if (problems.length > 0) failed++
  }
  console.log(`${packages.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function publishable() {
  return ['packages', 'apps']
    .flatMap(folder => readdirSync(join(root, folder)).map(name => `${folder}/${name}`))
    .filter(directory => existsSync(join(root, directory, 'package.json')))
    .map(directory => ({ directory, manifest: readManifest(join(root, directory)) }))
    .filter(({ manifest }) => manifest.private !== true)
}

function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
}

/** Packs into the scratch folder and unpacks where Node will look for it. */
async function unpack(pkg) {
  const source = join(root, pkg.directory)
  try {
    pkg.tarball = join(scratch, `${pkg.directory.replace('/', '-')}.tgz`)
    await run('pnpm', ['pack', '--out', pkg.tarball], { cwd: source })
    pkg.home = join(scratch, 'node_modules', pkg.manifest.name)
    mkdirSync(pkg.home, { recursive: true })
    await run('tar', ['-xzf', pkg.tarball, '--strip-components=1', '-C', pkg.home])
    pkg.manifest = readManifest(pkg.home)
    linkThirdParty(pkg, source)
  } catch (error) {
    pkg.problems = [error.code === 'ENOENT' ? `${error.path} is not on the path` : said(error)]
  }
}

function linkThirdParty({ home, manifest }, source) {
  const own = new Set(packages.map(({ manifest }) => manifest.name))
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const target = join(source, 'node_modules', name)
    if (own.has(name) || !existsSync(target)) continue
    const link = join(home, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, link, 'dir')
  }
}

async function problemsOf({ directory, manifest, tarball, home }) {
  const files = new Set(readdirSync(home))
  return [
    ...manifestProblems(manifest, directory, files),
    ...(await publintProblems(tarball)),
    ...(manifest.exports === undefined ? [] : await typeProblems(tarball)),
    ...(await loadProblems(manifest)),
  ]
}

async function publintProblems(tarball) {
  const bytes = readFileSync(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true })
  return messages.map(message => `publint: ${formatMessage(message, pkg)}`)
}

async function typeProblems(tarball) {
  const options = ['--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']
  try {
    await run(process.execPath, [attw, tarball, ...options])
    return []
  } catch (error) {
    return [`attw: ${said(error)}`]
  }
}

async function loadProblems({ name, exports = {} }) {
  const problems = []
  for (const entry of Object.keys(exports)) {
    if (entry === './package.json' || entry.includes('*')) continue
    const specifier = JSON.stringify(name + entry.slice(1))
    for (const code of [`require(${specifier})`, `import(${specifier})`]) {
      try {
        await run(process.execPath, ['--no-warnings', '--eval', code], { cwd: scratch })
      } catch (error) {
        const reason = said(error)
          .split('\n')
          .find(line => /^\w*Error\b/.test(line))
        problems.push(`${code} fails on Node ${process.versions.node}: ${reason ?? said(error)}`)
      }
    }
  }
  return problems
}

/** What a failed child process said, or why it could not start. */
function said(error) {
  return `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message
}
