import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Tests import packages by name, as clients do, and meet their sources: no build between an edit and its test.
// Only tests of processes and of packed packages need `pnpm build` first, and `pnpm test` does it.
export default defineConfig({
  resolve: {
    alias: [
      {
        find: '@polylog/testkit/fast-check',
        replacement: fileURLToPath(new URL('./packages/testkit/src/fast-check.ts', import.meta.url)),
      },
      {
        find: /^@polylog\/moments\/(baselines|from-data|herding|metrics|removals|structure)$/,
        replacement: fileURLToPath(new URL('./packages/moments/src/$1.ts', import.meta.url)),
      },
      {
        find: /^@polylog\/dataset\/(reference-models|tfjs)$/,
        replacement: fileURLToPath(new URL('./packages/dataset/src/$1.ts', import.meta.url)),
      },
      {
        find: '@polylog/network/tfjs',
        replacement: fileURLToPath(new URL('./packages/network/src/tfjs.ts', import.meta.url)),
      },
      {
        find: /^@polylog\/([a-z-]+)$/,
        replacement: fileURLToPath(new URL('./packages/$1/src/index.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'tooling/*/test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
