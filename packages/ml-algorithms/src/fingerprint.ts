/** A fingerprint of data, by which a saved model recognises its training rows. It detects mistakes, not forgeries. */

const OFFSETS = [0x811c9dc5, 0x9e3779b9]
const PRIMES = [0x01000193, 0x85ebca6b]

/** FNV-1a over the 32-bit words of numbers and the UTF-16 units of texts, in two lanes: 16 hexadecimal digits. */
export function fingerprint(parts: readonly (string | Float64Array)[]): string {
  const lanes = [...OFFSETS]
  const add = (word: number): void => {
    for (let lane = 0; lane < lanes.length; lane++) {
      const mixed = Math.imul(lanes[lane] ^ word, PRIMES[lane])
      lanes[lane] = mixed ^ (mixed >>> 15) // brings the high bits of a word down
    }
  }
  for (const part of parts) {
    add(part.length)
    if (typeof part === 'string') for (let i = 0; i < part.length; i++) add(part.charCodeAt(i))
    else for (const word of new Uint32Array(part.slice().buffer)) add(word)
  }
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
}
