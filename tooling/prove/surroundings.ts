/** What a result depends on besides its seed: the code, the versions and the machine. */
import { execFileSync } from 'node:child_process'
import os from 'node:os'
import { readRepository, root } from '../repository/readRepository.ts'

export type Surroundings = {
  readonly commit: string
  /** True when files differed from the commit. */
  readonly modified: boolean
  readonly date: string
  readonly versions: Readonly<Record<string, string>>
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryBytes: number; readonly platform: string }
}

export function surroundings(): Surroundings {
  const packages = readRepository().packages.map(({ manifest }) => [manifest.name, manifest.version])
  return {
    commit: git('rev-parse', 'HEAD'),
    modified: git('status', '--porcelain', '--untracked-files=no') !== '',
    date: new Date().toISOString(),
    versions: { node: process.versions.node, v8: process.versions.v8, ...(Object.fromEntries(packages) as Record<string, string>) },
    machine: {
      cpu: os.cpus()[0]?.model ?? 'unknown',
      cores: os.availableParallelism(),
      memoryBytes: os.totalmem(),
      platform: `${os.platform()} ${os.arch()}`,
    },
  }
}

function git(...commandArguments: readonly string[]): string {
  return execFileSync('git', commandArguments, { cwd: root, encoding: 'utf8' }).trim()
}
