/** Spreads the low bits of a number over the ones of a mask, lowest first (PDEP), in as few shifts as the mask has runs. */
import { type Expression, i32 } from '@ketwork/math/wasm'

/** @param shift how far the result is moved up */
export function deposit(value: Expression<'i32'>, mask: number, shift: number): Expression<'i32'> {
  const pieces: Expression<'i32'>[] = []
  let taken = 0
  for (let bit = 0; bit < 31; bit++) {
    if (((mask >>> bit) & 1) === 0) continue
    let length = 1
    while (((mask >>> (bit + length)) & 1) === 1) length++
    const field = i32.and(taken === 0 ? value : i32.shr_u(value, taken), 2 ** length - 1)
    pieces.push(bit + shift === 0 ? field : i32.shl(field, bit + shift))
    taken += length
    bit += length
  }
  return pieces.length === 0 ? i32.const(0) : pieces.reduce((a, b) => i32.or(a, b))
}
