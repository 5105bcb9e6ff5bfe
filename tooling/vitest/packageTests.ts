/**
 * Test settings every package shares: sources are resolved through the `@ketwork/source` export condition, so nothing
 * has to be built first.
 */
import { defineProject } from 'vitest/config'

export const packageTests = defineProject({
  resolve: { conditions: ['@ketwork/source'] },
  ssr: { resolve: { conditions: ['@ketwork/source', 'node', 'import', 'module', 'default'] } },
  test: { include: ['src/**/*.test.ts'], benchmark: { include: ['{src,bench}/**/*.bench.ts'] }, testTimeout: 60_000 },
})
