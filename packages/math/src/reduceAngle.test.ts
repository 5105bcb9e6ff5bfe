import { describe, expect, test } from 'vitest'
import { RandomStream } from './RandomStream.ts'
import { LARGE_ANGLE, reduceAngle, reduceAngles } from './reduceAngle.ts'
import { buildModule } from './wasm/buildModule.ts'
import { emitReduceAngle } from './wasm/kernels/emitReduceAngle.ts'
import { f64x2 } from './wasm/vector.ts'

/** Of every size that doubles have, both signs, and the borders between the ways of reducing. */
function drawAngles(count: number): number[] {
  const random = new RandomStream(11)
  const drawn = Array.from(
    { length: count },
    () => (random.uniform() < 0.5 ? -1 : 1) * 2 ** (-1070 + 2093 * random.uniform()) * (1 + random.uniform()),
  )
  const large = Array.from({ length: count }, () => (random.uniform() - 0.5) * 2 ** (10 + 60 * random.uniform()))
  const borders = [0, -0, 2 ** 10, 2 ** 10 + 1e-9, 2 ** 30, 2 ** 30 - 1, 2 ** 53, 2 ** 117, 2 ** 1023, Number.MAX_VALUE, Number.MIN_VALUE]
  return [...borders, ...borders.map((x) => -x), 1.7e18, 1e20, 6381956970095103 * 2 ** 797, ...drawn, ...large]
}

const ANGLES = drawAngles(3000)

describe('reduceAngle', () => {
  test('keeps sine and cosine of the angle and of its half within 2e-15, for angles of every size', () => {
    for (const angle of ANGLES) {
      const reduced = reduceAngle(angle)
      expect(Math.abs(reduced)).toBeLessThanOrEqual(Math.max(2 * Math.PI + 1e-12, Math.min(Math.abs(angle), LARGE_ANGLE)))
      for (const of of [Math.cos, Math.sin]) {
        expect(Math.abs(of(reduced) - of(angle)), `${angle}`).toBeLessThan(2e-15)
        expect(Math.abs(of(reduced / 2) - of(angle / 2)), `${angle}`).toBeLessThan(2e-15)
      }
    }
  })

  test('leaves small angles as they are', () => {
    for (const angle of [0, 3, -LARGE_ANGLE, 1e-310]) expect(reduceAngle(angle)).toBe(angle)
  })

  test('takes written quarter turns for such', () => {
    for (const k of [1000, 4001, -99_999, 2 ** 20]) {
      expect(reduceAngle((k * Math.PI) / 2)).toBe(((k % 8) * Math.PI) / 2)
    }
  })

  test('refuses what is no number', () => {
    for (const angle of [NaN, Infinity, -Infinity]) expect(() => reduceAngle(angle)).toThrow(`an angle is ${angle}`)
  })

  test('reduces lists in place', () => {
    const angles = Float64Array.of(1, 1.7e18, -5000)
    reduceAngles(angles)
    expect([...angles]).toEqual([1, reduceAngle(1.7e18), reduceAngle(-5000)])
  })
})

describe('emitReduceAngle', () => {
  const bytes = buildModule({}, (module) => {
    const reduce = emitReduceAngle(module)
    module.exportFunction('reduce', { parameters: { a: 'f64', b: 'f64', lane: 'i32' }, result: 'f64' }, (f, { a, b, lane }) => {
      const both = f.let(reduce({ angles: f64x2.replace_lane(f64x2.splat(a), 1, b) }))
      f.if(lane, () => f.return(f64x2.extract_lane(both, 1)))
      f.return(f64x2.extract_lane(both, 0))
    })
  })
  const { reduce } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as { reduce: (...of: number[]) => number }

  test('gives the bits of reduceAngle in either lane, whatever the other one holds', () => {
    const angles = [...ANGLES, ...[1000, 4001, -99_999, 2 ** 20].map((k) => (k * Math.PI) / 2)]
    angles.forEach((angle, i) => {
      const other = angles[(7 * i + 1) % angles.length]
      expect(reduce(angle, other, 0), `${angle}`).toBe(reduceAngle(angle))
      expect(reduce(other, angle, 1), `${angle}`).toBe(reduceAngle(angle))
    })
  })
})
