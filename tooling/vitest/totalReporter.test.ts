import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../repository/readRepository.ts'

const folder = mkdtempSync(join(tmpdir(), 'ketwork-total-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs vitest on these files; the last line it printed and its exit code. */
async function lastLine(files: Readonly<Record<string, string>>): Promise<{ line: string; code: number }> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const reporter = JSON.stringify(join(root, 'tooling/vitest/totalReporter.ts'))
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { TotalReporter } from ${reporter}\nexport default { test: { globals: true, reporters: ['default', new TotalReporter()] } }`,
  )
  const command = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, ...Object.keys(files)]
  const { stdout, code } = await promisify(execFile)(process.execPath, command).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  )
  return { line: stdout.trimEnd().split('\n').at(-1) ?? '', code }
}

describe('TotalReporter', () => {
  test('sums over files and ends the output', async () => {
    const files = {
      'a.test.ts': `test('a', () => {}); test.skip('b', () => {})`,
      'b.test.ts': `describe('c', () => { test('d', () => {}) })`,
    }
    expect(await lastLine(files)).toEqual({ line: '2 passed, 0 failed, 1 skipped', code: 0 })
  })

  test('counts a failing test, a file that cannot be imported and a hook that throws', async () => {
    const files = {
      'c.test.ts': `test('a', () => { throw new Error('a') })`,
      'd.test.ts': `throw new Error('d')`,
      'e.test.ts': `describe('e', () => { beforeAll(() => { throw new Error('e') }); test('f', () => {}) })`,
    }
    expect(await lastLine(files)).toEqual({ line: '0 passed, 3 failed, 1 skipped', code: 1 })
  })

  test('counts an error that nobody caught', async () => {
    const files = { 'f.test.ts': `test('a', () => { setTimeout(() => { throw new Error('late') }, 0) })` }
    expect(await lastLine(files)).toEqual({ line: '1 passed, 1 failed, 0 skipped', code: 1 })
  })
})
