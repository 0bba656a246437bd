import { spawnSync } from 'node:child_process'

/** Name and version of the interpreter and of the peers that it has, such as `Python 3.11.7, scipy 1.17.1`. */
export function peerVersions(python: string): string {
  const script = [
    'import importlib.metadata as m, platform',
    'def version(name):',
    '  try: return name + " " + m.version(name)',
    '  except m.PackageNotFoundError: return name + " missing"',
    'names = ["numpy", "scipy", "pyrecombine", "jax", "coreax", "goodpoints"]',
    'print(", ".join(["Python " + platform.python_version()] + [version(name) for name in names]))',
  ].join('\n')
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : `there is no ${python}`
}
