/**
 * The suite that every backend must pass, as plain cases for any test runner.
 *
 * The truth comes from circuit's slow oracles (`applyToState`, `pauliExpectation`), from sums over Kraus operators on full matrices, and from
 * laws (derivative = shift = difference; rows are independent; same seed, same bits). Tolerances are in `tolerances.ts` alone.
 */
import type { Precision } from '../backend.ts'
import { batchCases } from './batchCases.ts'
import { cancellationCases } from './cancellationCases.ts'
import { capabilityCases } from './capabilityCases.ts'
import { circuitCases } from './circuitCases.ts'
import type { ConformanceCase, ConformanceSetting, OpenBackend } from './conformanceCase.ts'
import { dynamicCases } from './dynamicCases.ts'
import { expectationCases } from './expectationCases.ts'
import { gateCases } from './gateCases.ts'
import { gradientCases } from './gradientCases.ts'
import { inputCases } from './inputCases.ts'
import { jacobianCases } from './jacobianCases.ts'
import { largeAngleCases } from './largeAngleCases.ts'
import { lifecycleCases } from './lifecycleCases.ts'
import { lossCases } from './lossCases.ts'
import { overlapCases } from './overlapCases.ts'
import { samplingCases } from './samplingCases.ts'
import { shotCases } from './shotCases.ts'
import { traceCases } from './traceCases.ts'
import { varianceCases } from './varianceCases.ts'
import { wideCases } from './wideCases.ts'

export interface ConformanceOptions {
  /** What every executable is compiled with. Default `f64`. */
  readonly precision?: Precision
  /** `slice` (default) draws a few circuits of each kind, `full` many. */
  readonly extent?: 'slice' | 'full'
  /** Other openings of the same backend (1, 2, many threads) that must give the same bits. */
  readonly variants?: readonly { readonly name: string; readonly open: OpenBackend }[]
}

/**
 * All cases of the suite in one precision, in order of trust. What the backend states that it does not have is left out of a case, which says so.
 *
 * @example
 * for (const { name, run } of conformanceCases()) test(name, () => run(() => openReferenceBackend()))
 */
export function conformanceCases(options: ConformanceOptions = {}): readonly ConformanceCase[] {
  const setting: ConformanceSetting = {
    precision: options.precision ?? 'f64',
    full: options.extent === 'full',
    variants: options.variants ?? [],
  }
  return [
    ...gateCases(setting), // every gate on every choice of qubits
    ...circuitCases(setting), // drawn circuits
    ...batchCases(setting), // rows, parameters and features of a batch
    ...expectationCases(setting), // observables
    ...varianceCases(setting), // and how they spread
    ...gradientCases(setting), // derivative = shift = difference
    ...jacobianCases(setting), // and its laws
    ...lossCases(setting), // losses as data
    ...largeAngleCases(setting), // angles of any size
    ...overlapCases(setting), // inner products
    ...samplingCases(setting), // probabilities and samples
    ...shotCases(setting), // estimates with standard errors
    ...wideCases(setting), // qubits that never meet
    ...dynamicCases(setting), // measurement, reset, conditions, channels
    ...inputCases(setting), // what must be refused
    ...capabilityCases(setting), // what a backend states, and refuses
    ...lifecycleCases(setting), // reload, structure, dispose
    ...cancellationCases(setting), // abort
    ...traceCases(setting), // events
  ]
}

/**
 * The cases in each precision that the backend offers.
 *
 * @param open opened once more, to be asked
 *
 * @example
 * for (const { name, run } of await offeredCases(openMine)) test(name, () => run(openMine))
 */
export async function offeredCases(
  open: OpenBackend,
  options: Omit<ConformanceOptions, 'precision'> = {},
): Promise<readonly ConformanceCase[]> {
  await using backend = await open()
  const { precisions } = await backend.capabilities()
  return precisions.flatMap((precision) =>
    conformanceCases({ ...options, precision }).map(({ name, run }) => ({ name: `${precision}: ${name}`, run })),
  )
}

export interface ConformanceReport {
  readonly cases: number
  /** Cases that hold. */
  readonly passed: number
  /** Of those that passed, the ones that left nothing out. */
  readonly whole: number
  readonly failed: readonly { readonly name: string; readonly error: unknown }[]
  /** What the backend states that it does not have, and how many cases (of those that passed) went without it. */
  readonly leftOut: Readonly<Record<string, number>>
}

/** Runs the whole suite in each precision that the backend offers, where no test runner is at hand. */
export async function conformanceReport(
  open: OpenBackend,
  options: Omit<ConformanceOptions, 'precision'> = {},
): Promise<ConformanceReport> {
  const cases = await offeredCases(open, options)
  const failed: { readonly name: string; readonly error: unknown }[] = []
  const leftOut: Record<string, number> = {}
  let whole = 0
  for (const { name, run } of cases) {
    try {
      const parts = await run(open)
      if (parts.length === 0) whole++
      for (const what of parts) leftOut[what] = (leftOut[what] ?? 0) + 1
    } catch (error) {
      failed.push({ name, error })
    }
  }
  return { cases: cases.length, passed: cases.length - failed.length, whole, failed, leftOut }
}
