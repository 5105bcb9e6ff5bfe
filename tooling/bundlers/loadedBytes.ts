/**
 * What a page fetches for a script: Vite bundles it, Node runs the bundle, and the gzipped size of every loaded file is
 * counted. Files are fetched one by one, so each is compressed alone; files that are never loaded do not count.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { runCommand } from '../pack/runCommand.ts'

export interface LoadedBytes {
  readonly files: number
  readonly gzipped: number
  /** What the script printed. */
  readonly printed: string
}

/** @param folder of an application with the packages in its node_modules */
export async function loadedBytes(folder: string, script: string): Promise<LoadedBytes> {
  const entry = join(folder, 'measured.js')
  const outDir = join(folder, 'measured')
  writeFileSync(entry, script)
  const rolldownOptions = { input: entry, output: { entryFileNames: 'entry.js' } }
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, modulePreload: false, rolldownOptions },
  })
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const lines = []
    console.log = (line) => lines.push(line)
    await import('${pathToFileURL(join(outDir, 'entry.js')).href}')
    process.stdout.write(JSON.stringify({ printed: lines.join(), loaded: loaded.filter((url) => url.startsWith('${pathToFileURL(outDir).href}')) }))`
  const { printed, loaded } = JSON.parse(runCommand(process.execPath, ['--input-type=module', '--eval', program], folder)) as {
    printed: string
    loaded: readonly string[]
  }
  const gzipped = loaded.reduce((sum, url) => sum + gzipSync(readFileSync(new URL(url))).length, 0)
  return { files: loaded.length, gzipped, printed }
}

/** What a page of one circuit and one expectation may fetch, gzipped. */
export const MOST_PAGE_BYTES = 80_000

const OBSERVABLES = "{ observables: [parsePauliSum('Z0*Z1')] }"

/** Scripts with one circuit and one expectation, whose value is 1. */
export const SMALL_SCRIPTS: Readonly<Record<string, string>> = {
  'a Bell pair': scriptWith('new Circuit(2).h(0).cx(0, 1)', ''),
  'a circuit with a parameter': scriptWith("new Circuit(2).ry(parameter('t'), 0).cx(0, 1)", '{ parameters: [0.3] }'),
}

function scriptWith(circuit: string, inputs: string): string {
  return `import { Circuit, openBackend, parameter, parsePauliSum } from 'ketwork'
    const backend = await openBackend()
    const executable = await backend.compile(${circuit}, ${OBSERVABLES})
    console.log((await executable.expectations(${inputs})).values[0])`
}
