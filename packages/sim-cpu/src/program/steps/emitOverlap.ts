/**
 * What a step contributes to a gradient: Im <bra|P|ket> of its string or projector, as `emitDerivative` has it; lanes
 * are added up by the reader.
 */
import { i32, i8x16, type ModuleBuilder, v128 } from '@ketwork/math/wasm'
import { StepKernel, stepParameters, type StepShape, type Vector } from './stepKernel.ts'

/**
 * @returns a function of ket, record, ..., and bra: the vector of the step's sum. `odd`: the string has an odd number
 * of Ys
 */
export function emitOverlap(module: ModuleBuilder, shape: StepShape, odd: boolean) {
  const parameters = { ...stepParameters(module.address.type), bra: module.address.type } as const
  return module.function({ parameters, result: 'v128' }, (f, { bra, ...given }) => {
    const kernel = new StepKernel(module, f, shape, given)
    const { madd, nmadd, constant, splat } = kernel.numbers
    const sum = f.let(splat(constant(0)))
    const exchange = f.let(kernel.pattern('turns', 'lanes'))
    const [x, z] = [f.let(kernel.field('x')), f.let(kernel.field('z'))]
    const controls = f.let(kernel.field('controls'))
    kernel.eachCell(controls, controls, (offset) => {
      const sign = f.let(kernel.numbers.signOf(kernel.parity(offset, z)))
      const [ofBra, ofKet] = [kernel.cellAt(offset, bra), kernel.cellAt(i32.xor(offset, x))]
      const met = (part: 're' | 'im'): Vector => i8x16.swizzle(kernel.load(ofKet, part), exchange)
      const own = (part: 're' | 'im'): Vector => f.let(v128.xor(kernel.load(ofBra, part), sign))
      if (odd) for (const part of shape.parts) f.set(sum, madd(own(part), met(part), sum))
      else {
        f.set(sum, madd(own('re'), met('im'), sum))
        f.set(sum, nmadd(own('im'), met('re'), sum))
      }
    })
    f.return(v128.and(v128.xor(sum, kernel.pattern('signs', 'derivative')), kernel.pattern('masks', 'mask')))
  })
}
