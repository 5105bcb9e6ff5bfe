/** Runs that are aborted: before they begin, and while they surely still compute. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { statedQubits } from './askedBackend.ts'
import { leavingOut, require, requireClose, requireRejects } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { amplitudeTolerance } from './tolerances.ts'

/** A run on so many rows takes more than a turn of the event loop by far: 65,536 states, each of as many gates as `LONG_GATES`. */
const LONG_ROWS = 2 ** 16
const LONG_GATES = 280
const LONG_QUBITS = 14

export const cancellationCases = casesOf([
  [
    'a call whose signal is aborted already rejects with its reason',
    async ({ backend, precision }) => {
      const circuit = new Circuit(2).ry(parameter('w'), 0).cx(0, 1).rx(feature('x'), 1)
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0*Z1')] })
      const reason = new Error('not wanted any more')
      const given = { parameters: [0.4], features: { rows: 2, columns: 1, data: Float64Array.of(0.3, -1.2) } }
      const inputs = { ...given, signal: AbortSignal.abort(reason) }
      const calls = [
        () => executable.amplitudes(inputs),
        () => executable.expectations(inputs),
        () => executable.overlaps(inputs),
        () => executable.sample({ ...inputs, shots: 1, seed: 1 }),
        () => executable.gradient(inputs),
      ]
      for (const call of calls)
        await leavingOut(async () =>
          require((await requireRejects('an aborted call', call)) === reason, "the error is not the signal's reason"),
        )
      await executable.expectations(given)
    },
  ],
  [
    'a run that is aborted on the way rejects with the reason, and the executable runs again',
    async ({ backend, precision }) => {
      const circuit = longCircuit(Math.min(LONG_QUBITS, statedQubits(backend, precision)))
      await using executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })
      const features = { rows: LONG_ROWS, columns: 1, data: new Float64Array(LONG_ROWS).fill(0.1) }
      const controller = new AbortController()
      const reason = new Error('stop')
      let isRunning = true
      const run = executable.expectations({ features, signal: controller.signal }).finally(() => (isRunning = false))
      run.catch(() => undefined) // awaited below
      await oneTurn()
      require(isRunning, 'the run ended before others had a turn: it lets nobody abort it')
      controller.abort(reason)
      const error = await requireRejects('the aborted run', () => run)
      require(error === reason, `rejected with ${error.message}, not with the reason of the signal`)
      const { values } = await executable.expectations({ features: { rows: 1, columns: 1, data: Float64Array.of(0) } })
      requireClose('expectation of |0...0>', values, [1], amplitudeTolerance(precision, circuit.operations.length))
    },
  ],
])

function longCircuit(qubits: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let i = 0; i < LONG_GATES / 2; i++) {
    const qubit = i % qubits
    circuit.ry(feature('x'), qubit)
    if (qubits > 1) circuit.cx(qubit, (qubit + 1) % qubits)
  }
  return circuit
}

function oneTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
