/** Averages and samples over trajectories, for whoever can bring the shots of a call to their end one after the other. */
import type { Draws } from '../../callRules.ts'
import type { Program } from '../../program.ts'
import { observableUnits } from '../../shots/observableUnits.ts'
import type { EngineCall, TrajectoryEngine } from '../ProgramEngine.ts'
import { type BoundObservable, bindObservables } from './bindObservables.ts'
import { drawIndices } from './drawIndices.ts'
import type { Shot } from './jump.ts'
import { Pace } from '../../Pace.ts'
import { expectationsOf } from './pauliSum.ts'
import { marginalise } from './reductions.ts'
import { RowAverages } from '../../shots/RowAverages.ts'
import { writeSamples } from './writeSamples.ts'

export interface ShotRunner {
  readonly text: string
  /**
   * Hands over every shot of every row at its end, in order; the state lasts until `use` is done.
   *
   * Shot s of row r has the stream `RandomStream(seed).substream(r).substream(s)` to itself.
   */
  eachShot(call: EngineCall, draws: Draws, use: (row: number, index: number, shot: Shot) => void | Promise<void>): Promise<void>
  release?(): void
}

export function trajectoriesOf(program: Program, runner: ShotRunner): TrajectoryEngine {
  const { structure, constants } = program
  let observables: readonly BoundObservable[] | undefined
  return {
    text: runner.text,
    async expectations(call, draws) {
      observables ??= bindObservables(program)
      const bound = observables
      const average = new RowAverages(call.inputs.rows, observableUnits(program))
      const add = (row: number, index: number, { state }: Shot): void =>
        average.add(row, index, expectationsOf(state, structure.qubits, bound))
      await runner.eachShot(call, draws, add)
      return average.estimate(draws.shots)
    },
    async probabilities(call, qubits, draws) {
      const values = new Float64Array(2 ** qubits.length)
      const average = new RowAverages(call.inputs.rows, new Float64Array(values.length).fill(1))
      await runner.eachShot(call, draws, (row, index, { state }) => {
        values.fill(0)
        marginalise(state, qubits, values, 0, 0, state.length / 2)
        average.add(row, index, values)
      })
      return average.estimate(draws.shots)
    },
    async sample(call, request) {
      const { shots, columns, measurements } = request
      const out = new Uint8Array(call.inputs.rows * shots * columns)
      const pace = new Pace(call.inputs.signal)
      const drawsState = structure.bits.length === 0 || (measurements?.length ?? 0) > 0
      await runner.eachShot(call, request, async (row, index, { state, bits, random }) => {
        const place = out.subarray((row * shots + index) * columns, (row * shots + index + 1) * columns)
        if (structure.bits.length > 0) place.set(bits)
        if (!drawsState) return
        const drawn = await drawIndices(state, { shots: 1, random: random.substream(0), pace })
        writeSamples(place, drawn, { columns, measurements }, { constants, random })
      })
      return out
    },
    release: () => runner.release?.(),
  }
}
