/**
 * Measurement of a qubit: what its outcomes weigh, and the projection onto one of them.
 *
 * A qubit above the lanes is a bit of the cell index; one in the lanes has `cellBit` 0, and the lane says which outcome an amplitude belongs to. Lanes never mix, so in a
 * tile each state has its own weights and its own outcome. A reset is `emitDense` with `resetMatrix`: projection, rescaling and flip in one.
 */
import { f64, f64x2, i32, i32x4, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from './addresses.ts'
import { CELL_BYTES, lanes, type StateLayout, statesInLanes } from './layout.ts'
import { numberFormat } from './numberFormat.ts'

/**
 * Defines a function that writes, for chunk c, the sum of |amplitude|^2 of each lane over the cells whose `cellBit` is 0, then over those whose it is 1: 2 V
 * f64 at `out + 16 V c`. Unit: a chunk of `chunkCells` cells, at most 2^10 in f32, whose sums inside a chunk are in f32.
 *
 * @returns a function of state, out, cellBit (a mask), chunkCells, from, to, thread
 */
export function emitOutcomeWeights(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const { add, mul, madd, lanes: width, extract, toF64 } = numberFormat(layout.precision)
  const counts = { cellBit: 'i32', chunkCells: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function(
    { parameters: { state: at.type, out: at.type, ...counts } },
    (f, { state, out, cellBit, chunkCells, from, to }) => {
      const sums = [f.local('v128'), f.local('v128')]
      f.set(out, at.add(out, at.mul(at.from(from), 16 * width)))
      f.loop({ from, to }, (chunk) => {
        const first = f.let(i32.mul(chunk, chunkCells))
        for (const sum of sums) f.set(sum, f64x2.const(0, 0))
        f.loop({ from: first, to: i32.add(first, chunkCells) }, (index) => {
          const cell = f.let(at.add(state, at.ofCell(index)))
          const [re, im] = [f.let(v128.load(cell)), f.let(v128.load(cell, { offset: 16 }))]
          const weight = f.let(madd(re, re, mul(im, im)))
          const one = f.let(i32x4.splat(i32.sub(0, i32.ne(i32.and(index, cellBit), 0))))
          f.set(sums[0], add(sums[0], v128.andnot(weight, one)))
          f.set(sums[1], add(sums[1], v128.and(weight, one)))
        })
        sums.forEach((sum, outcome) => {
          for (let lane = 0; lane < width; lane++) f.do(f64.store(out, toF64(extract(sum, lane)), { offset: 8 * (width * outcome + lane) }))
        })
        f.set(out, at.add(out, 16 * width))
      })
    },
  )
}

/**
 * Defines a function that multiplies each lane by a real factor: `factors` is a vector for the cells whose `cellBit` is 0 and one for those whose it is 1.
 * Projection and rescaling: 0 for the other outcome, 1 / sqrt(weight) for the one that came. Unit: a cell.
 *
 * @returns a function of state, factors, cellBit (a mask), from, to, thread
 */
export function emitCollapse(module: ModuleBuilder, layout: StateLayout) {
  const at = offsets(module)
  const { mul } = numberFormat(layout.precision)
  const counts = { cellBit: 'i32', from: 'i32', to: 'i32', thread: 'i32' } as const
  return module.function({ parameters: { state: at.type, factors: at.type, ...counts } }, (f, { state, factors, cellBit, from, to }) => {
    const [zero, one] = [f.let(v128.load(factors)), f.let(v128.load(factors, { offset: 16 }))]
    const cell = f.let(at.add(state, at.ofCell(from)))
    f.loop({ from, to }, (index) => {
      const bits = i32x4.splat(i32.sub(0, i32.ne(i32.and(index, cellBit), 0)))
      const factor = f.let(v128.bitselect(one, zero, bits))
      for (const offset of [0, 16]) f.do(v128.store(cell, mul(v128.load(cell, { offset }), factor), { offset }))
      f.set(cell, at.add(cell, CELL_BYTES))
    })
  })
}

/** What `emitOutcomeWeights` and `emitCollapse` take as the bit of a qubit. */
export function cellBitOf({ laneQubits }: StateLayout, qubit: number): number {
  return qubit < laneQubits ? 0 : 1 << (qubit - laneQubits)
}

/**
 * The weights of outcomes 0 and 1 of each state, one state after the other: one, or V in a tile.
 *
 * @param sums of all chunks, one after the other
 */
export function outcomeWeights(layout: StateLayout, qubit: number, sums: Float64Array): Float64Array {
  const weights = new Float64Array(2 * statesInLanes(layout))
  eachLane(layout, qubit, (lane, state, outcome, at) => {
    for (let chunk = 0; chunk < sums.length; chunk += 2 * lanes(layout.precision)) weights[2 * state + outcome] += sums[chunk + at + lane]
  })
  return weights
}

/**
 * Writes the two vectors of factors that `emitCollapse` takes: `scales[s]` where the qubit of state s has the value `outcomes[s]`, 0 elsewhere.
 *
 * @param out 2 V numbers
 */
export function writeCollapseFactors(
  layout: StateLayout,
  qubit: number,
  { outcomes, scales }: { readonly outcomes: ArrayLike<number>; readonly scales: ArrayLike<number> },
  out: Float64Array | Float32Array,
): void {
  eachLane(layout, qubit, (lane, state, outcome, at) => (out[at + lane] = outcome === outcomes[state] ? scales[state] : 0))
  if (qubit < layout.laneQubits) out.copyWithin(lanes(layout.precision), 0, lanes(layout.precision)) // both cells get the same factors
}

/** `scale` times the projection onto the outcome, then to |0>: row-major, interleaved. */
export function resetMatrix(outcome: number, scale: number): Float64Array {
  return new Float64Array(8).with(2 * outcome, scale)
}

/** Calls `use` for each lane of the vector of cells with the bit clear (`at` 0) and set (`at` V), or of the one vector where the qubit lies in the lanes. */
function eachLane(layout: StateLayout, qubit: number, use: (lane: number, state: number, outcome: number, at: number) => void): void {
  const width = lanes(layout.precision)
  for (let lane = 0; lane < width; lane++) {
    const state = layout.laneQubits === 0 ? lane : 0
    if (qubit < layout.laneQubits) use(lane, state, (lane >> qubit) & 1, 0)
    else for (const outcome of [0, 1]) use(lane, state, outcome, width * outcome)
  }
}
