/** Walks the cells whose fixed index bits are given: the free bits are counted up by one addition, which carries across the fixed ones. */
import { type Expression, type FunctionBuilder, i32, type Local, type ModuleBuilder } from '@ketwork/math/wasm'

export interface CellGroups {
  /** Bits of the cell index that do not run. */
  readonly fixed: Expression<'i32'>
  /** Those of them that are 1. */
  readonly ones: Expression<'i32'>
  readonly from: Expression<'i32'>
  readonly to: Expression<'i32'>
}

/** Defines a function that spreads the bits of `group` over the bits that are not in `fixed`. */
export function emitSpreadBits(module: ModuleBuilder) {
  return module.function({ parameters: { group: 'i32', fixed: 'i32' }, result: 'i32' }, (f, { group, fixed }) => {
    f.while(fixed, () => {
      const below = f.let(i32.sub(i32.and(fixed, i32.sub(0, fixed)), 1)) // the bits below the lowest fixed one
      f.set(group, i32.add(i32.shl(i32.and(group, i32.xor(below, -1)), 1), i32.and(group, below)))
      f.set(fixed, i32.and(fixed, i32.sub(fixed, 1)))
    })
    f.return(group)
  })
}

/** Runs the body for the first cell of each group, in order. */
export function forEachGroup(
  f: FunctionBuilder,
  spreadBits: ReturnType<typeof emitSpreadBits>,
  { fixed, ones, from, to }: CellGroups,
  body: (cell: Local<'i32'>) => void,
): void {
  const free = f.let(spreadBits({ group: from, fixed }))
  f.loop({ from, to }, () => {
    body(f.let(i32.or(free, ones)))
    f.set(free, i32.and(i32.add(i32.or(free, fixed), 1), i32.xor(fixed, -1)))
  })
}
