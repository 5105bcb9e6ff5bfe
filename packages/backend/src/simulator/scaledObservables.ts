/**
 * Observables whose coefficients are beyond the range of single precision, for an engine that computes in it.
 *
 * The engine runs a program in which the coefficients of such an observable are divided by a power of two, so that the largest is between 1 and 2; values
 * are multiplied and cotangents weighted by it again, in double precision. Scaling by a power of two rounds nothing.
 */
import { binaryUnit } from '@ketwork/math'
import { resolveCotangents } from '../gradient/cotangents.ts'
import type { Program } from '../program.ts'
import type { OpenEvent } from '../TraceRecorder.ts'
import type { Plan, ProgramEngine } from './ProgramEngine.ts'

/** Between these, coefficients are as good as 1 in single precision. */
const [LEAST, MOST] = [2 ** -64, 2 ** 64]

/** Binds a program to a plan in single precision. */
export async function bindScaled(plan: Plan<ProgramEngine>, program: Program, event?: OpenEvent): Promise<ProgramEngine> {
  const scaled = scaleObservables(program)
  return scaled === undefined ? plan.bind(program, event) : unscaledEngine(await plan.bind(scaled.program, event), scaled.units)
}

interface ScaledObservables {
  readonly program: Program
  /** One an observable, powers of two. */
  readonly units: Float64Array
}

/** Undefined where all coefficients are within the range. */
function scaleObservables(program: Program): ScaledObservables | undefined {
  const { observables } = program.structure
  const units = Float64Array.from(observables, ({ coefficient, terms }) =>
    unitOf(program.constants.subarray(coefficient, coefficient + terms.length)),
  )
  if (units.every((unit) => unit === 1)) return undefined
  const constants = program.constants.slice()
  observables.forEach(({ coefficient, terms }, k) => {
    for (let i = coefficient; i < coefficient + terms.length; i++) constants[i] /= units[k]
  })
  return { program: { ...program, constants }, units }
}

function unitOf(coefficients: Float64Array): number {
  const largest = coefficients.reduce((most, coefficient) => Math.max(most, Math.abs(coefficient)), 0)
  return largest === 0 || (largest >= LEAST && largest <= MOST) ? 1 : binaryUnit([largest])
}

const UNSCALED = ['amplitudes', 'probabilities', 'overlaps', 'sample', 'frequencies', 'release'] as const

/** An engine of the scaled program that answers for the program as it was. */
function unscaledEngine(engine: ProgramEngine, units: Float64Array): ProgramEngine {
  const multiplied = (values: Float64Array) => values.map((value, i) => value * units[i % units.length])
  const [expectations, estimates, gradient] = [
    engine.expectations?.bind(engine),
    engine.estimates?.bind(engine),
    engine.gradient?.bind(engine),
  ]
  const others: Partial<ProgramEngine> = Object.fromEntries(
    UNSCALED.flatMap((name) => (engine[name] ? [[name, engine[name].bind(engine)]] : [])),
  )
  return {
    ...others,
    get text() {
      return engine.text
    },
    states: (call, use) => engine.states(call, use),
    ...(expectations && {
      expectations: async (call) => {
        const computed = await expectations(call)
        return { ...computed, values: multiplied(computed.values) }
      },
    }),
    ...(estimates && {
      estimates: async (call, plan, draws) => {
        const { values, standardErrors } = await estimates(call, plan, draws)
        return { values: multiplied(values), standardErrors: multiplied(standardErrors) }
      },
    }),
    ...(gradient && {
      gradient: async (call, { cotangents, rowByRow }) => {
        const weigh = (values: Float64Array) => multiplied(resolveCotangents(cotangents, values, call.inputs.rows, units.length))
        const isFunction = typeof cotangents === 'function'
        const weights = isFunction ? (values: Float64Array) => weigh(multiplied(values)) : weigh(new Float64Array(0))
        const found = await gradient(call, { cotangents: weights, rowByRow })
        return { ...found, values: multiplied(found.values) }
      },
    }),
  }
}
