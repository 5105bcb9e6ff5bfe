import { defineProject } from 'vitest/config'

/** The pure parts of the bench against rivals; they need no Python. */
export default defineProject({
  ssr: { resolve: { conditions: ['@ketwork/source', 'node', 'import', 'module', 'default'] } },
  test: { name: 'bench', include: ['**/*.test.ts'], testTimeout: 60_000 },
})
