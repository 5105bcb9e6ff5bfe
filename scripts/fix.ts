/** `pnpm fix`: automatic fixes of lint and format, and the pages of public names. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiPages } from '../tooling/api/publicNames.ts'
import { readRepository, root } from '../tooling/repository/readRepository.ts'

for (const [path, text] of apiPages(readRepository())) writeFileSync(join(root, path), text)
const codes = [
  ['eslint', '--fix', '.'],
  ['prettier', '--write', '--log-level=warn', '.'],
].map(([tool, ...toolArguments]) => spawnSync(join(root, 'node_modules/.bin', tool), toolArguments, { cwd: root, stdio: 'inherit' }).status)
process.exitCode = codes.every((code) => code === 0) ? 0 : 1
