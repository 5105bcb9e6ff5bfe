/** Trace events: they nest, report what the work must move and what it was about, and nothing is recorded without a listener. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import { RandomStream } from '@ketwork/math'
import type { Backend } from '../backend.ts'
import { isWide } from '../precision.ts'
import type { TraceEvent } from '../trace.ts'
import { require, requireSameBits } from './assertions.ts'
import { casesOf, type CheckContext } from './conformanceCase.ts'

export const traceCases = casesOf([
  [
    'trace events nest, and bytes and amplitudes add up',
    async (context) => {
      const { events } = listen(context.backend)
      await runAll(context)
      await nextTurn()
      const byId = new Map(events.map((event) => [event.id, event]))
      require(byId.size === events.length, 'events have different ids')
      for (const event of events) checkEvent(event, byId)
      for (const event of events) checkSums(event, events)
      for (const kernel of ['amplitudes', 'probabilities', 'expectations', 'variances', 'gradient', 'jacobian', 'overlaps', 'sample']) {
        const run = events.find((event) => event.phase === 'run' && event.kernel === kernel && event.parent === undefined)
        require(run !== undefined, `there is a run event for ${kernel}`)
        require(run.amplitudes > 0 && run.bytes > 0, `the run of ${kernel} touches ${run.amplitudes} amplitudes and ${run.bytes} bytes`)
      }
      for (const phase of ['lower', 'plan', 'pass', 'cache'] as const) {
        require(events.some((event) => event.phase === phase), `there is a ${phase} event`)
      }
    },
  ],
  [
    'runs report no fewer bytes and amplitudes than they must move',
    async ({ backend, precision }) => {
      const circuit = movedCircuit()
      const executable = await backend.compile(circuit, { precision, observables: [parsePauliSum('Z0*X3 + Y5*Z2*X1 + X4')] })
      const { events } = listen(backend)
      const given = movedInputs(circuit)
      const calls = {
        amplitudes: () => executable.amplitudes(given),
        probabilities: () => executable.probabilities(given),
        expectations: () => executable.expectations(given),
        gradient: () => executable.gradient(given),
        jacobian: () => executable.jacobian(given),
        overlaps: () => executable.overlaps(given),
        sample: () => executable.sample({ ...given, shots: 3, seed: 1 }),
      }
      const bytesOfState = (isWide(precision) ? 16 : 8) * 2 ** MOVED_QUBITS
      for (const [kernel, call] of Object.entries(calls) as [keyof typeof calls, () => Promise<unknown>][]) {
        await call()
        await nextTurn()
        const run = events.findLast((event) => event.phase === 'run' && event.kernel === kernel && event.parent === undefined)
        require(run !== undefined, `there is a run event for ${kernel}`)
        const bytes = LEAST_STREAMS[kernel] * MOVED_ROWS * bytesOfState
        require(run.bytes >= bytes, `the run of ${kernel} reports ${run.bytes} bytes and must move ${bytes}`)
        const amplitudes = MOVED_ROWS * 2 ** MOVED_QUBITS
        require(run.amplitudes >= amplitudes, `the run of ${kernel} reports ${run.amplitudes} amplitudes and has ${amplitudes}`)
      }
      const wholes = events.filter((event) => event.phase === 'pass' && event.amplitudes >= 2 ** MOVED_QUBITS)
      for (const { kernel, bytes, thread } of wholes)
        require(bytes >= bytesOfState, `a pass '${kernel}' over a whole state on thread ${thread} reports ${bytes} bytes`)
    },
  ],
  [
    'run events say what ran, and count the results that they allocate',
    async ({ backend, precision }) => {
      const compile = () => backend.compile(circuit(), { precision, observables })
      const [first, second] = [await compile(), await compile()]
      const { events } = listen(backend)
      const { data } = await first.amplitudes(inputs)
      await second.expectations(inputs)
      await first.expectations(inputs)
      await nextTurn()
      const runs = events.filter(({ phase }) => phase === 'run')
      for (const { kernel, rows, qubits, precision: ran, method, thread } of runs) {
        require(rows === 3 && qubits === 4, `the run of ${kernel} has ${rows} rows and ${qubits} qubits`)
        require(ran === precision &&
          method === 'stateVector' &&
          thread === 0, `the run of ${kernel} is ${ran}, ${method}, thread ${thread}`)
      }
      const [amplitudes, other, same] = runs.map(({ executable }) => executable)
      require(amplitudes !== undefined && amplitudes === same && amplitudes !== other, 'executables have numbers of their own')
      require(runs[0].bytesAllocated >= data.byteLength, `${runs[0].bytesAllocated} bytes were allocated for ${data.byteLength}`)
    },
  ],
  [
    'estimates by shots and density matrices lie in the trace of their call',
    async ({ backend, precision }) => {
      const { methods } = await backend.capabilities()
      const executable = await backend.compile(circuit(), { precision, observables })
      const { events } = listen(backend)
      const drawn = { ...inputs, shots: 10, seed: 1, wrt: ['features'] } as const
      await executable.expectations(drawn)
      await executable.gradient(drawn)
      await executable.jacobian(drawn)
      let calls = 3
      if (methods.includes('densityMatrix')) {
        await (await backend.compile(circuit(), { precision, observables, method: 'densityMatrix' })).expectations(inputs)
        calls++
      }
      await nextTurn()
      const runs = events.filter(({ phase, parent }) => phase === 'run' && parent === undefined)
      require(runs.length === calls, `${calls} calls gave ${runs.length} runs at the top`)
      for (const { kernel, amplitudes } of runs) require(amplitudes > 0, `the run of ${kernel} touches no amplitude`)
    },
  ],
  [
    'without a listener nothing is recorded, and listening changes no result',
    async (context) => {
      const { events, stop } = listen(context.backend)
      const heard = await runAll(context)
      await nextTurn()
      stop()
      const count = events.length
      require(count > 0, 'a listener hears of the work')
      requireSameBits('results without a listener', await runAll(context), heard)
      await nextTurn()
      require(events.length === count, `${events.length - count} events came after the listener had stopped`)
      const begin = performance.now()
      const { events: later, stop: stopLater } = listen(context.backend)
      await runAll(context)
      await nextTurn()
      stopLater()
      const early = later.filter(({ start }) => start < begin)
      require(early.length === 0, `${early.length} events of work that nobody listened to were delivered later`)
      require(later.length > 0, 'a second listener hears of the work')
    },
  ],
  [
    'compiling a structure again is a cache hit in the trace',
    async (context) => {
      await runAll(context)
      const { events } = listen(context.backend)
      await runAll(context)
      await nextTurn()
      const hits = events.filter(({ phase }) => phase === 'cache').reduce((sum, { cacheHits }) => sum + cacheHits, 0)
      require(hits > 0, 'a cache event with a hit')
    },
  ],
])

const circuit = () => new Circuit(4).h(0).ry(feature('x'), 1).cx(0, 1).rzz(0.3, 1, 2).cx(2, 3)
const inputs = { features: { rows: 3, columns: 1, data: Float64Array.of(0.1, 0.2, 0.3) } }
const observables = [parsePauliSum('Z0*Z1 + X2')]

/** Every call once; the numbers of all results. */
async function runAll({ backend, precision }: CheckContext): Promise<number[]> {
  const executable = await backend.compile(circuit(), { precision, observables })
  const numbers = [
    ...(await executable.amplitudes(inputs)).data,
    ...(await executable.probabilities(inputs)).values,
    ...(await executable.expectations(inputs)).values,
    ...(await executable.variances(inputs)).values,
    ...((await executable.gradient({ ...inputs, wrt: ['features'] })).features ?? []),
    ...((await executable.jacobian({ ...inputs, wrt: ['features'] })).features ?? []),
    ...(await executable.overlaps(inputs)).values,
    ...(await executable.sample({ ...inputs, shots: 10, seed: 1 })).samples,
  ]
  await executable.dispose()
  return numbers
}

function checkEvent(event: TraceEvent, byId: ReadonlyMap<number, TraceEvent>): void {
  const name = `${event.phase} ${event.kernel} (${event.id})`
  require(event.end >= event.start, `${name} ends before it begins`)
  require(event.vectorised === event.vectorShare > 0.5, `${name} is ${event.vectorShare} vectors, and says ${event.vectorised}`)
  require(event.vectorShare >= 0 && event.vectorShare <= 1, `${name} is ${event.vectorShare} vectors`)
  for (const figure of ['bytes', 'amplitudes', 'work', 'bytesAllocated', 'poolHits', 'cacheHits'] as const) {
    require(event[figure] >= 0, `${figure} of ${name} is ${event[figure]}`)
  }
  if (event.parent === undefined) return
  const parent = byId.get(event.parent)
  require(parent !== undefined, `${name} has the parent ${event.parent}, which did not come`)
  require(parent.start <= event.start && event.end <= parent.end, `${name} does not lie within its parent`)
}

function checkSums(event: TraceEvent, events: readonly TraceEvent[]): void {
  const children = events.filter(({ parent }) => parent === event.id)
  if (children.length === 0) return
  for (const figure of ['bytes', 'amplitudes'] as const) {
    const sum = children.reduce((total, child) => total + child[figure], 0)
    require(event[figure] === sum, `${figure} of ${event.phase} ${event.kernel} is ${event[figure]}, its children add up to ${sum}`)
  }
}

/** Rows of the circuit whose traffic is known. */
const MOVED_ROWS = 5
const MOVED_QUBITS = 6

/** Every qubit is needed, nothing commutes away, and amplitudes are complex: no simulator gets by with less than whole states. */
function movedCircuit(): Circuit {
  const circuit = new Circuit(MOVED_QUBITS)
  for (let layer = 0; layer < 2; layer++) {
    for (let qubit = 0; qubit < MOVED_QUBITS; qubit++)
      circuit.ry(parameter(`a${layer}_${qubit}`), qubit).rx(parameter(`b${layer}_${qubit}`), qubit)
    for (let qubit = 0; qubit < MOVED_QUBITS; qubit++) circuit.rzz(parameter(`c${layer}_${qubit}`), qubit, (qubit + 1) % MOVED_QUBITS)
  }
  return circuit
}

function movedInputs(circuit: Circuit) {
  const columns = circuit.parameters.length
  const data = new RandomStream(37).fillNormal(new Float64Array(MOVED_ROWS * columns))
  return { parameters: { rows: MOVED_ROWS, columns, data } }
}

/** How often each call must at least go over the memory of a row's state: it is written once, and read by whatever asks about it. */
const LEAST_STREAMS = { amplitudes: 1, probabilities: 2, expectations: 2, gradient: 4, jacobian: 4, overlaps: 2, sample: 2 } as const

function listen(backend: Backend): { readonly events: TraceEvent[]; readonly stop: () => void } {
  const events: TraceEvent[] = []
  const stop = backend.observe((batch) => {
    for (const each of batch) events.push(each)
  })
  return { events, stop }
}

/** Events may be delivered after the results. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
