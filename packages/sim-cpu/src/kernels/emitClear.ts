/** Cells of zeros, and copies of cells. Units: cells. */
import { memory, type ModuleBuilder } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES } from './layout.ts'

const ranges = { from: 'i32', to: 'i32', thread: 'i32' } as const

/** @returns a function of target, from, to, thread */
export function emitClear(module: ModuleBuilder) {
  const at = offsets(module)
  return module.function({ parameters: { target: at.type, ...ranges } }, (f, { target, from, to }) => {
    f.do(memory.fill(at.add(target, at.ofCell(from)), 0, at.mul(at.sub(at.from(to), at.from(from)), CELL_BYTES)))
  })
}

/** @returns a function of source, target, from, to, thread */
export function emitCopy(module: ModuleBuilder) {
  const at = offsets(module)
  return module.function({ parameters: { source: at.type, target: at.type, ...ranges } }, (f, { source, target, from, to }) => {
    const [first, bytes] = [f.let(at.ofCell(from)), at.mul(at.sub(at.from(to), at.from(from)), CELL_BYTES)]
    f.do(memory.copy(at.add(target, first), at.add(source, first), bytes))
  })
}
