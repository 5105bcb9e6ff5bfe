/**
 * Circuits with measurement, reset, conditions and channels: exact on density matrices, statistical on trajectories, both against Kraus sums on
 * full matrices; and the methods that have no meaning for them say why.
 */
import { Circuit, feature, parsePauliSum, type PauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { Executable, Method } from '../backend.ts'
import { leavingOut, require, requireClose, requireRejects, requireSameBits } from './assertions.ts'
import { casesOf, type CheckContext, type ConformanceCase, type ConformanceSetting, type NamedCheck } from './conformanceCase.ts'
import { bitProbabilities, densityExpectation, densityOracle, type OracleEnsemble, stateProbabilities } from './densityOracle.ts'
import { drawProblem } from './drawnCircuits.ts'
import { pauliWeight } from './oracles.ts'
import { channelsWithoutCircuit, drawDynamicCircuit, DYNAMIC_CIRCUITS, teleportation, wideCondition } from './dynamicCircuits.ts'
import { countOutcomes } from './samplingCases.ts'
import { requireDistribution, requireEstimates } from './statistics.ts'
import { amplitudeTolerance, expectationTolerance, shiftTolerance, trajectoryAllowance } from './tolerances.ts'

const OBSERVABLES: readonly PauliSum[] = ['Z0', 'X1', 'Y2', 'Z0*Z1*Z2', '0.5*X0*X1 - 0.25*Y1*Z2 + 0.25'].map((text) => parsePauliSum(text))

/** Wider registers have too many readings for a table. */
const MOST_COUNTED_BITS = 20

/** Derivatives of drawn angles by their symbols stay below this. */
const STEEPEST = 40

/** Above the sum of absolute coefficients of each observable. */
const WEIGHT = 1

export function dynamicCases(setting: ConformanceSetting): ConformanceCase[] {
  const drawn = Array.from({ length: setting.full ? 20 : 4 }, (_, i) => drawDynamicCircuit(new RandomStream(180).substream(i)))
  const circuits = [...DYNAMIC_CIRCUITS, ...drawn.map((circuit, i) => [`drawn dynamic circuit ${i}`, circuit] as const)]
  return [
    ...casesOf(circuits.flatMap(([name, circuit]) => [densityCheck(name, circuit), trajectoryCheck(name, circuit)]))(setting),
    ...OTHERS(setting),
  ]
}

const OTHERS = casesOf([
  [
    'the dynamic circuits hold every channel of the table',
    async () => {
      require(channelsWithoutCircuit().length === 0, `no circuit has ${channelsWithoutCircuit().join(', ')}`)
    },
  ],
  [
    'method auto: a state vector for a unitary circuit, otherwise what ranOn says and why',
    async ({ backend, precision }) => {
      const unitary = await backend.compile(new Circuit(2).h(0), { precision })
      require((await unitary.amplitudes()).ranOn.method === 'stateVector', 'a unitary circuit runs on a state vector')
      const { methods } = await backend.capabilities()
      const dynamic = await backend.compile(new Circuit(2).h(0).measure(0, 'a').h(1), { precision })
      const { ranOn } = await dynamic.sample({ shots: 10, seed: 1 })
      require(methods.includes(ranOn.method), `ran on ${ranOn.method}`)
      require((ranOn.reason ?? '') !== '', 'ranOn.reason says why that method was taken')
    },
  ],
  [
    'teleportation moves the state: the Bloch vector of qubit 2 is that of the input',
    async ({ backend, precision, full }) => {
      const bloch = [Math.sin(0.9) * Math.cos(0.7), Math.sin(0.9) * Math.sin(0.7), Math.cos(0.9)]
      const observables = ['X2', 'Y2', 'Z2'].map((text) => parsePauliSum(text))
      const shots = full ? 40_000 : 1_500
      await using executable = await backend.compile(teleportation(), { precision, observables })
      const { values, standardErrors } = await executable.expectations({ shots, seed: 23 })
      // Every trajectory ends in the same state of qubit 2, so these are exact on trajectories too.
      requireEstimates('Bloch vector', values, standardErrors ?? [0, 0, 0], bloch, expectationTolerance(precision, 20, 1))
    },
  ],
  [
    'amplitudes, gradient, jacobian and overlaps of a dynamic circuit are refused with the reason',
    async ({ backend, precision }) => {
      const circuits: readonly (readonly [Circuit, RegExp])[] = [
        [new Circuit(2).h(0).measure(0, 'a').h(0), /measure/],
        [new Circuit(2).h(0).reset(0), /reset/],
        [new Circuit(2).h(0).depolarizing(0.1, 0), /channel|depolarizing/],
      ]
      for (const [circuit, reason] of circuits) {
        const executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0')] })
        const calls = [
          () => executable.amplitudes(),
          () => executable.gradient(),
          () => executable.jacobian(),
          () => executable.overlaps({}),
        ]
        for (const call of calls) {
          const { message } = await requireRejects('a call that needs a pure state', call)
          require(reason.test(message), `the refusal does not say why: ${message}`)
        }
      }
      const forced = () => backend.compile(circuits[0][0], { precision, method: 'stateVector' })
      await requireRejects('method stateVector for a circuit that measures', forced)
    },
  ],
  [
    'measurements at the end stand in the way of no exact answer, and samples are read by them',
    async ({ backend, precision }) => {
      const {
        circuit: body,
        observables,
        inputs,
      } = drawProblem(new RandomStream(77), { qubits: 3, operations: 12, rows: 2, terms: [4], gates: backend.gates })
      const measured = body
        .withOperations(body.operations)
        .measure(2, 'b')
        .measure(0, 'a', { readout: { p01: 1, p10: 1 } })
      await using found = await backend.compile(measured, { precision, observables })
      await using expected = await backend.compile(body, { precision, observables })
      const tolerance = shiftTolerance(precision, 40, pauliWeight(...observables), STEEPEST)
      const calls = [
        async (executable: Executable) => (await executable.amplitudes(inputs)).data,
        async (executable: Executable) => (await executable.probabilities(inputs, [2, 0])).values,
        async (executable: Executable) => (await executable.expectations(inputs)).values,
        async (executable: Executable) => (await executable.gradient({ ...inputs, wrt: ['features'] })).features ?? [],
        async (executable: Executable) => (await executable.jacobian({ ...inputs, wrt: ['parameters'] })).parameters ?? [],
        async (executable: Executable) => (await executable.overlaps(inputs)).values,
      ]
      for (const [i, call] of calls.entries())
        requireClose(`call ${i} with measurements at the end`, await call(found), await call(expected), tolerance)
      const { ranOn } = await found.expectations(inputs)
      require(/measurement/.test(ranOn.reason ?? ''), `the reason does not tell of measurements: ${ranOn.reason}`)
      const { columns } = await found.sample({ ...inputs, shots: 5, seed: 1 })
      require(columns.join() === 'b,a', `columns are ${columns.join()}`)
      await using turned = await backend.compile(new Circuit(1).x(0).measure(0, 'a', { readout: { p01: 1, p10: 1 } }), { precision })
      const { samples } = await turned.sample({ shots: 20, seed: 1 })
      require(samples.every((bit) => bit === 0), 'a detector that is always wrong reads 0 of 1')
    },
  ],
  [
    'dynamic circuits: the same seed gives the same bits, another seed others',
    async (context) => {
      const [, circuit] = DYNAMIC_CIRCUITS[5]
      for (const method of ['densityMatrix', 'trajectories'] as const) {
        await withMethod(context, circuit, method, async (executable) => {
          const { samples } = await executable.sample({ shots: 200, seed: 1 })
          requireSameBits('samples', (await executable.sample({ shots: 200, seed: 1 })).samples, samples)
          const others = (await executable.sample({ shots: 200, seed: 2 })).samples
          require(others.some((bit, i) => bit !== samples[i]), 'seeds 1 and 2 gave the same samples')
          const { values } = await executable.expectations({ shots: 50, seed: 1 })
          requireSameBits('estimates', (await executable.expectations({ shots: 50, seed: 1 })).values, values)
        })
      }
    },
  ],
  [
    'rows of a dynamic circuit: each with its own features and its own random numbers',
    async (context) => {
      const circuit = new Circuit(3)
        .ry(feature('x'), 0)
        .measure(0, 'a')
        .when({ bits: ['a'], value: 1 }, (then) => then.x(1))
        .h(2)
        .measure(2, 'b')
      const data = Float64Array.of(0, Math.PI, 1.1, 1.1)
      const features = { rows: 4, columns: 1, data }
      const truths = [...data].flatMap((x) => truth(densityOracle(circuit.bind({ x }))))
      for (const method of ['densityMatrix', 'trajectories'] as const) {
        await withMethod(context, circuit, method, async (executable) => {
          const shots = 1000
          const { values, standardErrors = [] } = await executable.expectations({ features, shots, seed: 4 })
          requireEstimates('expectations', values, standardErrors, truths, trajectoryAllowance(shots, WEIGHT))
          const { samples } = await executable.sample({ features, shots, seed: 4 })
          const rows = [0, 1, 2, 3].map((row) => samples.subarray(row * 2 * shots, (row + 1) * 2 * shots))
          require(rows[0].every((bit, i) => i % 2 === 1 || bit === 0) &&
            rows[1].every((bit, i) => i % 2 === 1 || bit === 1), 'bit a of rows 0 and 1 is certain')
          require(rows[2].some((bit, i) => bit !== rows[3][i]), 'two rows with equal features gave the same samples')
        })
      }
    },
  ],
  [
    'hidden bits steer operations and are no columns of samples',
    async (context) => {
      const circuit = new Circuit(3)
        .x(0)
        .measure(0, '#1')
        .when({ bits: ['#1'], value: 1 }, (then) => then.x(1).setBit('#2'))
        .measure(1, 'a')
        .when({ bits: ['#2'], value: 1 }, (then) => then.setBit('b'))
      for (const method of ['densityMatrix', 'trajectories'] as const) {
        await withMethod(context, circuit, method, async (executable) => {
          const { columns, samples } = await executable.sample({ shots: 20, seed: 1 })
          require(columns.join() === 'a,b' && executable.bits.join() === 'a,b', `columns are ${columns.join()}`)
          require(samples.length === 40 && samples.every((bit) => bit === 1), 'the bits read 1')
        })
      }
    },
  ],
  ...[53, 64, 100].map(wideCheck),
])

/** Compiles with the method and hands the executable on; a method that the backend does not have is left out. */
async function withMethod(
  { backend, precision }: CheckContext,
  circuit: Circuit,
  method: Method,
  use: (executable: Executable) => Promise<void>,
): Promise<void> {
  await leavingOut(async () => {
    await using executable = await backend.compile(circuit, { precision, method, observables: OBSERVABLES })
    await use(executable)
  })
}

function truth(ensemble: OracleEnsemble): number[] {
  return OBSERVABLES.map((observable) => densityExpectation(ensemble, observable))
}

function densityCheck(name: string, circuit: Circuit): NamedCheck {
  return [
    `density matrix of ${name}`,
    async (context) => {
      const ensemble = densityOracle(circuit)
      const gates = 3 * circuit.operations.length
      await withMethod(context, circuit, 'densityMatrix', async (executable) => {
        const { values, ranOn } = await executable.expectations()
        require(ranOn.method === 'densityMatrix', `ran on ${ranOn.method}`)
        requireClose('expectations', values, truth(ensemble), expectationTolerance(context.precision, gates, WEIGHT))
        const probabilities = await executable.probabilities()
        requireClose('probabilities', probabilities.values, stateProbabilities(ensemble), 4 * amplitudeTolerance(context.precision, gates))
        await checkSamples(executable, circuit, ensemble, 4_000)
      })
    },
  ]
}

function trajectoryCheck(name: string, circuit: Circuit): NamedCheck {
  return [
    `trajectories of ${name}`,
    async (context) => {
      const ensemble = densityOracle(circuit)
      const shots = context.full ? 40_000 : 1_500
      await withMethod(context, circuit, 'trajectories', async (executable) => {
        const { values, standardErrors = [], ranOn } = await executable.expectations({ shots, seed: 21 })
        require(ranOn.method === 'trajectories', `ran on ${ranOn.method}`)
        requireEstimates('expectations', values, standardErrors, truth(ensemble), trajectoryAllowance(shots, WEIGHT))
        await checkSamples(executable, circuit, ensemble, shots)
        await requireRejects('trajectories without shots', () => executable.expectations())
      })
    },
  ]
}

/** Bits where the circuit has some, else qubits. */
async function checkSamples(executable: Executable, circuit: Circuit, ensemble: OracleEnsemble, shots: number): Promise<void> {
  const batch = await executable.sample({ shots, seed: 22 })
  const bits = circuit.bits.length
  if (bits > MOST_COUNTED_BITS) return
  if (bits > 0) require(batch.columns.join() === circuit.bits.join(), `columns are ${batch.columns.join()}`)
  requireDistribution('samples', countOutcomes(batch, 0), bits > 0 ? bitProbabilities(ensemble, bits) : stateProbabilities(ensemble))
}

function wideCheck(width: number): NamedCheck {
  return [
    `a condition on ${width} measured bits holds for its value and for no other`,
    async ({ backend, precision }) => {
      await using executable = await backend.compile(wideCondition(width), { precision })
      const { columns, samples } = await executable.sample({ shots: 3, seed: 5 })
      require(columns.length === width + 2, `there are ${columns.length} columns`)
      for (let shot = 1; shot <= 3; shot++) {
        const [met, missed] = samples.subarray(shot * columns.length - 2, shot * columns.length)
        require(met === 1, 'the operation was left out')
        require(missed === 1, 'an operation ran that asks for another highest bit')
      }
    },
  ]
}
