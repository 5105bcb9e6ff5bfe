/**
 * Build settings every package shares: ESM, one type file an entry, Node built-ins and the package's own `#imports`
 * left alone. The entries are what package.json says: each export names its source and its place in dist, each command
 * is built from the source of its name. What sources import dynamically becomes a chunk of its own, which bundlers and
 * pages load when it is needed.
 *
 * A worker is an `.mjs`: it is an ES module wherever a bundler copies it, and stands alone, without chunks. A source
 * that starts one calls it './worker.ts', a file beside it; what is built calls it './worker.mjs', the package's export
 * of that name. `workerText.ts` becomes the text of the worker beside it.
 */
import { readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Options, defineConfig } from 'tsup'

type Manifest = {
  readonly exports?: Readonly<Record<string, { readonly '@ketwork/source'?: string; readonly default?: string }>>
  readonly bin?: Readonly<Record<string, string>>
}

const TARGET = 'es2023'
const { exports = {}, bin = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const [entry, standalone]: Record<string, string>[] = [{}, {}]
for (const { '@ketwork/source': source, default: built } of Object.values(exports))
  if (source && built) (built.endsWith('.mjs') ? standalone : entry)[entryName(built)] = source
for (const built of Object.values(bin)) entry[entryName(built)] = `src/${entryName(built)}.ts`

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

const workerPlugin: Plugin = {
  name: 'worker',
  setup: (build) => {
    build.onLoad({ filter: /\/workerText\.ts$/ }, async ({ path }) => {
      const entryPoints = [join(dirname(path), 'worker.ts')]
      const { outputFiles } = await build.esbuild.build({
        entryPoints,
        bundle: true,
        minify: true,
        write: false,
        format: 'esm',
        target: TARGET,
      })
      return { contents: `export const workerText = ${JSON.stringify(outputFiles[0].text)}`, loader: 'js' }
    })
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll("'./worker.ts'", "'./worker.mjs'"),
      loader: 'ts',
    }))
  },
}

/**
 * What the types of a package name and a user's `lib` may lack, where it has neither the DOM nor Node: there these are
 * names without members.
 */
const TYPES_BANNER = `/// <reference lib="esnext.disposable" />
declare global {
  interface AbortSignal {}
  interface Event {}
}
export {}`

// Both builds below run side by side, so neither may clean up.
rmSync('dist', { recursive: true, force: true })

/**
 * @param apart sources that stand in files of their own in dist: a bundler leaves out whole files that nobody uses
 *   (`sideEffects: false`), tables that are computed where they stand included
 */
export function packageBuildWith(apart: readonly string[]) {
  const shared: Options = {
    format: 'esm',
    platform: 'neutral',
    target: TARGET,
    sourcemap: true,
    removeNodeProtocol: false,
    external: [/^node:/, /^#/],
    esbuildPlugins: [workerPlugin],
  }
  // Types of other packages are taken from their built files, as users will see them.
  const types = (of: Record<string, string>) =>
    Object.keys(exports).length > 0 && { entry: of, compilerOptions: { customConditions: [] }, banner: TYPES_BANNER }
  const parts = Object.fromEntries(apart.map((source) => [`apart/${basename(source, '.ts')}`, source]))
  return defineConfig([
    { ...shared, entry: { ...entry, ...parts }, dts: types(entry) },
    ...(Object.keys(standalone).length > 0
      ? [{ ...shared, entry: standalone, dts: types(standalone), outExtension: () => ({ js: '.mjs' }) }]
      : []),
  ])
}

export const packageBuild = packageBuildWith([])

/** `./dist/files.js` -> `files` */
function entryName(built: string): string {
  return built.replace(/^(\.\/)?dist\//, '').replace(/\.m?js$/, '')
}
