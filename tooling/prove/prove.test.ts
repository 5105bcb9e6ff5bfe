import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../repository/readRepository.ts'
import { requireFound } from '../vitest/requirement.ts'
import { type Proof, type ProofUnit, sliceOf } from './proof.ts'

const temporary = mkdtempSync(join(tmpdir(), 'ketwork-prove-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const command = ['--conditions=@ketwork/source', join(root, 'scripts/prove.ts')]
const prove = (...commandArguments: string[]) => promisify(execFile)(process.execPath, [...command, ...commandArguments], { cwd: root })

/** A folder with one proof, whose units note in a log that they ran. */
function folderWithProof(name: string, run: string): { folder: string; log: string } {
  const folder = join(temporary, name, 'proofs')
  const log = join(temporary, name, 'log')
  mkdirSync(folder, { recursive: true })
  const source = `
    import { appendFileSync } from 'node:fs'
    const run = async (i: number) => { appendFileSync(${JSON.stringify(log)}, i + '\\n'); ${run} }
    export const proof = {
      name: 'drawn', description: 'Squares are squares.', slice: 3,
      units: Array.from({ length: 8 }, (_, i) => ({ id: 'square ' + i, seed: i, run: () => run(i) })),
      summarize: (outcomes) => ({ sum: outcomes.reduce((sum, { figures }) => sum + figures, 0) }),
    }`
  writeFileSync(join(folder, 'drawn.ts'), source)
  return { folder, log }
}

const ran = (log: string): number[] => readFileSync(log, 'utf8').trim().split('\n').map(Number)
const exited = (child: ChildProcess): Promise<unknown> => new Promise((settle) => child.once('exit', settle))

describe('pnpm prove', () => {
  test('writes figures, seeds, versions, commit and machine', async () => {
    const { folder } = folderWithProof('whole', 'return i * i')
    await prove('drawn', '--folder', folder)
    const result: unknown = JSON.parse(readFileSync(join(folder, 'results/drawn.json'), 'utf8'))
    expect(result).toMatchObject({
      name: 'drawn',
      passed: true,
      units: 8,
      seeds: [0, 1, 2, 3, 4, 5, 6, 7],
      figures: { sum: 140 },
      failures: [],
    })
    expect(result).toMatchObject({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      versions: { node: process.versions.node },
      machine: { cores: expect.any(Number) },
    })
  })

  test('goes on where a killed run stopped, and runs each finished unit once', async () => {
    const { folder, log } = folderWithProof('killed', 'await new Promise((settle) => setTimeout(settle, 300)); return i * i')
    const partial = join(folder, '../.proofs/drawn.partial.json')
    const child = spawn(process.execPath, [...command, 'drawn', '--folder', folder], { cwd: root })
    await expect.poll(() => existsSync(partial), { timeout: 20_000, interval: 20 }).toBe(true)
    const killed = exited(child)
    child.kill('SIGKILL')
    await killed
    const saved = (JSON.parse(readFileSync(partial, 'utf8')) as { outcomes: unknown[] }).outcomes.length
    const before = ran(log)
    expect(saved).toBeGreaterThan(0)
    expect(before.length).toBeLessThan(8)

    await prove('drawn', '--folder', folder)
    expect(ran(log).slice(before.length)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].slice(saved))
    expect(JSON.parse(readFileSync(join(folder, 'results/drawn.json'), 'utf8'))).toMatchObject({ passed: true, figures: { sum: 140 } })
    expect(existsSync(partial)).toBe(false)
  })

  test('reports a failing unit with its seed and exits 1', async () => {
    const { folder } = folderWithProof('failing', `if (i === 5) throw new Error('25 is odd'); return i * i`)
    await expect(prove('drawn', '--folder', folder)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('square 5 (seed 5): 25 is odd'),
    })
    const result: unknown = JSON.parse(readFileSync(join(folder, 'results/drawn.json'), 'utf8'))
    expect(result).toMatchObject({ passed: false, failures: [{ id: 'square 5', seed: 5, error: '25 is odd' }], figures: { sum: 115 } })
  })

  test('runs a slice that is spread over all units and writes nothing', async () => {
    const { folder, log } = folderWithProof('slice', 'return i * i')
    const { stdout } = await prove('drawn', '--slice', '--folder', folder)
    expect(stdout).toContain('3 of 3 units hold')
    expect(ran(log)).toEqual([0, 4, 7])
    expect(readdirSync(folder)).toEqual(['drawn.ts'])
  })

  test('skips the slice of a proof that the machine has not what it needs for, and says why', async () => {
    const { folder, log } = folderWithProof('needy', 'return i * i')
    const file = join(folder, 'drawn.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace('slice: 3,', "slice: 3, missing: () => 'no abacus',"))
    const { stdout } = await prove('drawn', '--slice', '--folder', folder)
    expect(stdout).toBe('drawn: skipped: no abacus\n')
    expect(existsSync(log)).toBe(false)
  })

  test('names the proofs there are when asked for another', async () => {
    const { folder } = folderWithProof('unknown', 'return 0')
    await expect(prove('dawn', '--folder', folder)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('drawn') })
  })
})

test('a slice of one is the first unit, and never more than there are', () => {
  const units = [0, 1].map((seed) => ({ id: String(seed), seed, run: () => null }))
  const proof = (slice: number): Proof => ({ name: '', description: '', units, slice, summarize: () => null })
  expect(sliceOf(proof(1))).toEqual([units[0]])
  expect(sliceOf(proof(9))).toEqual(units)
})

test('a long unit is never in a slice', () => {
  const units: ProofUnit[] = [0, 1, 2, 3].map((seed) => ({
    id: String(seed),
    seed,
    ...(seed % 2 === 0 && { long: true }),
    run: () => null,
  }))
  expect(sliceOf({ name: '', description: '', units, slice: 9, summarize: () => null })).toEqual([units[1], units[3]])
})

describe('a slice of every proof of this repository', () => {
  test.for(readdirSync(join(root, 'proofs')).filter((file) => file.endsWith('.ts')))('%s holds', async (file, context) => {
    const name = file.slice(0, -'.ts'.length)
    const { stdout } = await prove(name, '--slice')
    const [, missing] = /: skipped: (.*)/.exec(stdout) ?? []
    const here = requireFound(name, missing === undefined ? name : undefined, missing ?? '')
    context.skip(!here.present, missing)
  })
})
