/** Bundles a script for browsers with Vite, as an application would: from the packages' sources, minified, in memory. */
import { build } from 'vite'
import { root } from '../repository/readRepository.ts'

export interface Bundle {
  readonly code: string
  /** Scripts of workers by the path at which the code looks for them. */
  readonly workers: ReadonlyMap<string, string>
  /** What the code still imports at run time. */
  readonly imports: readonly string[]
  /** Path of every module that went in. */
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
  const output = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  const chunks = output.filter((each) => each.type === 'chunk')
  const workers = new Map(output.filter((each) => each.type === 'asset').map(({ fileName, source }) => [`/${fileName}`, String(source)]))
  if (chunks.length !== 1) throw new Error(`${script} became ${chunks.length} chunks: one was expected`)
  const { code, imports, dynamicImports, moduleIds } = chunks[0]
  return { code, workers, imports: [...imports, ...dynamicImports], modules: moduleIds }
}
