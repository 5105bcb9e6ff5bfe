import { describe, expect, test } from 'vitest'
import { RandomStream } from '../RandomStream.ts'
import { buildModule, type ModuleOptions } from './buildModule.ts'
import type { Expression, Instruction, ValueType } from './Expression.ts'
import { f32, f64, i32, i64 } from './scalar.ts'
import { f32x4, f64x2, i32x4, i64x2, i8x16, v128 } from './vector.ts'

/** A scalar, or the sixteen bytes of a vector. */
type Value = number | bigint | Uint8Array
type Twin = (...operands: never[]) => Value | typeof TRAP
type AnyInstruction = Instruction<readonly ValueType[], ValueType>
const TRAP = Symbol('trap')

const isInstruction = (entry: unknown): entry is AnyInstruction => typeof entry === 'function' && 'mnemonic' in entry
const ALL = [i32, i64, f32, f64, v128, i8x16, i32x4, i64x2, f32x4, f64x2].flatMap((space) => Object.values(space).filter(isInstruction))
const FUSED = ALL.filter(({ mnemonic }) => mnemonic.includes('relaxed'))

describe('every instruction', () => {
  test('there are as many as the tables say, each under its own name', () => {
    expect(new Set(ALL.map(({ mnemonic }) => mnemonic)).size).toBe(ALL.length)
    expect(Object.keys(twins()).sort()).toEqual(ALL.map(({ mnemonic }) => mnemonic).sort())
  })

  test.each(ALL.filter((one) => !FUSED.includes(one)))('$mnemonic gives what its twin in JavaScript gives', (one) => {
    compareWithTwin(one, {}, 0)
  })

  test.each(FUSED)('$mnemonic rounds twice in a plain module and at most twice in a relaxed one', (one) => {
    compareWithTwin(one, { relaxedSimd: false }, 0)
    compareWithTwin(one, { relaxedSimd: true }, one.mnemonic.startsWith('f32') ? 2 ** -23 : 2 ** -52)
    expect(oneInstruction(one, { relaxedSimd: true }).length).toBeLessThan(oneInstruction(one, { relaxedSimd: false }).length)
  })

  test.each(ALL)('$mnemonic refuses another type, and names both', (one) => {
    one.takes.forEach((wanted, i) => {
      const given = one.takes.map((type, k) => (k === i ? wrongFor(type) : zero(type)))
      expect(() => one(...(given as Expression<ValueType>[]))).toThrow(TypeError)
      expect(() => one(...(given as Expression<ValueType>[]))).toThrow(
        new RegExp(`${one.mnemonic} takes ${wanted} as operand ${i + 1}, got ${wrongFor(wanted).type}`),
      )
    })
  })
})

describe('lanes and constants', () => {
  const cases = [
    { space: i32x4, name: 'i32x4', lanes: 4, value: i32.const(-7), vector: (values: number[]) => bytesOf(Int32Array.from(values)) },
    { space: f32x4, name: 'f32x4', lanes: 4, value: f32.const(-7), vector: (values: number[]) => bytesOf(Float32Array.from(values)) },
    { space: f64x2, name: 'f64x2', lanes: 2, value: f64.const(-7), vector: (values: number[]) => bytesOf(Float64Array.from(values)) },
    {
      ...{ space: i64x2, name: 'i64x2', lanes: 2, value: i64.const(-7) },
      vector: (values: number[]) => bytesOf(BigInt64Array.from(values.map(BigInt))),
    },
  ] as const
  test.each(cases)('$name: extract, replace and shuffle take every lane', ({ space, lanes, value, vector }) => {
    const [a, b] = [Array.from({ length: lanes }, (_, i) => i + 1), Array.from({ length: lanes }, (_, i) => 10 * i - 20)]
    const [left, right] = [v128.const(vector(a)), v128.const(vector(b))]
    for (let lane = 0; lane < lanes; lane++) {
      const replaced = (space.replace_lane as (v: typeof left, lane: number, value: Expression) => typeof left)(left, lane, value)
      expect(vectorValue(replaced)).toEqual(vector(a.with(lane, -7)))
      const back = (space.splat as (value: Expression) => typeof left)(space.extract_lane(left, lane))
      expect(vectorValue(back)).toEqual(vector(a.map(() => a[lane])))
      for (let other = 0; other < lanes; other++) {
        const from = a.map((_, i) => (i % 2 === 0 ? lane : lanes + other))
        expect(vectorValue(space.shuffle(left, right, from))).toEqual(vector(from.map((at) => [...a, ...b][at])))
      }
    }
    expect(() => space.extract_lane(left, lanes)).toThrow(`lanes 0 to ${lanes - 1}, got ${lanes}`)
    expect(() => space.shuffle(left, right, [0])).toThrow(`takes ${lanes} lanes, got 1`)
  })

  test('bytes are shuffled and constants are read back', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => 17 * i)
    const reversed = [...bytes.keys()].reverse()
    expect(vectorValue(i8x16.shuffle(v128.const(bytes), v128.const(bytes), reversed))).toEqual(bytes.toReversed())
    expect(vectorValue(i32x4.const(1, -2, 3, -4))).toEqual(bytesOf(Int32Array.of(1, -2, 3, -4)))
    expect(vectorValue(f32x4.const(0.5, -0, NaN, Infinity))).toEqual(bytesOf(Float32Array.of(0.5, -0, NaN, Infinity)))
    expect(vectorValue(f64x2.const(Math.PI, -Infinity))).toEqual(bytesOf(Float64Array.of(Math.PI, -Infinity)))
    expect(() => v128.const(new Uint8Array(8))).toThrow('16 bytes, got 8')
  })

  test.each([
    ['i32', i32, [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)]],
    ['i64', i64, [0n, -1n, 64n, -65n, 2n ** 31n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]],
    ['f32', f32, [0, -0, 0.5, Infinity, NaN, Math.fround(1e-45)]],
    ['f64', f64, [0, -0, 0.1, -Infinity, NaN, 5e-324, Number.MAX_VALUE]],
  ] as const)('%s constants keep every value', (type, space, values) => {
    for (const value of values) expect(scalarValue(type, (space.const as (value: number | bigint) => Expression)(value))).toBe(value)
  })

  test('constants that do not fit are refused', () => {
    expect(scalarValue('i32', i32.const(2 ** 32 - 1))).toBe(-1)
    expect(() => i32.const(2 ** 32)).toThrow('an i32 constant has 32 bits, got 4294967296')
    expect(() => i32.const(0.5)).toThrow('an i32 constant is a whole number, got 0.5')
    expect(() => i64.const(2n ** 64n)).toThrow('an i64 constant has 64 bits')
  })
})

/** Runs the instruction on every pair of edge values and on drawn ones. */
function compareWithTwin(one: AnyInstruction, options: ModuleOptions, tolerance: number): void {
  const bytes = oneInstruction(one, options)
  expect(WebAssembly.validate(bytes)).toBe(true)
  const { run, memory } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as {
    run: (...scalars: (number | bigint)[]) => number | bigint | undefined
    memory: WebAssembly.Memory
  }
  const twin = twins()[one.mnemonic]
  for (const operands of operandSets(one)) {
    operands.forEach((operand, i) => {
      if (operand instanceof Uint8Array) new Uint8Array(memory.buffer).set(operand, 16 * i)
    })
    const scalars = operands.filter((operand): operand is number | bigint => !(operand instanceof Uint8Array))
    const expected = twin(...(operands as never[]))
    if (expected === TRAP) expect(() => run(...scalars)).toThrow(WebAssembly.RuntimeError)
    else {
      const result = run(...scalars) ?? new Uint8Array(memory.buffer).slice(64, 80)
      expectSame(one.mnemonic, result, expected, tolerance)
    }
  }
}

/** One function: scalars are parameters, vectors lie at 0, 16, 32 and the resulting vector goes to 64. */
function oneInstruction(one: AnyInstruction, options: ModuleOptions): Uint8Array<ArrayBuffer> {
  const { takes, gives } = one
  return buildModule(options, (module) => {
    module.exportMemory('memory', { initial: 1 })
    const parameters = Object.fromEntries(takes.flatMap((type, i) => (type === 'v128' ? [] : [[`p${i}`, type]])))
    const scalar = gives !== 'v128'
    module.exportFunction('run', { parameters, ...(scalar && { result: gives }) }, (f, locals) => {
      const value = one(...takes.map((type, i) => (type === 'v128' ? v128.load(16 * i) : locals[`p${i}`])))
      if (scalar) f.return(value)
      else f.do(v128.store(64, value as Expression<'v128'>))
    })
  })
}

const EDGES: Readonly<Record<Exclude<ValueType, 'v128'>, readonly (number | bigint)[]>> = {
  i32: [0, 1, -1, 2, 31, 32, 33, 2 ** 31 - 1, -(2 ** 31), 1234567],
  i64: [0n, 1n, -1n, 63n, 64n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, 123456789012345n],
  f32: [0, -0, 1, -1.5, 2.5, 0.5, Infinity, -Infinity, NaN, 2 ** 31, 1e-45, 3e38, -7.7].map(Math.fround),
  f64: [0, -0, 1, -1.5, 2.5, 0.5, Infinity, -Infinity, NaN, 2 ** 31, 2 ** 63, 5e-324, 1e300, -7.7],
}

function operandSets({ mnemonic, takes }: AnyInstruction): Value[][] {
  const random = new RandomStream(1)
  const finite = mnemonic.includes('relaxed')
  const vectors = (): Uint8Array => {
    const kind = finite ? mnemonic.slice(0, 3) : (['bits', 'f32', 'f64', 'i32'] as const)[random.integer(4)]
    if (kind === 'bits') return Uint8Array.from({ length: 16 }, () => random.integer(256))
    const pick = (type: 'f32' | 'f64' | 'i32'): number =>
      finite || random.integer(2) === 0
        ? type === 'i32'
          ? random.integer(9)
          : random.normal()
        : (EDGES[type][random.integer(EDGES[type].length)] as number)
    if (kind === 'f32') return bytesOf(Float32Array.from({ length: 4 }, () => pick('f32')))
    if (kind === 'f64') return bytesOf(Float64Array.from({ length: 2 }, () => pick('f64')))
    return bytesOf(Int32Array.from({ length: 4 }, () => pick('i32')))
  }
  const choices = takes.map((type) => (type === 'v128' ? Array.from({ length: 12 }, vectors) : EDGES[type]))
  return choices.reduce<Value[][]>((sets, values) => sets.flatMap((set) => values.map((value) => [...set, value])), [[]])
}

function expectSame(mnemonic: string, result: Value, expected: Value, tolerance: number): void {
  if (!(expected instanceof Uint8Array)) {
    expect(result).toBe(expected)
    return
  }
  const view = mnemonic.startsWith('f32') ? Float32Array : mnemonic.startsWith('f64') ? Float64Array : Int32Array
  const [got, wanted] = [result as Uint8Array, expected].map((bytes) => [...new view(bytes.slice().buffer)])
  // operands of fused instructions are normal draws: |a b| + |c| stays below 32
  if (tolerance > 0) got.forEach((value, i) => expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(32 * tolerance))
  else expect(got).toEqual(wanted)
}

const zero = (type: ValueType): Expression => (type === 'v128' ? v128.const(new Uint8Array(16)) : { i32, i64, f32, f64 }[type].const(0))
const wrongFor = (type: ValueType): Expression => zero(type === 'i32' ? 'f64' : 'i32')

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer.slice(0))
}

function vectorValue(value: Expression<'v128'>): Uint8Array {
  const bytes = buildModule({}, (module) => {
    module.exportMemory('memory', { initial: 1 })
    module.exportFunction('run', { parameters: {} }, (f) => f.do(v128.store(0, value)))
  })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes)) as unknown as {
    exports: { run: () => void; memory: WebAssembly.Memory }
  }
  exports.run()
  return new Uint8Array(exports.memory.buffer).slice(0, 16)
}

function scalarValue(type: ValueType, value: Expression): unknown {
  const bytes = buildModule({}, (module) => {
    module.exportFunction('run', { parameters: {}, result: type }, (f) => f.return(value as Expression<ValueType>))
  })
  return (new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as { run: () => unknown }).run()
}

type Integers = Readonly<Record<string, (a: bigint, b: bigint) => bigint | typeof TRAP>>

/** On signed values of this many bits. */
function integerTwins(bits: number): Integers {
  const u = (x: bigint): bigint => BigInt.asUintN(bits, x)
  const size = BigInt(bits)
  const count = (b: bigint): bigint => u(b) % size
  const digits = (x: bigint): string => u(x).toString(2).padStart(bits, '0')
  const truth = (yes: boolean): bigint => (yes ? 1n : 0n)
  const rotate = (a: bigint, by: bigint): bigint => (u(a) << by) | (u(a) >> (size - by))
  return {
    eqz: (a) => truth(a === 0n),
    ...{ eq: (a, b) => truth(a === b), ne: (a, b) => truth(a !== b), lt_s: (a, b) => truth(a < b), lt_u: (a, b) => truth(u(a) < u(b)) },
    ...{
      gt_s: (a, b) => truth(a > b),
      gt_u: (a, b) => truth(u(a) > u(b)),
      le_s: (a, b) => truth(a <= b),
      le_u: (a, b) => truth(u(a) <= u(b)),
    },
    ...{ ge_s: (a, b) => truth(a >= b), ge_u: (a, b) => truth(u(a) >= u(b)) },
    clz: (a) =>
      BigInt(
        digits(a)
          .padEnd(bits + 1, '1')
          .replace(/0*$/, '')
          .indexOf('1') %
          (bits + 1),
      ),
    ctz: (a) => BigInt(a === 0n ? bits : bits - 1 - digits(a).lastIndexOf('1')),
    popcnt: (a) => BigInt(digits(a).replaceAll('0', '').length),
    ...{ add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b },
    div_s: (a, b) => (b === 0n || (b === -1n && a === -(2n ** (size - 1n))) ? TRAP : a / b),
    div_u: (a, b) => (b === 0n ? TRAP : u(a) / u(b)),
    rem_s: (a, b) => (b === 0n ? TRAP : a % b),
    rem_u: (a, b) => (b === 0n ? TRAP : u(a) % u(b)),
    ...{ and: (a, b) => a & b, or: (a, b) => a | b, xor: (a, b) => a ^ b },
    ...{ shl: (a, b) => a << count(b), shr_s: (a, b) => a >> count(b), shr_u: (a, b) => u(a) >> count(b) },
    ...{ rotl: (a, b) => rotate(a, count(b)), rotr: (a, b) => rotate(a, (size - count(b)) % size) },
    ...{ abs: (a) => (a < 0n ? -a : a), neg: (a) => -a },
    ...{ min_s: (a, b) => (a < b ? a : b), max_s: (a, b) => (a > b ? a : b) },
    ...{ min_u: (a, b) => (u(a) < u(b) ? a : b), max_u: (a, b) => (u(a) > u(b) ? a : b) },
  }
}

function halfToEven(x: number): number {
  const low = Math.floor(x)
  if (!Number.isFinite(x) || low === x) return x
  const up = x - low > 0.5 || (x - low === 0.5 && low % 2 !== 0)
  return up ? (low === -1 ? -0 : low + 1) : low
}

const FLOATS: Readonly<Record<string, (a: number, b: number) => number>> = {
  ...{ eq: (a, b) => Number(a === b), ne: (a, b) => Number(a !== b), lt: (a, b) => Number(a < b), gt: (a, b) => Number(a > b) },
  ...{ le: (a, b) => Number(a <= b), ge: (a, b) => Number(a >= b) },
  ...{ abs: Math.abs, neg: (a) => -a, ceil: Math.ceil, floor: Math.floor, trunc: Math.trunc, nearest: halfToEven, sqrt: Math.sqrt },
  ...{ add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, min: Math.min, max: Math.max },
  ...{ pmin: (a, b) => (b < a ? b : a), pmax: (a, b) => (a < b ? b : a) },
  copysign: (a, b) => (Object.is(Math.sign(b), -0) || b < 0 ? -Math.abs(a) : Math.abs(a)),
}

const COMPARISON = /^(eq|ne|lt|gt|le|ge)(_[su])?$/
const saturate = (x: number, low: number, high: number): number => (Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x), low), high))
const truncate = (x: number, low: bigint, high: bigint): bigint | typeof TRAP => {
  if (!Number.isFinite(x)) return TRAP
  const whole = BigInt(Math.trunc(x))
  return whole < low || whole > high ? TRAP : whole
}
const bits = (write: (view: DataView) => void): DataView => {
  const view = new DataView(new ArrayBuffer(8))
  write(view)
  return view
}

/** What each instruction gives, by its name: of scalars directly, of vectors lane by lane. */
function twins(): Readonly<Record<string, Twin>> {
  return Object.fromEntries(ALL.map(({ mnemonic }) => [mnemonic, twinOf(mnemonic)]))
}

function twinOf(mnemonic: string): Twin {
  const [space, name] = mnemonic.split('.')
  const special = SPECIAL[mnemonic]
  if (special !== undefined) return special
  if (space === 'i32' || space === 'i64') return scalarInteger(space === 'i32' ? 32 : 64, name)
  if (space === 'f32' || space === 'f64') {
    const round = space === 'f32' ? Math.fround : Number
    return (a: number, b: number) => (COMPARISON.test(name) ? FLOATS[name](a, b) : round(FLOATS[name](a, b)))
  }
  if (space === 'f32x4' || space === 'f64x2') return laneFloat(space === 'f32x4' ? Float32Array : Float64Array, name)
  return laneInteger(space === 'i32x4' ? 32 : 64, name)
}

function scalarInteger(size: 32 | 64, name: string): Twin {
  return (a: number | bigint, b: number | bigint = 0) => {
    const value = integerTwins(size)[name](BigInt(a), BigInt(b))
    if (value === TRAP) return TRAP
    const boolean = name === 'eqz' || COMPARISON.test(name)
    return size === 32 || boolean ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value)
  }
}

function laneFloat(view: typeof Float32Array | typeof Float64Array, name: string): Twin {
  return (...operands: Uint8Array[]) => {
    const [a, b] = operands.map((bytes) => new view(bytes.slice().buffer))
    const lane = (i: number): number => FLOATS[name](a[i], b?.[i] ?? 0)
    if (!COMPARISON.test(name)) return bytesOf(a.map((_, i) => lane(i)))
    const masks = [...a.keys()].map((i) => -lane(i))
    return view === Float32Array ? bytesOf(Int32Array.from(masks)) : bytesOf(BigInt64Array.from(masks, (mask) => BigInt(mask)))
  }
}

/** Of 32 or 64 bits a lane; the second operand is a vector, or the count of a shift. */
function laneInteger(size: 32 | 64, name: string): Twin {
  const lanesOf = (bytes: Uint8Array): bigint[] =>
    size === 32 ? Array.from(new Int32Array(bytes.slice().buffer), BigInt) : [...new BigInt64Array(bytes.slice().buffer)]
  return (left: Uint8Array, right: Uint8Array | number = 0) => {
    const a = lanesOf(left)
    const b = typeof right === 'number' ? a.map(() => BigInt(right)) : lanesOf(right)
    const values = a.map((x, i) => integerTwins(size)[name](x, b[i]) as bigint).map((x) => (COMPARISON.test(name) ? -x : x))
    return size === 32 ? bytesOf(Int32Array.from(values, (x) => Number(BigInt.asIntN(32, x)))) : bytesOf(BigInt64Array.from(values))
  }
}

const f32s = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer)
const f64s = (bytes: Uint8Array): Float64Array => new Float64Array(bytes.slice().buffer)
const i32s = (bytes: Uint8Array): Int32Array => new Int32Array(bytes.slice().buffer)
const u32s = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer)
const number = (value: bigint | typeof TRAP): number | typeof TRAP => (value === TRAP ? TRAP : Number(BigInt.asIntN(32, value)))
const long = (value: bigint | typeof TRAP): bigint | typeof TRAP => (value === TRAP ? TRAP : BigInt.asIntN(64, value))
const eachByte = (f: (...bytes: number[]) => number) => (a: Uint8Array, b: Uint8Array, c: Uint8Array) =>
  a.map((x, i) => f(x, b?.[i] ?? 0, c?.[i] ?? 0))
/** Of lanes `first` and `first + 1`. */
const products = (a: ArrayLike<number>, b: ArrayLike<number>, first: number): Uint8Array =>
  bytesOf(BigInt64Array.from([first, first + 1], (lane) => BigInt.asIntN(64, BigInt(a[lane]) * BigInt(b[lane]))))
const multiplyAdd = (view: typeof Float32Array | typeof Float64Array, sign: 1 | -1) => (a: Uint8Array, b: Uint8Array, c: Uint8Array) => {
  const [x, y, z] = [a, b, c].map((bytes) => new view(bytes.slice().buffer))
  const products = x.map((value, i) => value * y[i]) // rounded to the lane's precision by the array
  return bytesOf(z.map((value, i) => value + sign * products[i]))
}

const SPECIAL: Readonly<Record<string, Twin>> = {
  'i32.wrap_i64': (a: bigint) => Number(BigInt.asIntN(32, a)),
  'i32.trunc_f32_s': (a: number) => number(truncate(a, -(2n ** 31n), 2n ** 31n - 1n)),
  'i32.trunc_f32_u': (a: number) => number(truncate(a, 0n, 2n ** 32n - 1n)),
  'i32.trunc_f64_s': (a: number) => number(truncate(a, -(2n ** 31n), 2n ** 31n - 1n)),
  'i32.trunc_f64_u': (a: number) => number(truncate(a, 0n, 2n ** 32n - 1n)),
  'i64.trunc_f64_s': (a: number) => long(truncate(a, -(2n ** 63n), 2n ** 63n - 1n)),
  'i64.trunc_f64_u': (a: number) => long(truncate(a, 0n, 2n ** 64n - 1n)),
  'i32.reinterpret_f32': (a: number) => bits((view) => view.setFloat32(0, a)).getInt32(0),
  'i64.reinterpret_f64': (a: number) => bits((view) => view.setFloat64(0, a)).getBigInt64(0),
  'f32.reinterpret_i32': (a: number) => bits((view) => view.setInt32(0, a)).getFloat32(0),
  'f64.reinterpret_i64': (a: bigint) => bits((view) => view.setBigInt64(0, a)).getFloat64(0),
  'i64.extend_i32_s': (a: number) => BigInt(a),
  'i64.extend_i32_u': (a: number) => BigInt(a >>> 0),
  'f32.convert_i32_s': (a: number) => Math.fround(a),
  'f32.convert_i32_u': (a: number) => Math.fround(a >>> 0),
  'f32.convert_i64_s': (a: bigint) => Math.fround(Number(a)),
  'f32.convert_i64_u': (a: bigint) => Math.fround(Number(BigInt.asUintN(64, a))),
  'f32.demote_f64': (a: number) => Math.fround(a),
  'f64.convert_i32_s': (a: number) => a,
  'f64.convert_i32_u': (a: number) => a >>> 0,
  'f64.convert_i64_s': (a: bigint) => Number(a),
  'f64.convert_i64_u': (a: bigint) => Number(BigInt.asUintN(64, a)),
  'f64.promote_f32': (a: number) => a,
  'v128.not': eachByte((a) => ~a),
  'v128.and': eachByte((a, b) => a & b),
  'v128.andnot': eachByte((a, b) => a & ~b),
  'v128.or': eachByte((a, b) => a | b),
  'v128.xor': eachByte((a, b) => a ^ b),
  'v128.bitselect': eachByte((a, b, c) => (a & c) | (b & ~c)),
  'v128.any_true': (a: Uint8Array) => Number(a.some((byte) => byte !== 0)),
  'i8x16.splat': (a: number) => new Uint8Array(16).fill(a),
  'i8x16.swizzle': (a: Uint8Array, b: Uint8Array) => b.map((at) => (at < 16 ? a[at] : 0)),
  'i8x16.min_u': eachByte((a, b) => Math.min(a, b)),
  'i32x4.splat': (a: number) => bytesOf(new Int32Array(4).fill(a)),
  'i64x2.extmul_low_i32x4_s': (a: Uint8Array, b: Uint8Array) => products(i32s(a), i32s(b), 0),
  'i64x2.extmul_high_i32x4_s': (a: Uint8Array, b: Uint8Array) => products(i32s(a), i32s(b), 2),
  'i64x2.extmul_low_i32x4_u': (a: Uint8Array, b: Uint8Array) => products(u32s(a), u32s(b), 0),
  'i64x2.extmul_high_i32x4_u': (a: Uint8Array, b: Uint8Array) => products(u32s(a), u32s(b), 2),
  'i64x2.splat': (a: bigint) => bytesOf(new BigInt64Array(2).fill(a)),
  'f32x4.splat': (a: number) => bytesOf(new Float32Array(4).fill(a)),
  'f64x2.splat': (a: number) => bytesOf(new Float64Array(2).fill(a)),
  'i32x4.all_true': (a: Uint8Array) => Number(i32s(a).every((x) => x !== 0)),
  'i32x4.bitmask': (a: Uint8Array) => i32s(a).reduce((mask, x, i) => mask | (x < 0 ? 1 << i : 0), 0),
  'i32x4.trunc_sat_f32x4_s': (a: Uint8Array) => bytesOf(Int32Array.from(f32s(a), (x) => saturate(x, -(2 ** 31), 2 ** 31 - 1))),
  'i32x4.trunc_sat_f32x4_u': (a: Uint8Array) => bytesOf(Uint32Array.from(f32s(a), (x) => saturate(x, 0, 2 ** 32 - 1))),
  'i32x4.trunc_sat_f64x2_s_zero': (a: Uint8Array) =>
    bytesOf(Int32Array.from([...f64s(a), 0, 0], (x) => saturate(x, -(2 ** 31), 2 ** 31 - 1))),
  'i32x4.trunc_sat_f64x2_u_zero': (a: Uint8Array) => bytesOf(Uint32Array.from([...f64s(a), 0, 0], (x) => saturate(x, 0, 2 ** 32 - 1))),
  'f32x4.convert_i32x4_s': (a: Uint8Array) => bytesOf(Float32Array.from(i32s(a))),
  'f32x4.convert_i32x4_u': (a: Uint8Array) => bytesOf(Float32Array.from(u32s(a))),
  'f32x4.demote_f64x2_zero': (a: Uint8Array) => bytesOf(Float32Array.from([...f64s(a), 0, 0])),
  'f64x2.promote_low_f32x4': (a: Uint8Array) => bytesOf(Float64Array.from(f32s(a).slice(0, 2))),
  'f64x2.convert_low_i32x4_s': (a: Uint8Array) => bytesOf(Float64Array.from(i32s(a).slice(0, 2))),
  'f64x2.convert_low_i32x4_u': (a: Uint8Array) => bytesOf(Float64Array.from(u32s(a).slice(0, 2))),
  'f32x4.relaxed_madd': multiplyAdd(Float32Array, 1),
  'f32x4.relaxed_nmadd': multiplyAdd(Float32Array, -1),
  'f64x2.relaxed_madd': multiplyAdd(Float64Array, 1),
  'f64x2.relaxed_nmadd': multiplyAdd(Float64Array, -1),
}
