/** Builds all packages through turbo's cache and packs the public ones as they would be published. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type WorkspacePackage, readRepository, root } from '../repository/readRepository.ts'
import { runCommand } from './runCommand.ts'

export type Tarball = WorkspacePackage & { readonly path: string }

/** @throws Error with what turbo or pnpm printed when a build or a pack fails */
export function packPackages(destination: string): Tarball[] {
  mkdirSync(destination, { recursive: true })
  runCommand(tool('turbo'), ['run', 'build', '--output-logs=errors-only'], root)
  return readRepository()
    .packages.filter(({ manifest }) => manifest.private !== true)
    .map((workspacePackage) => {
      const packed = runCommand(tool('pnpm'), ['pack', '--json', '--pack-destination', destination], join(root, workspacePackage.folder))
      const { filename } = JSON.parse(packed) as { filename: string }
      return { ...workspacePackage, path: filename }
    })
}

function tool(name: string): string {
  return join(root, 'node_modules/.bin', name)
}
