/**
 * Bundles a script for browsers with Vite, as an application would: from the packages' sources, minified, in memory.
 */
import { build } from 'vite'
import { root } from '../repository/readRepository.ts'

export interface Bundle {
  /** Path of the script that was bundled. */
  readonly entry: string
  /** The files to serve, by path: the script, its chunks and the scripts of workers. */
  readonly files: ReadonlyMap<string, string>
  /** Of these the scripts of workers. */
  readonly workers: readonly string[]
  /** What the scripts import from elsewhere. */
  readonly imports: readonly string[]
  /** Path of every bundled module. */
  readonly modules: readonly string[]
}

export async function bundleForBrowser(script: string): Promise<Bundle> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@ketwork/source', 'module', 'browser', 'import', 'default'] },
    build: { write: false, target: 'es2022', lib: { entry: script, formats: ['es'] }, minify: true },
  })
  const output = [result].flat().flatMap((item) => ('output' in item ? item.output : []))
  const chunks = output.filter((item) => item.type === 'chunk')
  const assets = output.filter((item) => item.type === 'asset')
  const entries = chunks.filter(({ isEntry }) => isEntry)
  if (entries.length !== 1) throw new Error(`${script} became ${entries.length} entries: one was expected`)
  const names = new Set(chunks.map(({ fileName }) => fileName))
  return {
    entry: `/${entries[0].fileName}`,
    files: new Map([
      ...chunks.map(({ fileName, code }) => [`/${fileName}`, code] as const),
      ...assets.map(({ fileName, source }) => [`/${fileName}`, String(source)] as const),
    ]),
    workers: assets.map(({ fileName }) => `/${fileName}`),
    imports: chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]).filter((name) => !names.has(name)),
    modules: chunks.flatMap(({ moduleIds }) => moduleIds),
  }
}
