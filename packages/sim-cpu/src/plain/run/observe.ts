/** The observables of a run on a state: their expectations, and the weighted sum of them applied to it. */
import type { Amplitudes } from '../kernels/cube.ts'
import { type MaskGroup, addGroup, expectGroup } from '../kernels/pauliSum.ts'
import type { Run } from './Run.ts'
import { inSlices } from './slices.ts'

/** Writes the K expectations of the state to `out[at]` and on. */
export async function writeExpectations(run: Run, state: Amplitudes, out: Float64Array, at: number): Promise<void> {
  const event = run.beginPass('expectations')
  for (let k = 0; k < run.observables.length; k++) {
    let sum = 0
    for (const group of run.observables[k]) {
      if (isSmall(run)) sum += expectGroup(state, groupCube(run, group), group)
      else await inSlices(run, group.pivot, (cube) => (sum += expectGroup(state, cube, group)))
    }
    out[at + k] = sum
  }
  run.endPass(event, figures(run, run.observables, 1))
}

/** bra = sum over k of weights[at + k] O_k |ket>. */
export async function writeBra(run: Run, ket: Amplitudes, bra: Amplitudes, weights: Float64Array, at: number): Promise<void> {
  const event = run.beginPass('observables')
  bra.fill(0)
  for (let k = 0; k < run.observables.length; k++) {
    const weight = weights[at + k]
    if (weight === 0) continue
    for (const group of run.observables[k]) {
      if (isSmall(run)) addGroup(bra, ket, groupCube(run, group), group, weight)
      else await inSlices(run, group.pivot, (cube) => addGroup(bra, ket, cube, group, weight))
    }
  }
  run.endPass(event, figures(run, run.observables, 3))
}

/** States of up to so many qubits are not cut into slices. */
const SMALL_QUBITS = 14

function isSmall(run: Run): boolean {
  return run.plan.qubits <= SMALL_QUBITS
}

function groupCube(run: Run, group: MaskGroup) {
  const { cube, plan, pace } = run
  cube.fixed = group.pivot
  cube.ones = 0
  cube.count = group.pivot === 0 ? 1 << plan.qubits : 1 << (plan.qubits - 1)
  pace.add(cube.count)
  return cube
}

function figures(run: Run, observables: readonly (readonly MaskGroup[])[], streams: number) {
  const amplitudes = observables.reduce((sum, groups) => sum + groups.length, 0) * 2 ** run.plan.qubits
  return { amplitudes, bytes: streams * run.bytesAnAmplitude * amplitudes }
}
