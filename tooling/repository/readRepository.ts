/**
 * The repository as plain data, read once: its workspace packages and every text file that git tracks or would track.
 * The checks beside this file are pure functions of it, so that their tests can draw a repository in a few lines.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Versions = Readonly<Record<string, string>>

export type Manifest = {
  readonly engines?: Readonly<Record<string, string>>
  readonly name: string
  readonly version?: string
  readonly private?: boolean
  readonly description?: string
  readonly license?: string
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Versions
  readonly devDependencies?: Versions
  readonly peerDependencies?: Versions
  readonly optionalDependencies?: Versions
}

/** `folder` is relative to the root with forward slashes, such as `packages/math`. */
export type WorkspacePackage = { readonly folder: string; readonly manifest: Manifest }

/** `files` maps paths from the root to texts; binary files are left out. */
export type Repository = { readonly packages: readonly WorkspacePackage[]; readonly files: ReadonlyMap<string, string> }

/** What is wrong, one finding a line, each beginning with the file; empty when all is well. */
export type Check = (repository: Repository) => string[]

export const root: string = join(import.meta.dirname, '../..')

export function readRepository(folder: string = root): Repository {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: folder, encoding: 'utf8' })
  const files = new Map<string, string>()
  for (const path of new Set(listing.split('\0'))) {
    if (path === '' || !existsSync(join(folder, path))) continue // deleted and not committed yet
    const text = readFileSync(join(folder, path), 'utf8')
    if (!text.includes('\0')) files.set(path, text)
  }
  return { packages: workspacePackages(files), files }
}

function workspacePackages(files: ReadonlyMap<string, string>): WorkspacePackage[] {
  return [...files]
    .filter(([path]) => /^(packages|apps)\/[^/]+\/package\.json$/.test(path))
    .map(([path, text]) => ({ folder: path.slice(0, -'/package.json'.length), manifest: JSON.parse(text) as Manifest }))
    .sort((a, b) => a.folder.localeCompare(b.folder))
}

export function isTestFile(path: string): boolean {
  return /\.(test|bench)\.ts$/.test(path) || /^packages\/[^/]+\/bench\//.test(path)
}
