/**
 * How each bundler builds the small page; those that are no dependencies of this repository are installed beside it
 * from the npm registry.
 */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build as buildWithVite } from 'vite'
import { runCommand } from '../pack/runCommand.ts'
import { pageWith } from './unpackPackages.ts'

/** Builds the application in a folder, and gives the folder to serve. */
export type Bundler = (folder: string) => Promise<string>

/** esbuild comes with tsup. */
const esbuild = createRequire(createRequire(import.meta.url).resolve('tsup'))('esbuild') as {
  readonly build: (options: Readonly<Record<string, unknown>>) => Promise<unknown>
}

export const bundlers = {
  async vite(folder) {
    const outDir = join(folder, 'dist')
    await buildWithVite({ root: folder, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } })
    return outDir
  },

  async esbuild(folder) {
    const outdir = join(folder, 'dist')
    await esbuild.build({ entryPoints: [join(folder, 'main.js')], bundle: true, splitting: true, minify: true, format: 'esm', outdir })
    writeFileSync(join(outdir, 'index.html'), pageWith('<script type="module" src="./main.js"></script>'))
    return outdir
  },

  /** No bundler: an import map names the built files. */
  async plainPage(folder) {
    const imports = {
      ketwork: './node_modules/ketwork/dist/index.js',
      ...Object.fromEntries(
        readdirSync(join(folder, 'node_modules/@ketwork')).map((name) => [
          `@ketwork/${name}`,
          `./node_modules/@ketwork/${name}/dist/index.js`,
        ]),
      ),
      '@ketwork/backend/simulator': './node_modules/@ketwork/backend/dist/simulator/index.js',
      '@ketwork/math/wasm': './node_modules/@ketwork/math/dist/wasm.js',
      '@ketwork/math/wasm/kernels': './node_modules/@ketwork/math/dist/wasm/kernels.js',
    }
    const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`
    writeFileSync(join(folder, 'index.html'), pageWith(`${map}<script type="module" src="./main.js"></script>`))
    return folder
  },

  async webpack(folder) {
    install(folder, ['webpack@5', 'webpack-cli@6'])
    runCommand(join(folder, 'node_modules/.bin/webpack'), ['--mode', 'production', '--entry', './main.js', '-o', 'dist'], folder)
    writeFileSync(join(folder, 'dist/index.html'), pageWith('<script defer src="./main.js"></script>'))
    return join(folder, 'dist')
  },

  /** Next with Turbopack: the script runs in a client component, the page is exported as files. */
  async next(folder) {
    install(folder, ['next@16', 'react@19', 'react-dom@19'])
    mkdirSync(join(folder, 'app'), { recursive: true })
    cpSync(join(folder, 'main.js'), join(folder, 'app/main.js'))
    writeFileSync(join(folder, 'next.config.mjs'), "export default { output: 'export' }\n")
    writeFileSync(
      join(folder, 'app/layout.js'),
      'export default function Layout({ children }) {\n  return <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>\n}\n',
    )
    writeFileSync(
      join(folder, 'app/page.js'),
      "'use client'\nimport { useEffect } from 'react'\n\nexport default function Page() {\n  useEffect(() => void import('./main.js'), [])\n  return <p>Ketwork</p>\n}\n",
    )
    runCommand(join(folder, 'node_modules/.bin/next'), ['build'], folder)
    return join(folder, 'out')
  },
} as const satisfies Record<string, Bundler>

/** Installs tools beside the application's packages, which stay as they are. */
function install(folder: string, packages: readonly string[]): void {
  const tools = join(folder, 'tools')
  mkdirSync(tools, { recursive: true })
  writeFileSync(join(tools, 'package.json'), '{ "private": true }')
  runCommand('npm', ['install', '--no-audit', '--no-fund', ...packages], tools)
  cpSync(join(tools, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true })
}
