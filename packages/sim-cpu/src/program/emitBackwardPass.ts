/** The function that undoes one pass on ket and bra together, and adds up what its steps contribute to the gradient. */
import { type Expression, i32, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { offsets } from '../kernels/addresses.ts'
import { CellGroup } from './CellGroup.ts'
import { type CellWeights, emitDerivative, emitWeights, type KetAndBra } from './emitDerivative.ts'
import { coefficientOffsets, eachGroup, hasDerivative, type PassNumbers, placer, readCoefficients, variantsOf } from './emitPass.ts'
import { emitStep } from './emitStep.ts'
import type { LocalPass } from './localPass.ts'
import { type PassMaker, remembered } from './passFunctions.ts'
import { PassScope } from './PassScope.ts'
import { PassTables } from './PassTables.ts'
import { PhaseRuns, stepRuns } from './PhaseRuns.ts'
import { planBits } from './planBits.ts'
import type { StepContext, StepFormat } from './stepContext.ts'

const VECTOR_BYTES = 16
const ZERO = v128.const(new Uint8Array(VECTOR_BYTES))

export function backwardPasses(module: ModuleBuilder, format: StepFormat): PassMaker<BackwardPass> {
  return remembered((pass) => emitBackwardPass(module, format, pass))
}

export type BackwardPass = ReturnType<typeof emitBackwardPass>

/**
 * Undoes the steps of a pass on ket and bra, last step first, and writes what each step with a derivative contributes to the gradient: a vector a step
 * at sums + stride unit, whose lanes are to be added up.
 */
function emitBackwardPass(module: ModuleBuilder, format: StepFormat, pass: LocalPass) {
  const at = offsets(module)
  const parameters = {
    ket: at.type,
    bra: at.type,
    outer: 'i32',
    coefficients: at.type,
    sums: at.type,
    stride: 'i32',
    from: 'i32',
    to: 'i32',
  } as const
  return module.function({ parameters }, (f, { ket, bra, outer, coefficients, sums, stride, from, to }) => {
    const scope = new PassScope(f, pass, outer)
    const read = readCoefficients(f, pass, coefficients)
    const runs = pass.runs.map((parts) => ({ ket: new CellGroup(f, format.lanes, parts), bra: new CellGroup(f, format.lanes, parts) }))
    const totals = pass.steps.map((step) => (hasDerivative(step) ? f.local('v128') : undefined))
    const counted = totals.filter((total) => total !== undefined)
    const phases = new PhaseRuns(f, format, scope, read, variantsOf(planBits(pass)))
    const tables = new PassTables(module, format, scope, { outer, base: coefficients, coefficients: coefficientOffsets(pass) })
    const place = f.local(at.type)
    const unit = {
      begin: (number: Expression<'i32'>) => {
        for (const total of counted) f.set(total, ZERO)
        f.set(place, at.add(sums, at.from(i32.mul(number, stride))))
      },
      end: () => counted.forEach((total, index) => f.do(v128.store(place, total, { offset: VECTOR_BYTES * index }))),
    }
    eachGroup(scope, { outer, from, to, unit }, (known, offset) => {
      const places = { ket: placer(module, f, scope, ket, offset), bra: placer(module, f, scope, bra, offset) }
      for (const run of runs) {
        run.ket.load(places.ket)
        run.bra.load(places.bra)
        undoSteps(pass, { scope, format, known, group: run.ket, inverse: true }, run, { read, phases, tables, offset, totals })
        run.ket.store(places.ket)
        run.bra.store(places.bra)
      }
    })
  })
}

interface BackwardNumbers extends PassNumbers {
  readonly totals: readonly (Local<'v128'> | undefined)[]
}

function undoSteps(pass: LocalPass, context: Omit<StepContext, 'coefficient'>, states: KetAndBra, numbers: BackwardNumbers): void {
  const { read, phases, tables, totals } = numbers
  const differentiate = (index: number, weights?: CellWeights): void => {
    const total = totals[index]
    if (total !== undefined) emitDerivative(pass.steps[index], { ...context, coefficient: read[index] }, { states, weights }, total)
  }
  const undo = (index: number): void => {
    const step = pass.steps[index]
    if (step.kind === 'table') return undoTable(index)
    for (const group of [states.ket, states.bra]) emitStep(step, { ...context, group, coefficient: read[index] })
  }
  const undoTable = (index: number): void => {
    const derivative = { weights: emitWeights(context, states), total: totals[index]! }
    tables!.apply(index, numbers.offset, { groups: [states.ket, states.bra], inverse: true, derivative })
  }
  for (const run of stepRuns(pass).reverse()) {
    if (!run.merged) {
      differentiate(run.from)
      undo(run.from)
      continue
    }
    // Phases commute, and what they contribute to the gradient is the same before and after any of them.
    const weights = emitWeights(context, states)
    for (let index = run.from; index < run.to; index++) differentiate(index, weights)
    for (const group of [states.ket, states.bra]) phases.apply(run, group, context.known, true)
    for (const index of phases.undecided(run, context.known)) undo(index)
  }
}
