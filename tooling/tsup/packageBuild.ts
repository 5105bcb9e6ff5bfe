/**
 * Build settings every package shares: ESM, one type file an entry, Node built-ins and the package's own `#imports` left alone.
 * The entries are what package.json says: each export names its source and its place in dist, each command is built from the source of its name.
 * A source that starts a worker calls it './worker.ts', a file beside it; what is built calls it './worker.js', the package's export of that name.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { defineConfig } from 'tsup'

type Manifest = {
  readonly exports?: Readonly<Record<string, { readonly '@ketwork/source'?: string; readonly default?: string }>>
  readonly bin?: Readonly<Record<string, string>>
}

const { exports = {}, bin = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const entry: Record<string, string> = {}
for (const { '@ketwork/source': source, default: built } of Object.values(exports)) if (source && built) entry[entryName(built)] = source
for (const built of Object.values(bin)) entry[entryName(built)] = `src/${entryName(built)}.ts`

export const packageBuild = defineConfig({
  entry,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  // Types of other packages are taken from their built files, as users will see them.
  dts: Object.keys(exports).length > 0 && { compilerOptions: { customConditions: [] } },
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
  external: [/^node:/, /^#/],
  esbuildPlugins: [
    {
      name: 'worker',
      setup: (build) => {
        build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
          contents: (await readFile(path, 'utf8')).replaceAll("'./worker.ts'", "'./worker.js'"),
          loader: 'ts',
        }))
      },
    },
  ],
})

/** `./dist/files.js` -> `files` */
function entryName(built: string): string {
  return built.replace(/^(\.\/)?dist\//, '').replace(/\.js$/, '')
}
