import { describe, expect, test } from 'vitest'
import { memory } from './access.ts'
import { buildModule, type ModuleOptions } from './buildModule.ts'
import type { Expression, ValueType } from './Expression.ts'
import { f32, f64, i32, i64 } from './scalar.ts'
import { v128 } from './vector.ts'
import { platformCapabilities } from '../platformCapabilities.ts'

const { wasmMemory64 } = await platformCapabilities()
const MEMORIES: readonly ModuleOptions[] = [{ memory64: false }, ...(wasmMemory64 ? [{ memory64: true }] : [])]

/** Runs effects on a memory that holds 0, 1, 2, ... 255 at first; gives the memory and what `result` is worth afterwards. */
function runOn(options: ModuleOptions, effects: readonly Expression[], result: Expression = i32.const(0), shared = false) {
  const bytes = buildModule(options, (module) => {
    module.exportMemory('memory', { initial: 1, maximum: 2, shared })
    module.exportFunction('run', { parameters: {}, result: result.type as ValueType }, (f) => {
      f.do(...effects)
      f.return(result as Expression<ValueType>)
    })
  })
  expect(WebAssembly.validate(bytes)).toBe(true)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes)) as unknown as {
    exports: { run: () => number | bigint; memory: WebAssembly.Memory }
  }
  new Uint8Array(exports.memory.buffer).set(FIRST)
  const value = exports.run()
  return { value, bytes: new Uint8Array(exports.memory.buffer).slice(0, 256) }
}
const SHARED = true
const FIRST = Uint8Array.from({ length: 256 }, (_, i) => i)
const first = new DataView(FIRST.buffer)

describe.each(MEMORIES)('with $memory64 for memory64', (options) => {
  const address = (value: number): Expression<'i32' | 'i64'> => (options.memory64 === true ? i64.const(value) : i32.const(value))

  test('loads read at address plus offset, aligned or not', () => {
    for (const [at, offset] of [
      [0, 0],
      [8, 16],
      [3, 130],
    ] as const) {
      const place = address(at)
      const where = at + offset
      expect(runOn(options, [], i32.load(place, { offset })).value).toBe(first.getInt32(where, true))
      expect(runOn(options, [], i32.load8_u(place, { offset })).value).toBe(where)
      expect(runOn(options, [], i32.load16_u(place, { offset })).value).toBe(first.getUint16(where, true))
      expect(runOn(options, [], i64.load(place, { offset, align: 1 })).value).toBe(first.getBigInt64(where, true))
      expect(runOn(options, [], i64.load32_u(place, { offset })).value).toBe(BigInt(first.getUint32(where, true)))
      expect(runOn(options, [], f32.load(place, { offset, align: 2 })).value).toBe(first.getFloat32(where, true))
      expect(runOn(options, [], f64.load(place, { offset })).value).toBe(first.getFloat64(where, true))
    }
  })

  test('stores write these bytes and no others', () => {
    const stores: readonly [Expression, (view: DataView) => void][] = [
      [i32.store(address(4), -5, { offset: 3 }), (view) => view.setInt32(7, -5, true)],
      [i32.store8(address(4), 0x1ff), (view) => view.setUint8(4, 0xff)],
      [i64.store(address(16), -5n), (view) => view.setBigInt64(16, -5n, true)],
      [i64.store32(address(16), 2n ** 40n + 9n), (view) => view.setUint32(16, 9, true)],
      [f32.store(8, 0.1), (view) => view.setFloat32(8, 0.1, true)],
      [f64.store(address(200), Math.PI, { offset: 7 }), (view) => view.setFloat64(207, Math.PI, true)],
      [v128.store(address(100), v128.load(17), { offset: 5 }), (view) => new Uint8Array(view.buffer).set(FIRST.slice(17, 33), 105)],
    ]
    for (const [store, twin] of stores) expect(runOn(options, [store]).bytes).toEqual(changed(twin))
  })

  test('splatting and zero-extending loads fill a vector', () => {
    const cases: readonly [Expression<'v128'>, readonly number[]][] = [
      [v128.load32_splat(address(5)), [5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8]],
      [v128.load64_splat(5), [5, 6, 7, 8, 9, 10, 11, 12, 5, 6, 7, 8, 9, 10, 11, 12]],
      [v128.load32_zero(address(5)), [5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
      [v128.load64_zero(address(5)), [5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0]],
    ]
    for (const [vector, expected] of cases) {
      expect([...runOn(options, [v128.store(address(32), vector)]).bytes.slice(32, 48)]).toEqual(expected)
    }
  })

  test('the memory is filled, copied and measured', () => {
    const fill = memory.fill(address(10), 0x107, address(20))
    expect(runOn(options, [fill]).bytes).toEqual(changed((view) => new Uint8Array(view.buffer).fill(7, 10, 30)))
    const copy = memory.copy(address(10), 12, address(50))
    expect(runOn(options, [copy]).bytes).toEqual(changed((view) => new Uint8Array(view.buffer).copyWithin(10, 12, 62)))
    expect(Number(runOn(options, [], memory.size(options.memory64 === true ? 'i64' : 'i32')).value)).toBe(1)
  })

  test.each([
    { type: i32, width: 4, view: Int32Array },
    { type: i64, width: 8, view: BigInt64Array },
  ])('atomic accesses of $width bytes change the memory and give what stood there', ({ type, width, view }) => {
    const { atomic } = type as unknown as {
      atomic: Record<string, (address: unknown, ...values: unknown[]) => Expression>
    }
    const old = new view(FIRST.buffer, 2 * width, 1)[0]
    const twins: Readonly<Record<string, (value: bigint) => bigint>> = {
      ...{ add: (x) => x + 6n, sub: (x) => x - 6n, and: (x) => x & 6n, or: (x) => x | 6n, xor: (x) => x ^ 6n, exchange: () => 6n },
    }
    const after = (value: bigint) =>
      changed((data) => {
        if (width === 4) data.setInt32(2 * width, Number(BigInt.asIntN(32, value)), true)
        else data.setBigInt64(2 * width, value, true)
      })
    for (const [name, twin] of Object.entries(twins)) {
      const { value } = runOn(options, [], atomic[name](address(width), 6, { offset: width }))
      expect(value).toBe(old)
      expect(runOn(options, [atomic[name](address(2 * width), 6)]).bytes).toEqual(after(twin(BigInt(old))))
    }
    expect(runOn(options, [], atomic['load'](address(2 * width))).value).toBe(old)
    expect(runOn(options, [atomic['store'](address(2 * width), 6)]).bytes).toEqual(after(6n))
    expect(runOn(options, [atomic['compareExchange'](address(2 * width), old, 9)]).bytes).toEqual(after(9n))
    expect(runOn(options, [atomic['compareExchange'](address(2 * width), 1, 9)]).bytes).toEqual(FIRST)
  })

  test('waiting ends at once on another value, after the time on the same one; nobody is woken', () => {
    expect(runOn(options, [], i32.atomic.wait(address(0), 7, -1), SHARED).value).toBe(1)
    expect(runOn(options, [], i32.atomic.wait(address(0), 0x03020100, 1000), SHARED).value).toBe(2)
    expect(runOn(options, [], i64.atomic.wait(address(8), 7n, -1), SHARED).value).toBe(1)
    expect(runOn(options, [memory.fence()], memory.notify(address(0), 1), SHARED).value).toBe(0)
  })

  test('an address of the other type is refused, with both types', () => {
    const wrong = options.memory64 === true ? i32.const(0) : i64.const(0)
    const text =
      options.memory64 === true
        ? 'takes i64 addresses in a module with memory64, got i32'
        : 'takes i32 addresses in a module without memory64, got i64'
    for (const effect of [
      f64.load(wrong),
      f64.store(wrong, 1),
      memory.fill(wrong, 0, 1),
      memory.copy(0, 0, wrong),
      i32.atomic.add(wrong, 1),
    ]) {
      expect(() => runOn(options, [effect])).toThrow(TypeError)
      expect(() => runOn(options, [effect])).toThrow(text)
    }
  })
})

test('values, offsets and alignments that are wrong are refused', () => {
  expect(() => f64.store(0, i32.const(1) as never)).toThrow('f64.store takes f64 as value, got i32')
  expect(() => f64.load('0' as never)).toThrow('f64.load takes i32 or i64 as address, got string')
  expect(() => f64.load(0, { offset: -8 })).toThrow('the offset of f64.load is a whole number of at least 0, got -8')
  expect(() => f64.load(0, { align: 16 })).toThrow('the alignment of f64.load is a power of two up to 8 bytes, got 16')
  expect(() => v128.load(0, { align: 3 })).toThrow('a power of two up to 16 bytes, got 3')
})

function changed(write: (view: DataView) => void): Uint8Array {
  const bytes = FIRST.slice()
  write(new DataView(bytes.buffer))
  return bytes
}
