import { defineConfig } from 'tsup'

/**
 * The one way a library of this repository is built: ES modules, types, source maps, nothing bundled in.
 *
 * @param {import('tsup').Options} options what differs for one package
 */
export const library = (options = {}) =>
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
