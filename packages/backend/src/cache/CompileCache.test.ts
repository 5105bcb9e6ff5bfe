import { Circuit, parameter } from '@ketwork/circuit'
import { describe, expect, test } from 'vitest'
import { lower } from '../lowering/lower.ts'
import { CompileCache } from './CompileCache.ts'

describe('CompileCache', () => {
  const plan = (value: string) => () => ({ value, bytes: 10 })
  const structureOf = (angle: number, qubit = 0) => lower(new Circuit(2).rx(angle, qubit).ry(parameter('t'), 1)).structure

  test('makes one plan for programs that differ in constants, and another for another structure', () => {
    const cache = new CompileCache<string>(1e6)
    expect(cache.load(structureOf(0.1), {}, plan('first'))).toEqual({ value: 'first', hit: false })
    expect(cache.load(structureOf(0.2), {}, plan('second'))).toEqual({ value: 'first', hit: true })
    expect(cache.load(structureOf(0.1, 1), {}, plan('third'))).toEqual({ value: 'third', hit: false })
    expect(cache.statistics()).toMatchObject({ hits: 1, misses: 2, entries: 2 })
  })

  test('keeps load options apart', () => {
    const cache = new CompileCache<string>(1e6)
    const options = [{}, { precision: 'f32' }, { precision: 'f64' }, { method: 'trajectories' }, { expectedRuns: 1 }] as const
    const values = options.map((option, i) => cache.load(structureOf(0.1), option, plan(`${i}`)).value)
    expect(new Set(values).size).toBe(options.length)
  })

  test('forgets what is oldest when it is full, and everything when asked', () => {
    const structures = [0, 1].map((qubit) => structureOf(0.1, qubit))
    const probe = new CompileCache<string>(1e6)
    probe.load(structures[0], {}, plan('0'))
    const cache = new CompileCache<string>(1.5 * probe.statistics().bytes)
    structures.forEach((structure, i) => cache.load(structure, {}, plan(`${i}`)))
    expect(cache.statistics()).toMatchObject({ entries: 1, evictions: 1 })
    cache.clear()
    expect(cache.statistics()).toMatchObject({ entries: 0, bytes: 0 })
  })
})
