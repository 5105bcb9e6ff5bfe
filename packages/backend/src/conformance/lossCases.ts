/** A loss as data gives what its derivatives as cotangents give, and its value; both at once are refused. */
import { Circuit, feature, parameter, parsePauliSum } from '@ketwork/circuit'
import type { Executable, GradientInputs } from '../backend.ts'
import { evaluateLoss } from '../losses/evaluateLoss.ts'
import type { LossData } from '../losses/LossData.ts'
import { requireClose, requireMisuse, requireSameBits } from './assertions.ts'
import { casesOf, type CheckContext, type NamedCheck } from './conformanceCase.ts'
import { oracleValues } from './oracles.ts'
import { DIFFERENCE_STEP, differenceTolerance } from './tolerances.ts'

const [a, b, x] = [parameter('a'), parameter('b'), feature('x')]
const CIRCUIT = new Circuit(2).ry(a, 0).rx(x, 1).cx(0, 1).ry(b, 1).crx(a, 1, 0)
const OBSERVABLES = ['0.5 + 0.4*Z0', '0.5 + 0.3*Z1*X0'].map((text) => parsePauliSum(text)) // between 0 and 1: probabilities to all losses
const INPUTS = { parameters: [0.4, -0.9], features: { rows: 3, columns: 1, data: Float64Array.of(0.2, 1.1, -0.7) } }

const LOSSES: readonly LossData[] = [
  { name: 'squaredError', targets: [1, 0, 0.5, -1, 0.2, 0.3] },
  { name: 'crossEntropy', targets: [0, 1, 1] },
  { name: 'crossEntropy', targets: [0, 1, 0.5], readout: { outputs: 1, weights: [2, -1, 0.1] } },
  { name: 'hinge', targets: [1, -1, -1, 1, 1, 1], weights: [1, 2, 3] },
  { name: 'energy', weights: [0, 1, 1] },
  { name: 'negativeLogLikelihood', targets: [1, 0, 1] },
]

export const lossCases = casesOf([
  ...LOSSES.map(lossCheck),
  [
    'with shots the loss is that of the estimates, and its gradient theirs',
    async (context) => {
      const loss = LOSSES[0]
      const inputs: GradientInputs = { ...INPUTS, shots: 200, seed: 5 }
      await using executable = await compile(context)
      const found = await executable.gradient({ ...inputs, loss })
      requireLoss(found, loss)
      const { cotangents } = evaluateLoss(loss, found.values, 3, 2)
      const weighted = await executable.gradient({ ...inputs, cotangents })
      requireSameBits('gradient of the loss', found.parameters ?? [], weighted.parameters ?? [NaN])
    },
  ],
  [
    'cotangents beside a loss, and a loss that does not fit, are refused',
    async (context) => {
      const cotangents = new Float64Array(6)
      const refused: readonly GradientInputs[] = [
        { cotangents, loss: { name: 'energy' } },
        { loss: { name: 'squaredError', targets: [1] } },
        { loss: { name: 'huber' } as unknown as LossData },
        { loss: { name: 'energy', weights: [1, NaN, 1] } },
      ]
      await using executable = await compile(context)
      for (const inputs of refused) await requireMisuse('the loss', () => executable.gradient({ ...INPUTS, ...inputs }))
    },
  ],
])

function compile({ backend, precision }: CheckContext): Promise<Executable> {
  return backend.compile(CIRCUIT, { precision, observables: OBSERVABLES })
}

function lossCheck(loss: LossData): NamedCheck {
  const through = loss.readout === undefined ? '' : ' through a readout'
  return [
    `the loss ${loss.name}${through} is that of the values, its gradient that of differences`,
    async (context) => {
      await using executable = await compile(context)
      const found = await executable.gradient({ ...INPUTS, loss, wrt: ['parameters', 'features'] })
      requireLoss(found, loss)
      const lossAt = (...parameters: number[]) =>
        evaluateLoss(loss, Float64Array.from(oracleValues(CIRCUIT, { ...INPUTS, parameters }, OBSERVABLES)), 3, 2).loss
      const [at, bt] = INPUTS.parameters
      const expected = [difference((by) => lossAt(at + by, bt)), difference((by) => lossAt(at, bt + by))]
      requireClose('derivative of the loss', found.parameters ?? [], expected, differenceTolerance(context.precision, 10, 4, 8))
    },
  ]
}

/** Central, of fourth order. */
function difference(at: (by: number) => number): number {
  const h = DIFFERENCE_STEP
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
}

/** What a result says of its loss follows from the values in it, to the last bit. */
function requireLoss(found: Awaited<ReturnType<Executable['gradient']>>, loss: LossData): void {
  const expected = evaluateLoss(loss, found.values, 3, 2)
  requireSameBits('the loss', [found.loss ?? NaN], [expected.loss])
  requireSameBits('losses of rows', found.rowLosses ?? [], expected.rowLosses)
  requireSameBits('derivatives by the readout', found.readout ?? [], expected.readout ?? [])
}
