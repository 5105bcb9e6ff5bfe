/** Runs passes and keeps a record of each. */
import type { Circuit } from '@ketwork/circuit'
import { countOperations } from './metrics.ts'

export interface PassReport {
  readonly name: string
  readonly milliseconds: number
  /** Operations after the pass, counted as in `CircuitMetrics`. */
  readonly operations: number
}

/** The record of a pipeline; it grows. */
export class PassLog {
  readonly reports: PassReport[] = []

  /** Another log with the same record so far. */
  copy(): PassLog {
    const log = new PassLog()
    for (const report of this.reports) log.reports.push(report)
    return log
  }

  /** What the pass gives; its time is noted under this name. */
  run<Given, Result>(name: string, given: Given, pass: (given: Given) => Result, circuitOf: (result: Result) => Circuit): Result {
    const start = performance.now()
    const result = pass(given)
    const milliseconds = performance.now() - start
    this.reports.push({ name, milliseconds, operations: countOperations(circuitOf(result)) })
    return result
  }

  /** Several passes from circuit to circuit, one after the other. */
  runAll(circuit: Circuit, passes: readonly NamedPass[]): Circuit {
    return passes.reduce((current, [name, pass]) => this.run(name, current, pass, (result) => result), circuit)
  }
}

export type NamedPass = readonly [name: string, pass: (circuit: Circuit) => Circuit]
