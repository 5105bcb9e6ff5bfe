import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { platformCapabilities } from '../platformCapabilities.ts'
import { buildModule, type ModuleBuilder, type ModuleOptions, vectorShares } from './buildModule.ts'
import { type Expression, type Instruction, select, type ValueType } from './Expression.ts'
import type { Label, Local } from './FunctionBuilder.ts'
import { f32, f64, i32, i64 } from './scalar.ts'
import { f32x4, f64x2, v128 } from './vector.ts'

const { wasmMemory64, wasmRelaxedSimd } = await platformCapabilities()

type Exports = Readonly<Record<string, (...values: (number | bigint)[]) => number | bigint | undefined>>

function instantiate(options: ModuleOptions, define: (module: ModuleBuilder) => void, imports?: WebAssembly.Imports): Exports {
  const bytes = buildModule(options, define)
  expect(WebAssembly.validate(bytes)).toBe(true)
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as unknown as Exports
}

describe('buildModule', () => {
  test('runs the example of its doc comment', async () => {
    const bytes = buildModule({ relaxedSimd: false }, (module) => {
      module.importMemory('env', 'memory', { initial: 1 })
      module.exportFunction('axpy', { parameters: { n: 'i32', a: 'f64', x: 'i32', y: 'i32' } }, (f, { n, a, x, y }) => {
        const factor = f.let(f64x2.splat(a))
        f.loop({ to: i32.mul(n, 8), step: 16 }, (at) => {
          const place = f.let(i32.add(y, at))
          f.do(v128.store(place, f64x2.relaxed_madd(factor, v128.load(i32.add(x, at)), v128.load(place))))
        })
      })
    })
    const memory = new WebAssembly.Memory({ initial: 1 })
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } })
    const numbers = new Float64Array(memory.buffer)
    numbers.set([1, 2, 10, 20])
    ;(instance.exports as unknown as Exports)['axpy'](2, 0.5, 0, 16)
    expect([...numbers.slice(0, 5)]).toEqual([1, 2, 10.5, 21, 0])
  })

  test.each([
    { relaxedSimd: false, memory64: false },
    ...(wasmRelaxedSimd ? [{ relaxedSimd: true, memory64: false }] : []),
    ...(wasmMemory64 ? [{ relaxedSimd: false, memory64: true }] : []),
  ])('writes one kernel for every engine: relaxed $relaxedSimd, memory64 $memory64', async ({ relaxedSimd, memory64 }) => {
    const bytes = buildModule({ relaxedSimd, memory64 }, (module) => {
      const { address } = module
      module.exportMemory('memory', { initial: 1 })
      module.exportFunction(
        'axpy',
        { parameters: { n: address.type, a: 'f64', x: address.type, y: address.type } },
        (f, { n, a, x, y }) => {
          const factor = f.let(f64x2.splat(a))
          f.loop({ to: address.mul(n, 8), step: 16 }, (at) => {
            const place = f.let(address.add(y, at))
            f.do(v128.store(place, f64x2.relaxed_madd(factor, v128.load(address.add(x, at)), v128.load(place))))
          })
        },
      )
    })
    const { instance } = await WebAssembly.instantiate(bytes)
    const { memory, axpy } = instance.exports as unknown as { memory: WebAssembly.Memory; axpy: (...values: unknown[]) => void }
    const numbers = new Float64Array(memory.buffer)
    numbers.set([1, 2, 3, 4, 10, 20, 30, 40])
    const size = memory64 ? BigInt : Number
    axpy(size(4), 0.5, size(0), size(32))
    expect([...numbers.slice(0, 8)]).toEqual([1, 2, 3, 4, 10.5, 21, 31.5, 42])
  })

  test('takes its memory and functions from the caller, and calls its own', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true })
    const seen: number[] = []
    const { run } = instantiate(
      {},
      (module) => {
        module.importMemory('env', 'memory', { initial: 1, maximum: 3, shared: true })
        const note = module.importFunction('env', 'note', { parameters: { value: 'f64' } })
        const hypot = module.function({ parameters: { x: 'f64', y: 'f64' }, result: 'f64' }, (f, { x, y }) => {
          f.return(f64.sqrt(f64.add(f64.mul(x, x), f64.mul(y, y))))
        })
        module.exportFunction('run', { parameters: { x: 'f64' }, result: 'f64' }, (f, { x }) => {
          const length = f.let(hypot({ y: 4, x }))
          f.do(note({ value: length }), f64.store(8, length), hypot({ x, y: x }))
          f.return(length)
        })
      },
      { env: { memory, note: (value: number) => seen.push(value) } },
    )
    expect(run(3)).toBe(5)
    expect(seen).toEqual([5])
    expect(new Float64Array(memory.buffer)[1]).toBe(5)
  })

  test('is deterministic and small', () => {
    const bytes = (): Uint8Array => buildModule({}, (module) => void module.exportFunction('f', { parameters: {} }, (f) => f.return()))
    expect(bytes()).toEqual(bytes())
    expect(bytes().length).toBeLessThan(48)
  })

  test('counts what vectors do in the loops of exported functions, with all that they call', () => {
    const bytes = buildModule({}, (module) => {
      module.exportMemory('memory', { initial: 1 })
      const twice = module.function({ parameters: { at: 'i32' } }, (f, { at }) =>
        f.do(v128.store(at, f64x2.add(v128.load(at), v128.load(at)))),
      )
      module.exportFunction('scalar', { parameters: { at: 'i32' } }, (f, { at }) => f.do(f64.store(at, f64.add(f64.load(at), 1))))
      module.exportFunction('vector', { parameters: { n: 'i32' } }, (f, { n }) => {
        f.do(f64.store(0, f64.sqrt(f64.load(0)))) // once, before the loop
        f.loop({ to: n, step: 16 }, (at) => f.do(twice({ at })))
      })
      module.exportFunction('half', { parameters: { n: 'i32' } }, (f, { n }) =>
        f.loop({ to: n, step: 16 }, (at) =>
          f.do(f64.store(at, f64.sqrt(f64.load(at))), v128.store(at, f64x2.splat(f64.add(f64.load(at), 1)))),
        ),
      )
      module.exportFunction('none', { parameters: { n: 'i32' } }, (f, { n }) => f.do(i32.store(0, n)))
    })
    const found = vectorShares(new WebAssembly.Module(bytes))
    ;[0, 1, 2 / 7, 0].forEach((share, i) => expect(found[i]).toBeCloseTo(share, 2))
  })

  test('refuses a second memory, a late import, a shared memory without limit and a function of another module', () => {
    const other: { f?: () => Expression<'none'> } = {}
    buildModule({}, (module) => {
      module.importMemory('env', 'memory', { initial: 1 })
      expect(() => module.exportMemory('memory', { initial: 1 })).toThrow('a module has one memory')
      const made = module.function({ parameters: {} }, (f) => f.return())
      other.f = () => made({})
      expect(() => module.importFunction('env', 'late', { parameters: {} })).toThrow('import env.late before the first function')
    })
    buildModule({}, (module) => {
      expect(() => module.exportMemory('memory', { initial: 1, shared: true })).toThrow('a shared memory needs a maximum')
      module.function({ parameters: {} }, (f) => expect(() => f.do(other.f!())).toThrow('belongs to another module'))
    })
  })
})

describe('FunctionBuilder', () => {
  /** Sum over a counting loop, and what its counter was. */
  const count = (from: number, to: number, step: number): number[] => {
    const { run } = instantiate({}, (module) => {
      module.exportFunction('run', { parameters: { from: 'i32', to: 'i32', step: 'i32' }, result: 'i64' }, (f, { from, to, step }) => {
        const digits = f.local('i64')
        f.loop({ from, to, step }, (i) => {
          f.set(digits, i64.add(i64.mul(digits, 100), i64.extend_i32_u(i)))
          f.set(to, 0) // the end was evaluated before
        })
        f.return(digits)
      })
    })
    return ((run(from, to, step) as bigint).toString().match(/\d\d?(?=(\d\d)*$)/g) ?? []).map(Number)
  }

  test('a loop counts from its first value to below its end', () => {
    expect(count(1, 8, 1)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(count(3, 10, 3)).toEqual([3, 6, 9])
    expect(count(3, 9, 3)).toEqual([3, 6])
    expect(count(5, 5, 1)).toEqual([0])
    expect(count(7, 5, 1)).toEqual([0])
  })

  test('while, repeat, block, if and branches find the integer square root', () => {
    const { run } = instantiate({}, (module) => {
      module.exportFunction('run', { parameters: { x: 'i32' }, result: 'i32' }, (f, { x }) => {
        const root = f.local('i32')
        f.if(i32.eqz(x), () => f.return(0))
        f.while(i32.le_s(i32.mul(root, root), x), () => f.set(root, i32.add(root, 2)))
        f.block((leave) => {
          f.repeat((again) => {
            f.branchIf(leave, i32.le_s(i32.mul(root, root), x))
            f.if(i32.gt_s(root, 0), () => {
              f.set(root, i32.sub(root, 1))
              f.branch(again)
            })
          })
        })
        f.if(
          i32.gt_s(root, 1000),
          () => f.set(root, -1),
          () => f.set(root, i32.add(root, 0)),
        )
        f.return(root)
      })
    })
    for (let x = 0; x < 200; x++) expect(run(x)).toBe(Math.floor(Math.sqrt(x)))
    expect(run(2_000_000)).toBe(-1)
  })

  test('select takes either value, of vectors too, and evaluates both', () => {
    const { run } = instantiate({}, (module) => {
      module.exportFunction('run', { parameters: { c: 'i32', x: 'f64' }, result: 'f64' }, (f, { c, x }) => {
        const vector = select(c, f64x2.splat(x), f64x2.splat(f64.const(7)))
        f.return(select(i32.const(1), f64x2.extract_lane(vector, 1), x))
      })
    })
    expect([run(1, 5), run(0, 5)]).toEqual([5, 7])
  })

  test('a function that does not return traps at its end', () => {
    const { run } = instantiate({}, (module) => void module.exportFunction('run', { parameters: {}, result: 'i32' }, () => undefined))
    expect(() => run()).toThrow(WebAssembly.RuntimeError)
  })

  test('locals and labels of elsewhere are refused', () => {
    const foreign: { local?: Local<'i32'>; label?: Label } = {}
    buildModule({}, (module) => {
      module.function({ parameters: { x: 'i32' } }, (f, { x }) => {
        foreign.local = x
        f.block((label) => (foreign.label = label))
        expect(() => f.branch(foreign.label!)).toThrow('this block is not open here')
      })
      module.function({ parameters: {} }, (f) => {
        expect(() => f.let(foreign.local!)).toThrow('local 0 (i32) belongs to another function')
        expect(() => f.set(foreign.local!, 1)).toThrow('belongs to another function')
        expect(() => f.branchIf(foreign.label!, 1)).toThrow('not open here')
      })
    })
  })

  test('a wrong type is a TypeError that names both types', () => {
    const wrong = f32.const(1) as never
    buildModule({}, (module) => {
      const callee = module.importFunction('env', 'f', { parameters: { x: 'f64' }, result: 'f64' })
      module.function({ parameters: { x: 'f64' }, result: 'f64' }, (f, { x }) => {
        for (const [misuse, text] of [
          [() => f.set(x, wrong), 'a local of type f64 is set to f64, got f32'],
          [() => f.return(wrong), 'a function with result f64 returns f64, got f32'],
          [() => f.return(), 'returns f64, got undefined'],
          [() => f.if(wrong, () => undefined), 'if takes i32 as condition, got f32'],
          [() => f.loop({ from: i32.const(0), to: wrong }, () => undefined), 'a loop over i32 takes i32 bounds, got f32'],
          [() => callee({ x: wrong }), 'f takes f64 as x, got f32'],
          [() => select(1, f64.const(1), wrong), 'select takes f64 in both places, got f32'],
          [() => f64x2.relaxed_madd(v128.load(0), v128.load(0), wrong), 'f64x2.relaxed_madd takes v128 as operand 3, got f32'],
          [() => f64x2.replace_lane(v128.load(0), 0, wrong), 'f64x2.replace_lane takes f64 as value, got f32'],
          [() => f64.add(1, f64.store(0, 1) as never), 'f64.add takes f64 as operand 2, got none'],
          [() => (f64.add as (...operands: number[]) => unknown)(1), 'f64.add takes 2 operands (f64, f64), got 1'],
        ] as const) {
          expect(misuse).toThrow(TypeError)
          expect(misuse).toThrow(text)
        }
        f.return(x)
      })
      module.function({ parameters: {} }, (f) => expect(() => f.return(wrong)).toThrow('without a result returns nothing, got f32'))
    })
  })
})

describe('expression trees', () => {
  type Tree = { readonly operation: string; readonly left: Tree; readonly right: Tree } | number

  const trees = (operations: readonly string[], leaves: fc.Arbitrary<number>): fc.Arbitrary<Tree> =>
    fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaves,
        fc.record({ operation: fc.constantFrom(...operations), left: tie('tree'), right: tie('tree') }),
      ),
    })).tree

  /** The tree with parameter k, modulo 3, in the place of leaf k. */
  function emitTree<T extends ValueType>(tree: Tree, space: unknown, leaf: (value: number) => Expression<T>): Expression<T> {
    if (typeof tree === 'number') return leaf(tree)
    const operation = (space as Record<string, Instruction<readonly [ValueType, ValueType], T>>)[tree.operation]
    return operation(emitTree(tree.left, space, leaf), emitTree(tree.right, space, leaf))
  }

  const evaluate = (tree: Tree, twins: Readonly<Record<string, (a: number, b: number) => number>>): number =>
    typeof tree === 'number' ? tree : twins[tree.operation](evaluate(tree.left, twins), evaluate(tree.right, twins))

  const integers: Readonly<Record<string, (a: number, b: number) => number>> = {
    ...{ add: (a, b) => (a + b) | 0, sub: (a, b) => (a - b) | 0, mul: Math.imul, and: (a, b) => a & b, or: (a, b) => a | b },
    ...{ xor: (a, b) => a ^ b, shl: (a, b) => a << b, shr_s: (a, b) => a >> b, shr_u: (a, b) => (a >>> b) | 0 },
    ...{ lt_s: (a, b) => Number(a < b), gt_u: (a, b) => Number(a >>> 0 > b >>> 0) },
  }
  const floats = (round: (x: number) => number): Readonly<Record<string, (a: number, b: number) => number>> => ({
    ...{ add: (a, b) => round(a + b), sub: (a, b) => round(a - b), mul: (a, b) => round(a * b), div: (a, b) => round(a / b) },
    ...{ min: Math.min, max: Math.max },
  })

  test('integer trees give what JavaScript gives', () => {
    fc.assert(
      fc.property(trees(Object.keys(integers), fc.integer()), (tree) => {
        const { run } = instantiate({}, (module) => {
          module.exportFunction('run', { parameters: {}, result: 'i32' }, (f) => f.return(emitTree(tree, i32, i32.const)))
        })
        expect(run()).toBe(evaluate(tree, integers))
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test.each([
    ['f64', f64, f64x2, (x: number) => x, 2],
    ['f32', f32, f32x4, Math.fround, 4],
  ] as const)('%s trees give what JavaScript gives, as scalars and in every lane', (type, scalar, vector, round, lanes) => {
    const twins = floats(round)
    fc.assert(
      fc.property(trees(Object.keys(twins), fc.double().map(round)), (tree) => {
        const splat = vector.splat as (value: Expression) => Expression<'v128'>
        const { run, lane } = instantiate({}, (module) => {
          module.exportFunction('run', { parameters: {}, result: type }, (f) =>
            f.return(emitTree<'f64' | 'f32'>(tree, scalar, scalar.const)),
          )
          module.exportFunction('lane', { parameters: {}, result: type }, (f) => {
            f.return(
              vector.extract_lane(
                emitTree(tree, vector, (value) => splat(scalar.const(value))),
                lanes - 1,
              ),
            )
          })
        })
        const expected = evaluate(tree, twins)
        expect(run()).toBe(expected)
        expect(lane()).toBe(expected)
      }),
      { seed: 2, numRuns: 300 },
    )
  })
})
