import { defineConfig, type Options } from 'tsup'

/** The one way a library of this repository is built: ES modules, types, source maps, nothing bundled in. */
export const library = (options: Options = {}) =>
  defineConfig({
    entry: ['src/index.ts'],
    format: ['esm'],
    target: 'es2022',
    platform: 'neutral',
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
    ...options,
  })
