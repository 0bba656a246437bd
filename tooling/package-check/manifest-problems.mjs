/**
 * What a packed package.json promises its clients, and the files that belong beside it.
 *
 * @param {Record<string, any>} manifest as packed
 * @param {string} directory of the package, from the root of the repository
 * @param {ReadonlySet<string>} files in the tarball
 * @returns {string[]} one line for each promise that is not kept
 */
export function manifestProblems(manifest, directory, files) {
  const problems = []
  const expect = (kept, problem) => {
    if (!kept) problems.push(problem)
  }
  const { license, repository, engines, sideEffects, type, exports, bin, dependencies = {} } = manifest
  expect(license === 'MIT', `license is ${JSON.stringify(license)}, not "MIT"`)
  expect(typeof repository?.url === 'string', 'repository.url is missing')
  expect(
    repository?.directory === directory,
    `repository.directory is ${JSON.stringify(repository?.directory)}, not "${directory}"`,
  )
  expect(typeof engines?.node === 'string', 'engines.node is missing')
  expect(sideEffects === false, `sideEffects is ${JSON.stringify(sideEffects)}, not false`)
  expect(type === 'module', `type is ${JSON.stringify(type)}, not "module"`)
  expect(exports !== undefined || bin !== undefined, 'neither exports nor bin is given')
  for (const [entry, conditions] of Object.entries(exports ?? {})) {
    if (entry === './package.json') continue
    const first = Object.keys(Object(conditions))[0]
    expect(first === 'types', `exports["${entry}"] starts with ${JSON.stringify(first)}, not "types"`)
  }
  for (const [name, range] of Object.entries(dependencies)) {
    expect(!/^(workspace|catalog|link|file):/.test(range), `dependency ${name} is packed as "${range}"`)
  }
  for (const file of ['README.md', 'LICENSE']) expect(files.has(file), `${file} is not packed`)
  return problems
}
