/**
 * Cosine, sine and tangent of the half of an angle, for V angles at once, and what the generated code keeps of them.
 *
 * x = m pi + r with |r| <= pi / 2, by three parts of pi (Cody and Waite 1980); sine and cosine of h = r / 2 by fdlibm's polynomials on
 * |h| <= pi / 4; then sin r = 2 sin h cos h, cos r = 1 - 2 sin^2 h and tan h without another polynomial. Angles are f64 in both precisions, so
 * that single precision loses nothing to large angles; good to an ulp or two for |x| below about 10^6.
 */
import { type Expression, f32x4, f64x2, type FunctionBuilder, type Local, type ModuleBuilder, v128 } from '@ketwork/math/wasm'

/** pi in parts of 33 bits each but the last, so that m times a part is exact. */
const PI = [3.1415926534682512, 1.2154201012607932e-10, 4.044532497591901e-21] as const
const SIN = [
  1.58969099521155010221e-10, -2.50507602534068634195e-8, 2.75573137070700676789e-6, -1.98412698298579493134e-4, 8.33333333332248946124e-3,
  -1.66666666666666324348e-1,
]
const COS = [
  -1.13596475577881948265e-11, 2.0875723212981748279e-9, -2.75573143513906633035e-7, 2.48015872894767294178e-5, -1.38888888888741095749e-3,
  4.16666666666666019037e-2,
]

/**
 * Defines what turns V angles into coefficients: three vectors at `to`, and the phase that is left to the whole state added to V f64 numbers at
 * `phases`. `reduced`: cosine, sine and tangent belong to r, and m pi is left; otherwise cosine and sine are those of x.
 *
 * @returns a function of one vector of two angles (f64) or two (f32), `to` and `phases`
 */
export function emitTurn(module: ModuleBuilder, precision: 'f64' | 'f32', reduced: boolean) {
  const at = module.address.type
  const parameters = { low: 'v128', high: 'v128', to: at, phases: at } as const
  return module.function({ parameters }, (f, { low, high, to, phases }) => {
    const halves = precision === 'f64' ? [low] : [low, high]
    const turns = halves.map((angles) => turn(f, angles))
    const results = turns.map(({ m, c, s, t }) => {
      const odd = f.let(v128.and(f64x2.eq(f64x2.sub(m, f64x2.mul(splat(2), f64x2.floor(f64x2.mul(m, splat(0.5))))), splat(1)), splat(-0)))
      return reduced ? [c, s, t] : [f.let(v128.xor(c, odd)), f.let(v128.xor(s, odd)), t]
    })
    for (let i = 0; i < 3; i++)
      f.do(
        v128.store(
          to,
          narrow(
            precision,
            results.map((values) => values[i]),
          ),
          { offset: 16 * i },
        ),
      )
    if (!reduced) return
    turns.forEach(({ m }, half) => {
      const offset = 16 * half
      f.do(v128.store(phases, f64x2.relaxed_madd(m, splat(Math.PI), v128.load(phases, { offset })), { offset }))
    })
  })
}

interface Turn {
  readonly m: Local<'v128'>
  readonly c: Local<'v128'>
  readonly s: Local<'v128'>
  readonly t: Local<'v128'>
}

function turn(f: FunctionBuilder, x: Local<'v128'>): Turn {
  const { mul, add, sub, div, nearest, relaxed_madd: madd, relaxed_nmadd: nmadd } = f64x2
  const m = f.let(nearest(mul(x, splat(1 / Math.PI))))
  const r = PI.reduce<Expression<'v128'>>((left, part) => f.let(nmadd(m, splat(part), left)), x)
  const h = f.let(mul(r, splat(0.5)))
  const z = f.let(mul(h, h))
  const polynomial = (coefficients: readonly number[]): Local<'v128'> =>
    coefficients.slice(1).reduce((sum, coefficient) => f.let(madd(z, sum, splat(coefficient))), f.let(splat(coefficients[0])))
  const sin = f.let(madd(mul(z, h), polynomial(SIN), h))
  const cos = f.let(madd(mul(z, z), polynomial(COS), nmadd(splat(0.5), z, splat(1))))
  const double = f.let(add(sin, sin))
  return { m, c: f.let(sub(splat(1), mul(double, sin))), s: f.let(mul(double, cos)), t: f.let(div(sin, cos)) }
}

function narrow(precision: 'f64' | 'f32', halves: readonly Expression<'v128'>[]): Expression<'v128'> {
  if (precision === 'f64') return halves[0]
  return f32x4.shuffle(f32x4.demote_f64x2_zero(halves[0]), f32x4.demote_f64x2_zero(halves[1]), [0, 1, 4, 5])
}

function splat(value: number): Expression<'v128'> {
  return f64x2.const(value, value)
}
