import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const PATIENCE_MS = 40_000

const chromiumPath = () => CANDIDATES.find(path => path && existsSync(path))

export function browserProblem() {
  return chromiumPath() || process.env.CI ? undefined : 'no Chromium was found (set CHROMIUM_PATH)'
}

export async function resultInBrowser({ source, folder, policy = '' }) {
  const script = await bundled(source, folder)
  const server = await served(script, policy)
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    let settle
    const outcome = new Promise((resolve, reject) => {
      settle = resolve
      page.on('pageerror', reject)
      setTimeout(() => reject(new Error(`The page said nothing in ${PATIENCE_MS} ms`)), PATIENCE_MS).unref()
    })
    await page.exposeFunction('settle', settle)
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    const { result, error } = await outcome
    if (error) throw new Error(error)
    return result
  } finally {
    await browser.close()
    await new Promise(resolve => server.close(resolve))
  }
}

async function bundled(source, folder) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { result } from 'the-module-at-hand'
        Promise.resolve(result).then(
          result => window.settle({ result }),
          error => window.settle({ error: String(error?.stack ?? error) }),
        )`,
      resolveDir: folder,
    },
    plugins: [
      {
        name: 'module at hand',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^the-module-at-hand$/ }, () => ({ path: 'module', namespace: 'at-hand' }))
          onLoad({ filter: /.*/, namespace: 'at-hand' }, () => ({
            contents: source,
            loader: 'ts',
            resolveDir: folder,
          }))
        },
      },
    ],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  })
  return outputFiles[0].text
}

function served(script, policy) {
  const server = createServer((request, response) => {
    const isScript = request.url === '/module.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    if (policy) response.setHeader('Content-Security-Policy', policy)
    response.end(
      isScript
        ? script
        : '<!doctype html><title>polylog</title><script type="module" src="/module.js"></script>',
    )
  })
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)))
}
