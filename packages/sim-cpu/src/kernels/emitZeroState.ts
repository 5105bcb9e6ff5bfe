/** States that all lanes start from: |0...0>, and zeros. */
import { type AddressType, i32, memory, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, type StateLayout } from './layout.ts'
import { numberFormat } from './numberFormat.ts'

const ranges = { from: 'i32', to: 'i32', thread: 'i32' } as const
const parameters = (type: AddressType) => ({ states: type, cells: 'i32', ...ranges }) as const

/**
 * |0...0> in states or tiles that lie one after the other, each of `cells` cells.
 *
 * Units: cells, of all states together. JavaScript passes states, cells (a power of two), from, to, thread.
 */
export function emitZeroState(module: ModuleBuilder, { precision, laneQubits }: StateLayout) {
  const { lanes, vector } = numberFormat(precision)
  const one = vector(...Array.from({ length: lanes }, (_, lane) => (lane === 0 || laneQubits === 0 ? 1 : 0)))
  const clear = emitClear(module)
  const at = offsets(module)
  return module.function({ parameters: parameters(at.type) }, (f, { states, cells, from, to, thread }) => {
    f.do(clear({ target: states, from, to, thread }))
    const start = f.let(i32.and(i32.sub(i32.add(from, cells), 1), i32.sub(0, cells)))
    f.loop({ from: start, to, step: cells }, (cell) => f.do(v128.store(at.add(states, at.ofCell(cell)), one)))
  })
}

/** Cells of zeros. Units: cells. JavaScript passes target, from, to, thread. */
export function emitClear(module: ModuleBuilder) {
  const at = offsets(module)
  return module.function({ parameters: { target: at.type, ...ranges } }, (f, { target, from, to }) => {
    f.do(memory.fill(at.add(target, at.ofCell(from)), 0, at.mul(at.sub(at.from(to), at.from(from)), CELL_BYTES)))
  })
}
