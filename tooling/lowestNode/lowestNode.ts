/** The lowest Node that is supported, as npm brings it; absent where npm's `node` has no binary for the machine. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Requirement, requireFound } from '../vitest/requirement.ts'

export function lowestNode(): Requirement {
  const path = join(import.meta.dirname, 'node_modules/node/bin/node')
  return requireFound('lowest-node', existsSync(path) ? path : undefined, 'install the optional dependency of tooling/lowestNode')
}
