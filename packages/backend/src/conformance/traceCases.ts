/** Trace events: they nest, bytes and amplitudes add up, and nothing is recorded without a listener. */
import { Circuit, feature, parsePauliSum } from '@ketwork/circuit'
import type { Backend } from '../backend.ts'
import type { TraceEvent } from '../trace.ts'
import { require, requireSameBits } from './assertions.ts'
import { type ConformanceCase, conformanceCase, type ConformanceSetting } from './conformanceCase.ts'

export function traceCases(setting: ConformanceSetting): ConformanceCase[] {
  return [nestingCase(setting), silenceCase(setting), cacheCase(setting)]
}

const circuit = () => new Circuit(4).h(0).ry(feature('x'), 1).cx(0, 1).rzz(0.3, 1, 2).cx(2, 3)
const inputs = { features: { rows: 3, columns: 1, data: Float64Array.of(0.1, 0.2, 0.3) } }
const observables = [parsePauliSum('Z0*Z1 + X2')]

/** Every call once; the numbers of all results. */
async function runAll(backend: Backend, { precision }: ConformanceSetting): Promise<number[]> {
  const executable = await backend.compile(circuit(), { precision, observables })
  const numbers = [
    ...(await executable.amplitudes(inputs)).data,
    ...(await executable.probabilities(inputs)).values,
    ...(await executable.expectations(inputs)).values,
    ...((await executable.gradient({ ...inputs, wrt: ['features'] })).features ?? []),
    ...((await executable.jacobian({ ...inputs, wrt: ['features'] })).features ?? []),
    ...(await executable.overlaps(inputs)).values,
    ...(await executable.sample({ ...inputs, shots: 10, seed: 1 })).samples,
  ]
  await executable.dispose()
  return numbers
}

function nestingCase(setting: ConformanceSetting): ConformanceCase {
  return conformanceCase('trace events nest, and bytes and amplitudes add up', async (backend) => {
    const events: TraceEvent[] = []
    backend.observe((batch) => {
      for (const each of batch) events.push(each)
    })
    await runAll(backend, setting)
    await nextTurn()
    const byId = new Map(events.map((event) => [event.id, event]))
    require(byId.size === events.length, 'events have different ids')
    for (const event of events) checkEvent(event, byId)
    for (const event of events) checkSums(event, events)
    for (const kernel of ['amplitudes', 'probabilities', 'expectations', 'gradient', 'jacobian', 'overlaps', 'sample']) {
      const run = events.find((event) => event.phase === 'run' && event.kernel === kernel && event.parent === undefined)
      require(run !== undefined, `there is a run event for ${kernel}`)
      require(run.amplitudes > 0 && run.bytes > 0, `the run of ${kernel} touches ${run.amplitudes} amplitudes and ${run.bytes} bytes`)
    }
    for (const phase of ['compile', 'load', 'pass'] as const) {
      require(events.some((event) => event.phase === phase), `there is a ${phase} event`)
    }
  })
}

function checkEvent(event: TraceEvent, byId: ReadonlyMap<number, TraceEvent>): void {
  const name = `${event.phase} ${event.kernel} (${event.id})`
  require(event.end >= event.start, `${name} ends before it begins`)
  for (const figure of ['bytes', 'amplitudes', 'bytesAllocated', 'poolHits', 'cacheHits'] as const) {
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

function silenceCase(setting: ConformanceSetting): ConformanceCase {
  return conformanceCase('without a listener nothing is recorded, and listening changes no result', async (backend) => {
    const events: TraceEvent[] = []
    const stop = backend.observe((batch) => {
      for (const each of batch) events.push(each)
    })
    const heard = await runAll(backend, setting)
    await nextTurn()
    stop()
    const count = events.length
    require(count > 0, 'a listener hears of the work')
    requireSameBits('results without a listener', await runAll(backend, setting), heard)
    await nextTurn()
    require(events.length === count, `${events.length - count} events came after the listener had stopped`)
    const later: TraceEvent[] = []
    const begin = performance.now()
    const stopLater = backend.observe((batch) => {
      for (const each of batch) later.push(each)
    })
    await runAll(backend, setting)
    await nextTurn()
    stopLater()
    const early = later.filter(({ start }) => start < begin)
    require(early.length === 0, `${early.length} events of work that nobody listened to were delivered later`)
    require(later.length > 0, 'a second listener hears of the work')
  })
}

function cacheCase(setting: ConformanceSetting): ConformanceCase {
  return conformanceCase('compiling a structure again is a cache hit in the trace', async (backend) => {
    await runAll(backend, setting)
    const events: TraceEvent[] = []
    backend.observe((batch) => {
      for (const each of batch) events.push(each)
    })
    await runAll(backend, setting)
    await nextTurn()
    const hits = events.filter(({ phase }) => phase === 'cache').reduce((sum, { cacheHits }) => sum + cacheHits, 0)
    require(hits > 0, 'a cache event with a hit')
  })
}

/** Events may be delivered after the results. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
