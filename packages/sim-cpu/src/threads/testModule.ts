/** A tiny module for the tests and benches of this room: its kernels square, sum, count, spin and trap. */
import { buildModule, f64, i32, i64, type AddressType, type Expression, type ModuleBuilder } from '@ketwork/math/wasm'
import type { Arena } from '../memory/Arena.ts'

export function testModule(arena: Arena): Uint8Array<ArrayBuffer> {
  return buildModule({ memory64: arena.memory64 }, (module) => {
    module.importMemory('env', 'memory', arena.limits)
    emitMaps(module)
    emitSum(module)
    emitSpinAndTrap(module)
  })
}

/** `square` and `increment`: units are the numbers at `at`. */
function emitMaps(module: ModuleBuilder): void {
  const { type } = module.address
  for (const [name, change] of [
    ['square', (x: Expression<'f64'>) => f64.mul(x, x)],
    ['increment', (x: Expression<'f64'>) => f64.add(x, 1)],
  ] as const) {
    module.exportFunction(name, { parameters: { at: type, from: 'i32', to: 'i32', thread: 'i32' } }, (f, { at, from, to }) => {
      f.loop({ from, to }, (i) => {
        const place = f.let(numberAt(module, at, i))
        f.do(f64.store(place, change(f64.load(place))))
      })
    })
  }
}

/** `sum`: unit c is a chunk, whose sum goes to number c of `out`. */
function emitSum(module: ModuleBuilder): void {
  const { type } = module.address
  const parameters = { at: type, count: 'i32', chunk: 'i32', out: type, from: 'i32', to: 'i32', thread: 'i32' } as const
  module.exportFunction('sum', { parameters }, (f, { at, count, chunk, out, from, to }) => {
    f.loop({ from, to }, (c) => {
      const first = f.let(i32.mul(c, chunk))
      const end = f.let(i32.add(first, chunk))
      f.if(i32.gt_u(end, count), () => f.set(end, count))
      const sum = f.local('f64')
      f.set(sum, 0)
      f.loop({ from: first, to: end }, (i) => f.set(sum, f64.add(sum, f64.load(numberAt(module, at, i)))))
      f.do(f64.store(numberAt(module, out, c), sum))
    })
  })
}

/** `spin`: each unit takes `rounds` square roots one after the other; `trapAt`: unit `where` traps. */
function emitSpinAndTrap(module: ModuleBuilder): void {
  const never = module.function({ parameters: {}, result: 'i32' }, () => undefined)
  module.exportFunction('spin', { parameters: { rounds: 'i32', from: 'i32', to: 'i32', thread: 'i32' } }, (f, { rounds, from, to }) => {
    f.loop({ from, to }, () => {
      const x = f.local('f64')
      f.set(x, 0)
      f.loop({ to: rounds }, () => f.set(x, f64.sqrt(f64.add(x, 1))))
      f.if(f64.lt(x, 0), () => f.do(never({}))) // or the loop would be left out
    })
  })
  module.exportFunction('trapAt', { parameters: { where: 'i32', from: 'i32', to: 'i32', thread: 'i32' } }, (f, { where, from, to }) => {
    f.loop({ from, to }, (i) => f.if(i32.eq(i, where), () => f.do(never({}))))
  })
}

function numberAt(module: ModuleBuilder, at: Expression<AddressType>, index: Expression<'i32'>): Expression<AddressType> {
  return module.address.add(at, module.address.mul(widen(module, index), 8))
}

function widen(module: ModuleBuilder, index: Expression<'i32'>): Expression<AddressType> {
  return module.address.type === 'i64' ? i64.extend_i32_u(index) : index
}
