import { defineProject } from 'vitest/config'

/** Tests of the repository itself. Some of them build, pack and install every package. */
export default defineProject({ test: { name: 'tooling', include: ['**/*.test.ts'], testTimeout: 300_000, hookTimeout: 600_000 } })
