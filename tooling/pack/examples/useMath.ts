/** `@ketwork/math` on its own: matrices and seeded randomness. */
import { RandomStream, complexIdentity, distanceUpToPhase, haarUnitary, isUnitary, matrixFrom, multiply } from '@ketwork/math'

const unitary = haarUnitary(4, new RandomStream(7))
if (!isUnitary(unitary)) throw new Error('haarUnitary is not unitary')
if (distanceUpToPhase(multiply(unitary, complexIdentity(4)), unitary) > 1e-12) throw new Error('U I is not U')

const swapped = matrixFrom([[0, 1], [1, 0]]) // prettier-ignore
if (swapped.data.join() !== '0,1,1,0') throw new Error(`matrixFrom gave ${swapped.data.join()}`)

const [first, second] = [new RandomStream(1).uniform(), new RandomStream(1).uniform()]
if (first !== second) throw new Error('the same seed gave two numbers')
