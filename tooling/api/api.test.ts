import { describe, expect, test } from 'vitest'
import { readRepository } from '../repository/readRepository.ts'
import { apiPages } from './publicNames.ts'

describe('the public surface', () => {
  const repository = readRepository()
  const pages = apiPages(repository)

  test.each([...pages.keys()])('is what %s says: `pnpm fix` writes it anew', (path) => {
    expect(repository.files.get(path)).toBe(pages.get(path))
  })

  test('shows signatures of functions and members of interfaces', () => {
    expect(pages.get('packages/math/api.md')).toMatch(/^- function `popcount\(x: number\): number`$/m)
    expect(pages.get('packages/backend/api.md')).toMatch(/^- interface `Values`: .*standardErrors\?/m)
  })
})
