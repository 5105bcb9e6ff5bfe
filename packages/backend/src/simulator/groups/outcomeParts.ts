/**
 * Outcomes of qubits or bits in parts: what they feel falls into components that nothing joins, whose outcomes are
 * independent.
 */
import type { LightCones, Question } from '../../lowering/lightCone.ts'
import type { Program } from '../../program.ts'
import { type PartClass, type Place, PartClasses } from './PartClasses.ts'
import { partOf } from './Part.ts'

export interface OutcomePart extends Place {
  /** Which of those asked for the part has, as places in the question's list, and the part's qubit or bit of each. */
  readonly asked: readonly { readonly place: number; readonly local: number }[]
}

export interface OutcomeParts {
  readonly classes: readonly PartClass[]
  /** Whoever is asked for and in no part is 0. */
  readonly parts: readonly OutcomePart[]
  readonly mostQubits: number
  /** Instructions times amplitudes, of all parts. */
  readonly cost: number
}

/**
 * @param asked.question either outcomes of qubits, or bits
 * @param asked.bits index bits a qubit
 * @returns undefined where more than `mostWires` wires are felt
 */
export function outcomeParts(
  program: Program,
  cones: LightCones,
  {
    question,
    bits,
    mostWires,
  }: { readonly question: Pick<Question, 'outcomes' | 'bits'>; readonly bits: 1 | 2; readonly mostWires: number },
): OutcomeParts | undefined {
  const { ofQubit, ofBit } = cones.wires
  const asksBits = question.bits !== undefined
  const wires = asksBits ? question.bits.map((bit) => ofBit[bit]) : (question.outcomes ?? []).map((qubit) => ofQubit[qubit])
  const places = new Map(wires.map((wire, place) => [wire, place]))
  const classes = new PartClasses(program)
  const components = cones.components(question, mostWires)
  if (components === undefined) return undefined
  let [mostQubits, cost] = [0, 0]
  const parts = components
    .filter(({ instructions }) => instructions.length > 0)
    .map((component): OutcomePart => {
      const asked = component.wires.flatMap((wire) => places.get(wire) ?? [])
      const first = asksBits ? [] : asked.map((place) => question.outcomes?.[place] ?? -1)
      const part = partOf(program, cones, component, first)
      mostQubits = Math.max(mostQubits, part.qubits.length)
      cost += part.instructions.length * 2 ** (bits * part.qubits.length)
      const localOf = (place: number): number =>
        asksBits ? part.bits.indexOf(question.bits[place]) : part.qubits.indexOf(question.outcomes?.[place] ?? -1)
      return { ...classes.add(part), asked: asked.map((place) => ({ place, local: localOf(place) })) }
    })
  return { classes: classes.build(), parts, mostQubits, cost }
}
