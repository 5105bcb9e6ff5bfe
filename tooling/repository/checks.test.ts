import { describe, expect, test } from 'vitest'
import { checks } from './checks.ts'
import { circles } from './circles.ts'
import { cycles } from './cycles.ts'
import { fileNames } from './fileNames.ts'
import { importOrder } from './importOrder.ts'
import { indexFiles } from './indexFiles.ts'
import { machineTraces } from './machineTraces.ts'
import { packageContents } from './packageContents.ts'
import { purity } from './purity.ts'
import { type Manifest, type Repository, readRepository } from './readRepository.ts'
import { sizes } from './sizes.ts'

/** A repository drawn by hand: manifests by folder, texts by path. */
function drawn(manifests: Readonly<Record<string, Manifest>>, texts: Readonly<Record<string, string>> = {}): Repository {
  return { packages: Object.entries(manifests).map(([folder, manifest]) => ({ folder, manifest })), files: new Map(Object.entries(texts)) }
}

const lines = (count: number): string => 'x\n'.repeat(count)

describe('this repository', () => {
  const repository = readRepository()
  test.each(Object.entries(checks))('passes the check of %s', (_, check) => {
    expect(check(repository)).toEqual([])
  })
})

describe('importOrder', () => {
  const circuit: Manifest = { name: '@ketwork/circuit', dependencies: { '@ketwork/math': 'workspace:^' } }
  const algorithms: Manifest = { name: '@ketwork/ml-algorithms', devDependencies: { '@ketwork/sim-cpu': 'workspace:^' } }

  test('lets imports go left, sub-paths and third parties included', () => {
    const source = `import { gemm } from '@ketwork/math'\nimport { emit } from '@ketwork/math/wasm'\nimport fs from 'node:fs'\nimport { a } from './a.ts'`
    expect(importOrder(drawn({ 'packages/circuit': circuit }, { 'packages/circuit/src/a.ts': source }))).toEqual([])
  })

  test('refuses a dependency to the right', () => {
    const math: Manifest = { name: '@ketwork/math', devDependencies: { '@ketwork/circuit': 'workspace:^' } }
    expect(importOrder(drawn({ 'packages/math': math }))).toEqual([
      'packages/math/package.json: @ketwork/circuit may not stand in devDependencies',
    ])
  })

  test('refuses one simulator in another, and a simulator in the backend even for tests', () => {
    const simGpu: Manifest = { name: '@ketwork/sim-gpu', peerDependencies: { '@ketwork/sim-cpu': 'workspace:^' } }
    const backend: Manifest = { name: '@ketwork/backend', devDependencies: { '@ketwork/sim-cpu': 'workspace:^' } }
    expect(importOrder(drawn({ 'packages/sim-gpu': simGpu, 'packages/backend': backend }))).toHaveLength(2)
  })

  test('lets tests of the algorithms use sim-cpu, but not their sources', () => {
    const source = `export const open = () => import('@ketwork/sim-cpu')`
    const texts = { 'packages/ml-algorithms/src/vqe.test.ts': source, 'packages/ml-algorithms/src/vqe.ts': source }
    expect(importOrder(drawn({ 'packages/ml-algorithms': algorithms }, texts))).toEqual([
      'packages/ml-algorithms/src/vqe.ts: imports @ketwork/sim-cpu, which its package.json does not list',
    ])
  })

  test('sees relative paths into another package and ignores examples in comments', () => {
    const texts = {
      'packages/circuit/src/a.ts': `export { b } from '../../math/src/b.ts'`,
      'packages/circuit/src/b.ts': `/** @example import { vqe } from 'ketwork' */\nexport const b = 1`,
      'packages/circuit/src/c.test.ts': `import { requirement } from '../../../tooling/vitest/requirement.ts'`,
    }
    expect(importOrder(drawn({ 'packages/circuit': circuit }, texts))).toEqual([
      'packages/circuit/src/a.ts: ../../math/src/b.ts reaches into another package',
    ])
  })

  test('keeps the certificate apart from what it certifies, but for its tests', () => {
    const transpiler: Manifest = { name: '@ketwork/transpiler', dependencies: { '@ketwork/circuit': 'workspace:^' } }
    const source = `import { Circuit } from '@ketwork/circuit'\nimport { b } from './b.ts'\nimport { merge } from '../passes/merge.ts'`
    const place = 'packages/transpiler/src/certificate'
    const texts = { [`${place}/certify.ts`]: source, [`${place}/certify.test.ts`]: source }
    expect(importOrder(drawn({ 'packages/transpiler': transpiler }, texts))).toEqual([
      `${place}/certify.ts: ../passes/merge.ts leaves ${place}, which stands on its own`,
    ])
  })

  test('wants a row in the table for every package', () => {
    expect(importOrder(drawn({ 'packages/sim-tpu': { name: '@ketwork/sim-tpu' } }))).toHaveLength(1)
  })
})

describe('circles', () => {
  const a: Manifest = { name: 'a' }
  const found = (texts: Readonly<Record<string, string>>): string[] =>
    circles(drawn({ a }, Object.fromEntries(Object.entries(texts).map(([path, text]) => [`a/src/${path}`, text]))))

  test('finds files that import each other, types included', () => {
    const texts = { 'x.ts': `import { y } from './y.ts'`, 'y.ts': `export * from './z.ts'`, 'z.ts': `import type { X } from './x.ts'` }
    expect(found(texts)).toEqual(['a/src: x.ts, y.ts, z.ts import each other in a circle'])
    expect(found({ ...texts, 'z.ts': '' })).toEqual([])
  })

  test('finds rooms that import each other although their files do not, folders within a folder counted as one room', () => {
    const texts = {
      'p/x.ts': `import { y } from '../q/y.ts'`,
      'p/deep/w.ts': '',
      'q/y.ts': '',
      'q/z.ts': `import { w } from '../p/deep/w.ts'`,
    }
    expect(found(texts)).toEqual(['a/src: p/, q/ import each other in a circle'])
    expect(found({ ...texts, 'q/z.ts': '' })).toEqual([])
  })

  test('does not count tests', () => {
    expect(
      found({ 'x.ts': '', 'x.test.ts': `import { x } from './x.ts'`, 'y.ts': `import './y.test.ts'`, 'y.test.ts': `import './y.ts'` }),
    ).toEqual([])
  })
})

describe('cycles', () => {
  test('counts devDependencies', () => {
    const a: Manifest = { name: 'a', dependencies: { b: '*' } }
    const b: Manifest = { name: 'b', dependencies: { c: '*' } }
    expect(cycles(drawn({ a, b, c: { name: 'c' } }))).toEqual([])
    expect(cycles(drawn({ a, b, c: { name: 'c', devDependencies: { a: '*' } } }))).toEqual(['a -> b -> c -> a is a cycle'])
  })
})

describe('sizes', () => {
  test('allows 400 lines, 600 for kernels and tests, and any number for the gate table', () => {
    const right = {
      'packages/a/src/a.ts': 400,
      'packages/a/src/a.test.ts': 600,
      'packages/sim-cpu/src/kernels/b.ts': 600,
      'packages/circuit/src/gateTable.ts': 999,
    }
    const wrong = { 'packages/a/src/a.ts': 401, 'packages/a/src/a.test.ts': 601, 'packages/sim-cpu/src/kernels/b.ts': 601 }
    const texts = (counts: Record<string, number>) =>
      Object.fromEntries(Object.entries(counts).map(([path, count]) => [path, lines(count)]))
    expect(sizes(drawn({}, texts(right)))).toEqual([])
    expect(sizes(drawn({}, texts(wrong)))).toHaveLength(3)
  })
})

describe('fileNames', () => {
  test('refuses rooms for leftovers, as files and as folders', () => {
    const paths = ['packages/a/src/utils.ts', 'packages/a/src/core/a.ts', 'packages/a/src/types.test.ts', 'packages/a/src/gateTypes.ts']
    expect(fileNames(drawn({}, Object.fromEntries(paths.map((path) => [path, '']))))).toHaveLength(3)
  })
})

describe('indexFiles', () => {
  test('allows exports only', () => {
    const index = (text: string) => indexFiles(drawn({}, { 'packages/a/src/index.ts': text }))
    expect(index(`/** A. */\nexport { a } from './a.ts'\nexport type { B } from './b.ts'\nexport * from './c.ts'`)).toEqual([])
    expect(index(`export const a = 1`)).toHaveLength(1)
    expect(index(`import './a.ts'\nexport {}`)).toHaveLength(1)
  })
})

describe('packageContents', () => {
  test('names everything that a package lacks', () => {
    const manifest: Manifest = {
      name: 'a',
      description: 'A.',
      license: 'Apache-2.0',
      files: ['dist', 'README.md', 'CHANGELOG.md', 'LICENSE'],
    }
    const paths = { LICENSE: '', 'packages/a/README.md': '```ts\n```', 'packages/a/CHANGELOG.md': '', 'packages/a/src/a.test.ts': '' }
    expect(packageContents(drawn({ 'packages/a': manifest }, { ...paths, 'packages/a/src/a.bench.ts': '' }))).toEqual([])
    expect(packageContents(drawn({ 'packages/a': manifest }, paths))).toEqual(['packages/a: lacks a bench'])
    expect(packageContents(drawn({ 'packages/a': { name: 'a' } }))).toHaveLength(9)
  })
})

describe('machineTraces', () => {
  // spelt in pieces, so that this file passes the check
  const [slash, equals, colon] = ['/', '=', ':']
  test.each([
    ['a work folder', `see ${slash}work/main`],
    ['a home folder', `cd "${slash}home/ada/ketwork"`],
    ['a registry setting', `registry${equals}https://npm.example.org/`],
    ['a registry address', `tarball${colon} https://packages.example.org/a.tgz`],
    ['a token', `_authToken${equals}abc`],
  ])('finds %s', (_, text) => {
    expect(machineTraces(drawn({}, { 'a.md': text }))).toHaveLength(1)
  })

  test('lets folders of the repository and addresses of pages be', () => {
    const text = `packages/root/src, \${folder}/work/a, https://arxiv.org/abs/1802.06002, the registry`
    expect(machineTraces(drawn({}, { 'a.md': text }))).toEqual([])
  })
})

describe('purity', () => {
  test('finds console and Math.random in code, not in comments', () => {
    const path = 'packages/a/src/a.ts'
    expect(purity(drawn({}, { [path]: `// console.log(Math.random())\nexport const random = Math.sqrt(2)` }))).toEqual([])
    expect(purity(drawn({}, { [path]: `console.log(Math.random())` }))).toEqual([`${path}: uses console`, `${path}: uses Math.random`])
    expect(purity(drawn({}, { 'apps/cli/src/a.ts': `console.log(1)`, 'packages/a/src/a.bench.ts': `Math.random()` }))).toEqual([])
  })
})
