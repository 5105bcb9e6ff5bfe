/** Backends that are wrong on purpose, each in one way, and the cases of the suite that must catch them. Test support, not exported. */
import { negate } from '@ketwork/circuit'
import { matrixOf } from '@ketwork/math'
import type { Backend, BackendCapabilities, Executable, Inputs, Values } from '../backend.ts'
import { changing, tampered, type Tampering } from './tampered.ts'

export interface WrongBackend {
  readonly fault: string
  /** Names of cases that must fail. */
  readonly caughtBy: readonly string[]
  readonly open: () => Backend
}

function wrong(fault: string, caughtBy: readonly string[], tampering: Tampering): WrongBackend {
  return { fault, caughtBy, open: () => tampered(tampering) }
}

function withoutSignal(inputs: Inputs | undefined): Inputs {
  const { signal: _, ...rest } = inputs ?? {}
  return rest
}

const gateCase = (name: string) => `gate ${name} acts as its matrix on every ordered choice of qubits up to 5`
const gradientCase = (name: string) => `gradient of ${name}: adjoint = shift = difference for every kind of observable`

const LAWS_OF_ROWS = ['a batch cut in two gives the same bits', 'a row beside rows with large angles has the bits that it has alone']

const CAPABILITY = {
  precisions: 'precisions that capabilities leave out are refused, and f64 is the default where it is offered',
  methods: 'methods and operations that capabilities leave out are refused, with the reason',
  qubits: 'one qubit more than capabilities state is refused before anything is allocated, by each method',
} as const

/** The right backend, which states something else of itself. */
function stating(change: (right: BackendCapabilities) => Partial<BackendCapabilities>): Tampering {
  return {
    backend: (right) => ({
      capabilities: async () => {
        const stated = await right.capabilities()
        return { ...stated, ...change(stated) }
      },
    }),
  }
}

/** Each fault alone, in an otherwise right backend. */
export const WRONG_BACKENDS: readonly WrongBackend[] = [
  wrong('turns rx the other way', [gateCase('rx'), gradientCase('rx')], {
    circuit: changing('rx', (operation) => ({ ...operation, angles: operation.angles.map(negate) })),
  }),
  wrong('takes the control of cx for its target', [gateCase('cx'), "drawn circuits on 5 qubits give the oracle's amplitudes"], {
    circuit: changing('cx', (operation) => ({ ...operation, qubits: operation.qubits.toReversed() })),
  }),
  wrong('drops the global phase', [gateCase('globalPhase'), 'the global phase is kept'], {
    circuit: (circuit) => circuit.withOperations(circuit.operations.filter(({ gate }) => gate !== 'globalPhase')),
  }),
  wrong('orders the qubits of probabilities the other way', ['probabilities of all qubits and of any ordered choice of some'], {
    executable: (right) => ({
      probabilities: (inputs, qubits = allQubits(right)) => right.probabilities(inputs, qubits.toReversed()),
    }),
  }),
  wrong('orders the columns of samples the other way', ['a column a qubit, lowest first; outcomes that cannot happen never come'], {
    executable: (right) => ({
      sample: async (inputs) => {
        const batch = await right.sample(inputs)
        return { ...batch, samples: batch.samples.toReversed() }
      },
    }),
  }),
  wrong(
    'gives a constant gradient',
    [
      gradientCase('ry'),
      'gradients of shared and polynomial angles on 3 qubits',
      'gradient along drawn directions on 8 qubits',
      'dot-product test: <J v, u> = <v, J^T u>',
      'Taylor test: the remainder after the gradient falls with the square of the step',
    ],
    {
      executable: (right) => ({
        gradient: async (inputs) => {
          const found = await right.gradient(inputs)
          return { ...found, ...(found.parameters === undefined ? {} : { parameters: found.parameters.map(() => 0.5) }) }
        },
      }),
    },
  ),
  wrong('gives half the cotangent of the initial state', ['the cotangent of the initial state is that of differences'], {
    executable: (right) => ({
      gradient: async (inputs) => {
        const found = await right.gradient(inputs)
        if (found.initial === undefined) return found
        return { ...found, initial: { ...found.initial, data: found.initial.data.map((part) => part / 2) } }
      },
    }),
  }),
  wrong('calls the cotangent function twice', ['cotangents: a function is called once with all values; omitted means ones'], {
    executable: (right) => ({
      gradient: (inputs = {}) => {
        const { cotangents } = inputs
        if (typeof cotangents !== 'function') return right.gradient(inputs)
        return right.gradient({ ...inputs, cotangents: (values) => (cotangents(values), cotangents(values)) })
      },
    }),
  }),
  wrong(
    'gives every row the features of the first',
    ['a matrix of parameters gives each row its own', 'a vector of parameters is shared by all rows'],
    {
      executable: (right) => ({
        amplitudes: (inputs) => right.amplitudes(firstRowFeatures(inputs)),
        expectations: (inputs) => right.expectations(firstRowFeatures(inputs)),
      }),
    },
  ),
  wrong(
    'takes large features modulo a rounded 2 pi',
    [
      '<Z> of a turn by a large feature is its cosine, the derivative minus its sine',
      'estimates at large angles lie around the exact values',
    ],
    {
      executable: (right) => ({
        expectations: (inputs) => right.expectations(roundedFeatures(inputs)),
        gradient: (inputs) => right.gradient(roundedFeatures(inputs)),
      }),
    },
  ),
  wrong('rounds differently in larger batches', LAWS_OF_ROWS, {
    executable: (right) => ({
      expectations: async (inputs) => {
        const found = await right.expectations(inputs)
        return { ...found, values: found.values.map((value) => value + found.rows * 1e-16) }
      },
    }),
  }),
  wrong('conjugates overlaps', ['overlaps of two batches on 4 qubits', 'overlaps of a batch with itself on 4 qubits'], {
    executable: (right) => ({
      overlaps: async (left, other) => {
        const found = await right.overlaps(left, other)
        return { ...found, values: found.values.map((part, i) => (i % 2 === 0 ? part : -part)) }
      },
    }),
  }),
  wrong(
    'ignores the seed',
    [
      'the same seed gives the same samples, another seed and another row others',
      'estimates repeat with their seed, and need one',
      'dynamic circuits: the same seed gives the same bits, another seed others',
    ],
    {
      executable: (right) => ({
        sample: (inputs) => right.sample({ ...inputs, seed: 1 }),
        expectations: (inputs) => right.expectations(inputs?.shots === undefined ? inputs : { ...inputs, seed: 1 }),
      }),
    },
  ),
  wrong('favours ones', ['samples of 5 qubits follow the probabilities (chi-squared at 1e-9)'], {
    executable: (right) => ({
      sample: async (inputs) => {
        const batch = await right.sample(inputs)
        return { ...batch, samples: batch.samples.map((bit, i) => (i % 40 === 0 ? 1 : bit)) }
      },
    }),
  }),
  wrong('understates standard errors', ['the standard error of <Z> is sqrt((1 - <Z>^2) / shots)'], {
    executable: (right) => ({
      expectations: async (inputs) => {
        const found = await right.expectations(inputs)
        return found.standardErrors === undefined ? found : { ...found, standardErrors: found.standardErrors.map((error) => error / 2) }
      },
    }),
  }),
  wrong('gives NaN for a standard error of 0', ['standard errors are 0 where all samples agree, in every call that gives some'], {
    executable: (right) => ({
      expectations: async (inputs) => {
        const found = await right.expectations(inputs)
        return found.standardErrors === undefined ? found : { ...found, standardErrors: found.standardErrors.map((error) => error || NaN) }
      },
    }),
  }),
  wrong('estimates with a bias', ['expectations from shots lie around the exact values', '40 qubits: estimates lie around products'], {
    executable: (right) => ({
      expectations: async (inputs) => {
        const found = await right.expectations(inputs)
        return inputs?.shots === undefined ? found : { ...found, values: found.values.map((value) => 0.5 * value) }
      },
    }),
  }),
  wrong('keeps the square of the mean in variances', ['variances of closed forms', 'variances of drawn observables'], {
    executable: (right) => ({
      variances: async (inputs) => {
        const [found, { values }] = [await right.variances(inputs), await right.expectations(inputs)]
        return { ...found, values: found.values.map((variance, i) => variance + values[i] ** 2) }
      },
    }),
  }),
  wrong('forgets that estimates of means spread', ['variances from shots lie around the exact ones'], {
    executable: (right) => ({
      variances: async (inputs) => {
        const found = await right.variances(inputs)
        const { standardErrors } = await right.expectations(inputs)
        return { ...found, values: found.values.map((variance, i) => variance - (standardErrors?.[i] ?? 0) ** 2) }
      },
    }),
  }),
  wrong('halves gradients from shots', ['gradients and jacobians from shots lie around the exact ones'], {
    executable: (right) => ({
      gradient: async (inputs) => {
        const found = await right.gradient(inputs)
        if (inputs?.shots === undefined || found.parameters === undefined) return found
        return { ...found, parameters: found.parameters.map((value) => value / 2) }
      },
    }),
  }),
  wrong('believes every measurement', ['density matrix of readout error', 'trajectories of readout error that a condition believes'], {
    circuit: changing('measure', ({ readout: _, ...rest }) => rest),
  }),
  wrong(
    'runs conditional operations always',
    [
      'density matrix of teleportation',
      'trajectories of teleportation',
      'teleportation moves the state: the Bloch vector of qubit 2 is that of the input',
    ],
    {
      circuit: (circuit) => circuit.withOperations(circuit.operations.map(({ condition: _, ...rest }) => rest)),
    },
  ),
  wrong('forgets resets', ['density matrix of a reset of an entangled qubit', 'trajectories of a reset of an entangled qubit'], {
    circuit: (circuit) => circuit.withOperations(circuit.operations.filter(({ gate }) => gate !== 'reset')),
  }),
  wrong('damps too little', ['density matrix of channel amplitudeDamping', 'trajectories of channel amplitudeDamping'], {
    circuit: changing('amplitudeDamping', (operation) => ({ ...operation, rates: [0.05] })),
  }),
  wrong('computes in single precision unasked', ["drawn circuits on 6 qubits give the oracle's amplitudes"], {
    backend: (right) => ({ compile: (circuit, options) => right.compile(circuit, { ...options, precision: 'f32' }) }),
  }),
  wrong('takes NaN for 0', ['refuses a NaN parameter'], {
    executable: (right) => ({
      amplitudes: (inputs = {}) =>
        Array.isArray(inputs.parameters)
          ? right.amplitudes({ ...inputs, parameters: inputs.parameters.map((value: number) => value || 0) })
          : right.amplitudes(inputs),
    }),
  }),
  wrong(
    'computes in precisions that it does not state',
    [CAPABILITY.precisions],
    stating(() => ({ precisions: ['f64'] })),
  ),
  wrong('takes a density matrix and says that it has none', [CAPABILITY.methods, 'capabilities say what there is'], {
    ...stating(({ methods }) => ({ methods: methods.filter((method) => method !== 'densityMatrix') })),
  }),
  wrong('runs a gate that it does not state', [CAPABILITY.methods], {
    ...stating(({ operations }) => ({ operations: operations.filter((name) => name !== 'ccx') })),
  }),
  wrong('runs more qubits than it states', [CAPABILITY.qubits], {
    ...stating(({ precisions, methods }) => {
      const few = Object.fromEntries(precisions.map((precision) => [precision, 3]))
      return { qubits: few, methodQubits: Object.fromEntries(methods.map((method) => [method, few])) }
    }),
  }),
  wrong('has gradients and says that it has none', [gradientCase('rx'), 'gradients of shared and polynomial angles on 3 qubits'], {
    ...stating(() => ({ gradients: [] })),
  }),
  wrong('has derivatives by initial states and states shifts alone', ['the cotangent of the initial state is that of differences'], {
    ...stating(() => ({ gradients: ['parameterShift'] })),
  }),
  wrong('lets nobody abort a run', ['a run that is aborted on the way rejects with the reason, and the executable runs again'], {
    executable: () => ({ expectations: async () => ({ rows: 1, columns: 1, values: Float64Array.of(1) }) as Values }),
  }),
  wrong('never stops', ['a run that is aborted on the way rejects with the reason, and the executable runs again'], {
    // A short run in place of the long one, so that the test is short: what counts is that it is not rejected.
    executable: (right) => ({
      expectations: async (inputs = {}) => {
        for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 0)) // the abort comes between them
        return right.expectations(firstRowOnly(withoutSignal(inputs)))
      },
    }),
  }),
  wrong('lives on after dispose', ['a disposed executable rejects every call, the others go on'], {
    executable: () => ({ dispose: async () => {} }),
  }),
  wrong('hands out the same array twice', ['results belong to the caller, inputs stay as they were'], {
    executable: (right) => {
      let kept: Promise<Awaited<ReturnType<Executable['amplitudes']>>> | undefined
      return { amplitudes: (inputs) => (kept ??= right.amplitudes(inputs)) }
    },
  }),
  wrong('keeps the inputs of the latest call for all', ['calls that overlap do not disturb each other'], {
    executable: (right) => {
      let latest: Inputs | undefined
      return {
        amplitudes: async (inputs) => {
          latest = inputs
          await Promise.resolve()
          return right.amplitudes(latest)
        },
      }
    },
  }),
  wrong(
    'says neither why nor how',
    [
      'method auto: a state vector for a unitary circuit, otherwise what ranOn says and why',
      'every result says where and how it was computed, in the precision that was asked',
    ],
    {
      executable: (right) => ({
        sample: async (inputs) => {
          const batch = await right.sample(inputs)
          const { reason: _, ...rest } = batch.ranOn
          return { ...batch, ranOn: { ...rest, plan: '' } }
        },
      }),
    },
  ),
  wrong('counts only half of the bytes of a run', ['trace events nest, and bytes and amplitudes add up'], {
    backend: (right) => ({
      observe: (listener) =>
        right.observe((events) => listener(events.map((event) => (event.phase === 'run' ? { ...event, bytes: event.bytes / 2 } : event)))),
    }),
  }),
  wrong('counts a tenth of the bytes everywhere', ['runs report no fewer bytes and amplitudes than they must move'], {
    backend: (right) => ({
      observe: (listener) => right.observe((events) => listener(events.map((event) => ({ ...event, bytes: event.bytes / 10 })))),
    }),
  }),
  wrong('does not say what ran and what it allocated', ['run events say what ran, and count the results that they allocate'], {
    backend: (right) => ({
      observe: (listener) =>
        right.observe((events) => listener(events.map(({ executable: _, ...event }) => ({ ...event, bytesAllocated: 0 })))),
    }),
  }),
  wrong('lets estimates stand beside their call', ['estimates by shots and density matrices lie in the trace of their call'], {
    backend: (right) => ({
      observe: (listener) =>
        right.observe((events) =>
          listener(
            events.map(({ parent, ...event }) => (event.phase === 'run' ? event : { ...event, ...(parent !== undefined && { parent }) })),
          ),
        ),
    }),
  }),
  wrong('records without a listener', ['without a listener nothing is recorded, and listening changes no result'], {
    backend: (right) => ({ observe: (listener) => (right.observe(listener), () => {}) }),
  }),
]

function allQubits({ program }: Executable): number[] {
  return Array.from({ length: program.structure.qubits }, (_, qubit) => qubit)
}

function firstRowFeatures(inputs: Inputs = {}): Inputs {
  const { features } = inputs
  if (features === undefined) return inputs
  const { rows, columns, data } = matrixOf(features, 'features')
  return { ...inputs, features: { rows, columns, data: Float64Array.from(data, (_, i) => data[i % columns]) } }
}

function roundedFeatures(inputs: Inputs = {}): Inputs {
  const { features } = inputs
  if (features === undefined) return inputs
  const table = matrixOf(features, 'features')
  return { ...inputs, features: { ...table, data: table.data.map((x) => x % (2 * Math.PI)) } }
}

function firstRowOnly(inputs: Inputs): Inputs {
  const { features } = inputs
  if (features === undefined) return inputs
  const { columns, data } = matrixOf(features, 'features')
  return { ...inputs, features: { rows: 1, columns, data: data.slice(0, columns) } }
}
