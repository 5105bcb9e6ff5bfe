/**
 * `pnpm check`: types, lint, format, the repository checks, dead exports and package exports. Every step runs even when
 * one before it failed. Names after it run those steps alone: `pnpm check types lint`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from '../tooling/pack/packPackages.ts'
import { checks } from '../tooling/repository/checks.ts'
import { readRepository, root } from '../tooling/repository/readRepository.ts'

const steps: Readonly<Record<string, () => boolean>> = {
  types: () => run(process.execPath, 'node_modules/typescript-7/bin/tsc', '-p', '.'),
  lint: () => run(tool('eslint'), '--max-warnings=0', '.'),
  format: () => run(tool('prettier'), '--check', '--log-level=warn', '.'),
  repository: () => holdsAll(),
  unused: () => run(tool('knip'), '--no-config-hints'),
  exports: () => packagesExportWell(),
}

const chosen = process.argv.slice(2)
for (const name of chosen)
  if (!Object.hasOwn(steps, name)) throw new RangeError(`no step ${name}: there are ${Object.keys(steps).join(', ')}`)

const failed: string[] = []
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  const start = performance.now()
  const passed = step()
  if (!passed) failed.push(name)
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
}
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

function tool(name: string): string {
  return join(root, 'node_modules/.bin', name)
}

function run(command: string, ...commandArguments: readonly string[]): boolean {
  return spawnSync(command, commandArguments, { cwd: root, stdio: 'inherit' }).status === 0
}

function holdsAll(): boolean {
  const repository = readRepository()
  const findings = Object.entries(checks).flatMap(([name, check]) => check(repository).map((finding) => `${name}: ${finding}`))
  for (const finding of findings) console.error(finding)
  return findings.length === 0
}

/** publint and are-the-types-wrong look at what would be published. */
function packagesExportWell(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'ketwork-check-'))
  try {
    return packPackages(folder)
      .map(({ path, manifest }) => {
        const typed = manifest.exports === undefined || run(tool('attw'), path, '--profile', 'esm-only', '--quiet')
        const linted = run(tool('publint'), 'run', path, '--strict')
        return typed && linted
      })
      .every(Boolean)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
