/** Build settings every package shares: ESM, one type file an entry, Node built-ins and the package's own `#imports` left alone. */
import { defineConfig } from 'tsup'

export const packageBuild = defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  dts: true,
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  external: [/^node:/, /^#/],
})
