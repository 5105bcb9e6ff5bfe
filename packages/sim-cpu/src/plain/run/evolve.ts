/** Brings a state of one row to the end of a unitary plan. */
import type { Amplitudes } from '../kernels/cube.ts'
import { prepareRow } from '../plan/rowNumbers.ts'
import type { Run } from './Run.ts'
import { advanceForward, startCursor } from './sweep.ts'

/** Evaluates the row's numbers, writes its initial state and runs all steps on it. */
export async function evolveRow(run: Run, row: number, state: Amplitudes): Promise<void> {
  prepareNumbers(run, row)
  writeInitial(run, row, state)
  await finishForward(run, state)
}

/** Evaluates the numbers of a row. */
export function prepareNumbers({ plan, numbers, inputs }: Run, row: number): void {
  prepareRow(plan, numbers, inputs.parameterRow(row), inputs.featureRow(row))
}

/** Writes the row's initial state: what the caller gave, or |0...0>. */
export function writeInitial({ inputs }: Run, row: number, state: Amplitudes): void {
  const given = inputs.initialRow(row)
  if (given !== undefined) return state.set(given)
  state.fill(0)
  state[0] = 1
}

/** Runs all steps before segment `end` on a state. */
export async function finishForward(run: Run, state: Amplitudes, start = 0, end = run.plan.segments.length): Promise<void> {
  const cursor = startCursor()
  cursor.segment = start
  while (!advanceForward(run, state, cursor, end)) await run.pace.breathe()
}
