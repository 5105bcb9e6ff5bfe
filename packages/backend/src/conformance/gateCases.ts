/** Every gate of the table on every ordered choice of qubits in registers of up to 5, from a random state, against `applyToState`. */
import { Circuit, gateTable, type Operation, type OperationName, parameter } from '@ketwork/circuit'
import { haarState, RandomStream } from '@ketwork/math'
import { requireClose } from './assertions.ts'
import { casesOf, type CheckContext } from './conformanceCase.ts'
import { drawAngle, drawOperation, GATE_NAMES, gateWidths } from './drawnCircuits.ts'
import { oracleState } from './oracles.ts'
import { amplitudeTolerance } from './tolerances.ts'

const MOST_QUBITS = 5

export const gateCases = casesOf(
  GATE_NAMES.map((name, index) => [
    `gate ${name} acts as its matrix on every ordered choice of qubits up to ${MOST_QUBITS}`,
    async (context) => {
      const random = new RandomStream(101).substream(index)
      for (let qubits = 1; qubits <= MOST_QUBITS; qubits++) {
        for (const width of gateWidths(name, qubits)) {
          for (const chosen of orderedChoices(qubits, width)) await checkGate(context, { name, qubits, chosen, random })
        }
      }
    },
  ]),
)

interface Choice {
  readonly name: OperationName
  readonly qubits: number
  readonly chosen: readonly number[]
  readonly random: RandomStream
}

/** The gate with constant angles, and with the same angles as parameters. */
async function checkGate({ backend, precision }: CheckContext, { name, qubits, chosen, random }: Choice): Promise<void> {
  const angles = Array.from({ length: gateTable[name].angles }, () => drawAngle(random))
  const constant = drawOperation(name, chosen, angles, random)
  const symbolic: Operation = { ...constant, angles: angles.map((_, i) => parameter(`t${i}`)) }
  const initial = haarState(2 ** qubits, random)
  const expected = oracleState(new Circuit(qubits).append(constant), {}, initial)
  const what = `amplitudes after ${name} on [${chosen.join(', ')}] of ${qubits} qubits`
  for (const operation of angles.length === 0 ? [constant] : [constant, symbolic]) {
    await using executable = await backend.compile(new Circuit(qubits).append(operation), { precision })
    const parameters = executable.parameters.map((symbol) => angles[Number(symbol.slice(1))])
    const { data } = await executable.amplitudes({ parameters, initial: { rows: 1, qubits, data: initial } })
    requireClose(what, data, expected, amplitudeTolerance(precision, 1))
  }
}

/** All lists of `length` different qubits below `count`, in every order. */
function orderedChoices(count: number, length: number): number[][] {
  if (length === 0) return [[]]
  return orderedChoices(count, length - 1).flatMap((start) =>
    Array.from({ length: count }, (_, qubit) => qubit)
      .filter((qubit) => !start.includes(qubit))
      .map((qubit) => [...start, qubit]),
  )
}
