/** Statistical assertions at one false-alarm rate: a right sampler fails them once in 10^9 runs. */
import { chiSquaredTest } from '@ketwork/math'
import { require } from './assertions.ts'
import { FALSE_ALARM_RATE, LARGEST_Z } from './tolerances.ts'

/** Counts follow these probabilities; what cannot happen never does. */
export function requireDistribution(what: string, counts: ArrayLike<number>, probabilities: ArrayLike<number>): void {
  const shots = Array.from(counts).reduce((sum, count) => sum + count, 0)
  const observed: number[] = []
  const expected: number[] = []
  const rare = { count: 0, probability: 0 } // outcomes too rare for the test on their own
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] < 1e-12) {
      require(counts[i] === 0, `${what}: outcome ${i} came ${counts[i]} times and has probability 0`)
    } else if (probabilities[i] * shots < FEWEST_EXPECTED) {
      rare.count += counts[i]
      rare.probability += probabilities[i]
    } else {
      observed.push(counts[i])
      expected.push(probabilities[i])
    }
  }
  if (rare.probability * shots >= FEWEST_EXPECTED || observed.length === 0) {
    observed.push(rare.count)
    expected.push(rare.probability)
  } else {
    observed[0] += rare.count
    expected[0] += rare.probability
  }
  if (observed.length < 2) return
  const total = expected.reduce((sum, p) => sum + p, 0)
  const { statistic, degreesOfFreedom, pValue } = chiSquaredTest(
    observed,
    expected.map((p) => p / total),
  )
  require(pValue > FALSE_ALARM_RATE, `${what}: chi-squared ${statistic} with ${degreesOfFreedom} degrees of freedom has p = ${pValue}`)
}

/** An outcome with fewer expected counts is no normal number: such outcomes are put together. */
const FEWEST_EXPECTED = 50

/** Estimates lie around the truth as their standard errors say; an error of 0 means exact. */
export function requireEstimates(
  what: string,
  values: ArrayLike<number>,
  standardErrors: ArrayLike<number>,
  truth: ArrayLike<number>,
  tolerance: number,
): void {
  require(values.length === truth.length && standardErrors.length === truth.length, `${what}: one value and one standard error each`)
  for (let i = 0; i < truth.length; i++) {
    require(standardErrors[i] >= 0, `${what}: standard error ${i} is ${standardErrors[i]}`)
    const distance = Math.abs(values[i] - truth[i])
    const text = `${what}[${i}] is ${values[i]} +- ${standardErrors[i]}, expected ${truth[i]}`
    require(distance <= LARGEST_Z * standardErrors[i] + tolerance, text)
  }
}
