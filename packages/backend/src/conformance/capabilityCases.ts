/** What a backend states of itself, and that it refuses, with an error that a caller can act on, everything that it leaves out. */
import { Circuit, gateTable, type OperationName } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { Backend, BackendCapabilities, CompileOptions, Method, Precision } from '../backend.ts'
import { TooManyQubitsError } from '../TooManyQubitsError.ts'
import { UnsupportedOperationError } from '../UnsupportedOperationError.ts'
import { UnsupportedPrecisionError } from '../UnsupportedPrecisionError.ts'
import { require, requireRejects } from './assertions.ts'
import { casesOf } from './conformanceCase.ts'
import { DYNAMIC_CIRCUITS } from './dynamicCircuits.ts'
import { drawAngle, drawOperation, gateWidths } from './drawnCircuits.ts'

const PRECISIONS: readonly Precision[] = ['f64', 'f32', 'mixed', 'f32x2']
const METHODS: readonly Method[] = ['stateVector', 'densityMatrix', 'trajectories']

export const capabilityCases = casesOf([
  [
    'capabilities say what there is',
    async ({ backend, precision }) => {
      const { stated } = backend
      require(backend.name !== '' && stated.device !== '', 'backend and device have names')
      require(stated.precisions.includes(precision), `precision ${precision} is among ${stated.precisions.join(', ')}`)
      require(stated.methods.includes('stateVector'), 'state vectors are available')
      require(stated.threads >= 1 && stated.memoryBytes > 0, 'threads and memory are positive')
      for (const name of stated.operations) require(name in gateTable, `operation ${name} is not in the gate table`)
      requireQubitCounts(stated)
    },
  ],
  [
    'precisions that capabilities leave out are refused, and f64 is the default where it is offered',
    async ({ backend: { itself, stated } }) => {
      const { precisions } = stated
      for (const precision of PRECISIONS) {
        if (precisions.includes(precision)) await (await itself.compile(new Circuit(1).h(0), { precision })).dispose()
        else await requireRefusedPrecision(itself, { precision }, stated)
      }
      await requireRefusedPrecision(itself, { precision: 'f16' as 'f32' }, stated)
      if (!precisions.includes('f64')) {
        await requireRefusedPrecision(itself, {}, stated)
        return
      }
      await using executable = await itself.compile(new Circuit(1).h(0))
      const { ranOn } = await executable.amplitudes()
      require(ranOn.precision === 'f64', `the default precision is ${ranOn.precision}`)
    },
  ],
  [
    'methods and operations that capabilities leave out are refused, with the reason',
    async ({ backend: { itself, stated }, precision }) => {
      for (const method of METHODS.filter((each) => !stated.methods.includes(each))) {
        require((stated.missing[`method:${method}`] ?? '') !== '', `capabilities do not say why method ${method} is missing`)
        const load = () => itself.compile(new Circuit(1).h(0), { precision, method })
        await requireRejects(`method ${method}`, load, UnsupportedOperationError)
      }
      await requireRejects('method magic', () => itself.compile(new Circuit(1), { precision, method: 'magic' as 'auto' }))
      for (const name of listable().filter((each) => !stated.operations.includes(each)))
        await requireRejects(`operation ${name}`, () => itself.compile(circuitOf(name), { precision }), UnsupportedOperationError)
    },
  ],
  [
    'one qubit more than capabilities state is refused before anything is allocated, by each method',
    async ({ backend: { itself, stated }, precision }) => {
      for (const method of stated.methods) {
        const most = stated.methodQubits[method]?.[precision] ?? 0
        const run = async () => {
          await using executable = await itself.compile(ladder(most + 1), { precision, method })
          await executable.sample({ shots: 1, seed: 1 })
        }
        const error = await requireRejects(`${most + 1} qubits by method ${method}`, run)
        const isNamed = error instanceof TooManyQubitsError || error instanceof UnsupportedOperationError
        require(isNamed, `${most + 1} qubits were refused with ${error.name}: ${error.message}`)
      }
    },
  ],
  [
    '40 qubits are refused before anything is allocated, with the bytes needed and available',
    async ({ backend: { itself }, precision }) => {
      const run = async () => (await itself.compile(ladder(40), { precision })).amplitudes()
      const error = await requireRejects('40 qubits', run, TooManyQubitsError)
      require(error instanceof TooManyQubitsError && error.qubits === 40, 'the error names the qubits')
      require(error.bytesNeeded >= 8 * 2 ** 40, `40 qubits need ${error.bytesNeeded} bytes`)
      require(error.bytesAvailable > 0 && error.bytesAvailable < error.bytesNeeded, `${error.bytesAvailable} bytes are available`)
      require(/40 qubits.*B\b/.test(error.message), `the message does not name qubits and bytes: ${error.message}`)
    },
  ],
])

/** A number for each method and precision that is there, and for no other. */
function requireQubitCounts({ methods, methodQubits, precisions, qubits }: BackendCapabilities): void {
  for (const method of METHODS) {
    const counts = Object.keys(methodQubits[method] ?? {})
    const expected = methods.includes(method) ? precisions : []
    require(counts.toSorted().join() === expected.toSorted().join(), `method ${method} has qubits in ${counts.join(', ') || 'nothing'}`)
  }
  for (const precision of precisions) {
    const [most, vector] = [qubits[precision] ?? 0, methodQubits.stateVector?.[precision]]
    require(most >= 1 && most === vector, `${most} qubits fit in ${precision}, and as a state vector ${vector}`)
  }
}

async function requireRefusedPrecision(backend: Backend, options: CompileOptions, { precisions }: BackendCapabilities): Promise<void> {
  const what = `precision ${options.precision ?? 'by default'}`
  const error = await requireRejects(what, () => backend.compile(new Circuit(1).h(0), options), UnsupportedPrecisionError)
  const names = precisions.every((there) => error.message.includes(`'${there}'`))
  require(names, `${what} is refused without naming ${precisions.join(', ')}: ${error.message}`)
}

function listable(): OperationName[] {
  return (Object.keys(gateTable) as OperationName[]).filter((name) => gateTable[name].kind === 'gate' || gateTable[name].kind === 'channel')
}

/** Every qubit meets the next, so nothing can be left out. */
function ladder(qubits: number): Circuit {
  const circuit = new Circuit(qubits)
  for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit)
  for (let qubit = 0; qubit + 1 < qubits; qubit++) circuit.crx(0.3 + qubit, qubit, qubit + 1)
  return circuit
}

/** The operation on its fewest qubits. */
function circuitOf(name: OperationName): Circuit {
  const channel = DYNAMIC_CIRCUITS.find(([each]) => each === `channel ${name}`)
  if (channel !== undefined) return channel[1]
  const random = new RandomStream(199)
  const [width] = gateWidths(name, 5)
  const angles = Array.from({ length: gateTable[name].angles }, () => drawAngle(random))
  return new Circuit(width).append(drawOperation(name, Array.from({ length: width }, (_, qubit) => qubit), angles, random)) // prettier-ignore
}
