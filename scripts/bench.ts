/**
 * `pnpm bench [NAME]` runs the benches beside the code, all or those whose path has that word; `pnpm bench rivals` and
 * `pnpm bench firstAnswers` run those of the folder bench.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const [name, ...rest] = process.argv.slice(2)
const command =
  name === 'rivals' || name === 'firstAnswers'
    ? ['--conditions=@ketwork/source', join(root, `bench/${name}/${name}.ts`), ...rest]
    : [join(root, 'node_modules/vitest/vitest.mjs'), 'bench', '--run', '--no-file-parallelism', ...process.argv.slice(2)]

process.exitCode = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status ?? 1
