/**
 * Who may import whom: data goes right, imports go left.
 *
 *     math <- circuit <- transpiler <- backend <- { sim-cpu, sim-gpu }
 *                                      backend <- { ml-algorithms, profiler } <- advantage-validator <- ketwork <- apps
 *
 * Manifests and sources are both checked. What a source imports must also be listed in its manifest.
 */
import { posix } from 'node:path'
import ts from 'typescript'
import { type Manifest, type Repository, type WorkspacePackage, isTestFile } from './readRepository.ts'

const upToBackend = ['@ketwork/math', '@ketwork/circuit', '@ketwork/transpiler', '@ketwork/backend']
const simulators = ['@ketwork/sim-cpu', '@ketwork/sim-gpu']
const upToValidator = [...upToBackend, '@ketwork/ml-algorithms', '@ketwork/profiler']
const everything = [...upToValidator, ...simulators, '@ketwork/advantage-validator']

/** `tests` is what tests and benches may import besides. */
const mayImport: Readonly<Record<string, { sources: readonly string[]; tests: readonly string[] }>> = {
  '@ketwork/math': { sources: [], tests: [] },
  '@ketwork/circuit': { sources: upToBackend.slice(0, 1), tests: [] },
  '@ketwork/transpiler': { sources: upToBackend.slice(0, 2), tests: [] },
  '@ketwork/backend': { sources: upToBackend.slice(0, 3), tests: [] },
  '@ketwork/sim-cpu': { sources: upToBackend, tests: [] },
  '@ketwork/sim-gpu': { sources: upToBackend, tests: [] },
  '@ketwork/ml-algorithms': { sources: upToBackend, tests: ['@ketwork/sim-cpu'] },
  '@ketwork/profiler': { sources: upToBackend, tests: ['@ketwork/sim-cpu'] },
  '@ketwork/advantage-validator': { sources: upToValidator, tests: ['@ketwork/sim-cpu'] },
  ketwork: { sources: everything, tests: [] },
}
/** Folders that import nothing of their own package but themselves. */
const SEALED: readonly string[] = ['packages/transpiler/src/certificate'] // it shares no code with what it certifies

const appsMayImport = { sources: [...everything, 'ketwork'], tests: [] }

export function importOrder(repository: Repository): string[] {
  return repository.packages.flatMap((workspacePackage) => {
    const allowed = workspacePackage.folder.startsWith('apps/') ? appsMayImport : mayImport[workspacePackage.manifest.name]
    if (allowed === undefined)
      return [`${workspacePackage.folder}/package.json: ${workspacePackage.manifest.name} has no row in the import table`]
    return [...checkManifest(workspacePackage, allowed), ...checkSources(repository, workspacePackage)]
  })
}

function checkManifest(
  { folder, manifest }: WorkspacePackage,
  allowed: { sources: readonly string[]; tests: readonly string[] },
): string[] {
  const wrong = (names: Iterable<string>, right: readonly string[], where: string): string[] =>
    [...names]
      .filter((name) => isOurs(name) && !right.includes(name))
      .map((name) => `${folder}/package.json: ${name} may not stand in ${where}`)
  return [
    ...wrong(runtimeDependencies(manifest), allowed.sources, 'dependencies'),
    ...wrong(Object.keys(manifest.devDependencies ?? {}), [...allowed.sources, ...allowed.tests], 'devDependencies'),
  ]
}

/** The manifest was checked against the table; here sources are checked against the manifest. */
function checkSources({ files }: Repository, { folder, manifest }: WorkspacePackage): string[] {
  const inSources = runtimeDependencies(manifest).add(manifest.name)
  const inTests = new Set([...inSources, ...Object.keys(manifest.devDependencies ?? {})])
  const findings: string[] = []
  for (const [path, text] of files) {
    if (!path.startsWith(`${folder}/`) || !path.endsWith('.ts') || /\.config\.ts$/.test(path)) continue
    for (const specifier of importsOf(text)) {
      const name = packageOf(specifier)
      if (isOurs(name) && !(isTestFile(path) ? inTests : inSources).has(name))
        findings.push(`${path}: imports ${name}, which its package.json does not list`)
      if (leaves(folder, path, specifier) && !(isTestFile(path) && specifier.includes('/tooling/')))
        findings.push(`${path}: ${specifier} reaches into another package`)
      for (const sealed of SEALED)
        if (path.startsWith(`${sealed}/`) && !isTestFile(path) && leaves(sealed, path, specifier))
          findings.push(`${path}: ${specifier} leaves ${sealed}, which stands on its own`)
    }
  }
  return findings
}

function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName)
}

function runtimeDependencies({ dependencies, peerDependencies, optionalDependencies }: Manifest): Set<string> {
  return new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }))
}

function leaves(folder: string, path: string, specifier: string): boolean {
  return specifier.startsWith('.') && !posix.join(posix.dirname(path), specifier).startsWith(`${folder}/`)
}

/** `@ketwork/math/wasm` -> `@ketwork/math` */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function isOurs(name: string): boolean {
  return name === 'ketwork' || name.startsWith('@ketwork/')
}
