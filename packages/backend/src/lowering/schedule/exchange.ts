/** Actions that only exchange basis states and take Pauli strings to Pauli strings: X, CX and SWAP. Each is its own inverse. */
import type { Action } from './actions.ts'

export type Exchange = Extract<Action, { kind: 'flip' | 'swap' }>

export function isExchange(action: Action): action is Exchange {
  return action.kind === 'flip' ? (action.controls & (action.controls - 1)) === 0 : action.kind === 'swap' && action.controls === 0
}

/** A Pauli string up to a sign: X letters where x has a bit, Z letters where z has one, Y letters where both have. */
export interface SignedString {
  x: number
  z: number
  negative: boolean
}

/** Turns the string T into U T U for an exchange U (Aaronson and Gottesman, Phys. Rev. A 70, 052328 (2004), table 1). */
export function conjugate(string: SignedString, action: Exchange): void {
  const { x, z } = string
  if (action.kind === 'swap') {
    string.x = exchangeBits(x, action)
    string.z = exchangeBits(z, action)
    return
  }
  const { target, controls } = action
  const [xc, zt] = [(x & controls) !== 0, (z & target) !== 0]
  const turns = controls === 0 ? zt : xc && zt && ((x & target) !== 0) === ((z & controls) !== 0)
  if (turns) string.negative = !string.negative
  if (xc) string.x ^= target
  if (zt) string.z ^= controls
}

function exchangeBits(mask: number, { first, second }: { readonly first: number; readonly second: number }): number {
  return ((mask & first) !== 0) === ((mask & second) !== 0) ? mask : mask ^ first ^ second
}
