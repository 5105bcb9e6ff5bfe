/** Builds all packages through turbo's cache and packs the public ones as they would be published. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type WorkspacePackage, readRepository, root } from '../repository/readRepository.ts'

export type Tarball = WorkspacePackage & { readonly path: string }

/** @throws Error with what turbo or pnpm printed when a build or a pack fails */
export function packPackages(destination: string): Tarball[] {
  mkdirSync(destination, { recursive: true })
  run('turbo', ['run', 'build', '--output-logs=errors-only'], root)
  return readRepository()
    .packages.filter(({ manifest }) => manifest.private !== true)
    .map((each) => {
      const packed = run('pnpm', ['pack', '--json', '--pack-destination', destination], join(root, each.folder))
      const { filename } = JSON.parse(packed) as { filename: string }
      return { ...each, path: filename }
    })
}

function run(command: string, commandArguments: readonly string[], cwd: string): string {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  try {
    return execFileSync(join(root, 'node_modules/.bin', command), commandArguments, { cwd, env, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${commandArguments.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`, { cause: error })
  }
}
