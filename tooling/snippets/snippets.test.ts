/**
 * Runs every ```ts block of the READMEs as a reader would paste it: a file of its own, in its package, from sources,
 * under plain Node. On the lowest Node, from installed packages, they run in `tooling/pack`.
 */
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readRepository, root } from '../repository/readRepository.ts'
import { extractSnippets, readmeSnippets } from './extractSnippets.ts'

const snippets = readmeSnippets(readRepository())

describe('extractSnippets', () => {
  test('takes ts blocks alone and knows their lines', () => {
    const markdown = ['# A', '```sh', 'npm i', '```', '```ts', 'a()', 'b()', '```', 'text', '```ts', '```', ''].join('\n')
    expect(extractSnippets(markdown)).toEqual([
      { line: 6, code: 'a()\nb()\n' },
      { line: 11, code: '' },
    ])
  })
})

describe('README examples', () => {
  test.concurrent.for(snippets)('$place runs', async ({ place, folder, code }, { expect }) => {
    const file = join(root, folder, `.snippet-${place.replace(/\W/g, '-')}.ts`)
    await writeFile(file, code)
    try {
      await expect(
        promisify(execFile)(process.execPath, ['--conditions=@ketwork/source', file], { cwd: join(root, folder) }),
      ).resolves.toBeDefined()
    } finally {
      await rm(file)
    }
  })
})
