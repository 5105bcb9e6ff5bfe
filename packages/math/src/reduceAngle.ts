/**
 * Large angles brought to less than half of the period 4 pi that rotations have, exact to rounding for every finite double.
 *
 * A double beyond 2^53 is a whole number of radians whose place on the circle is far below the last bit of x / (4 pi) as a double. Up to 2^30, 4 pi in
 * three parts does (Cody and Waite 1980); beyond, the fraction of x / (4 pi) comes from as many bits of 1 / (4 pi) as it depends on (Payne and Hanek 1983).
 * Like `cis`, this takes the doubles that one gets by writing k * Math.PI / 2 for k quarter turns.
 */

/** Angles up to this are left as they are: sums of some hundred of them are still good to 1e-12. */
export const LARGE_ANGLE = 2 ** 10

/** Up to here the product of the number of turns and a part of 4 pi is exact. */
export const MOST_BY_PARTS = 2 ** 30

/** Up to so many quarter turns k * Math.PI / 2 is less than 1e-10 off. */
export const MOST_QUARTER_TURNS = 2 ** 20

/** 4 pi in two parts of 26 bits and the rest. */
export const FOUR_PI_PARTS = [12.566370487213135, 1.2714603769836685e-7, 4.898587196589413e-16] as const

/** 1 / (4 pi) in 64 bits before the point and 18 times 64 behind. */
export const INVERSE_WORDS: readonly bigint[] = [
  0x0000000000000000n,
  0x145f306dc9c882a5n,
  0x3f84eafa3ea69bb8n,
  0x1b6c52b327887208n,
  0x3fca2c757bd778acn,
  0x36e48dc74849ba5cn,
  0x00c925dd413a3243n,
  0x9fc3bd63962534e7n,
  0xdd1046bea5d76890n,
  0x9d338e04d68befc8n,
  0x27323ac7306a673en,
  0x93908bf177bf2507n,
  0x63ff12fffbc0b301n,
  0xfde5e2316b414da3n,
  0xeda6cfd9e4f96136n,
  0xe9e8c7ecd3cbfd45n,
  0xaea4f758fd7cbe2fn,
  0x67a0e73ef14a525dn,
  0x4d7f6bf623f1aba1n,
]

const WORD_BITS = 64n
const INVERSE = INVERSE_WORDS.reduce((all, word) => (all << WORD_BITS) | word, 0n)
/** Of a turn of 4 pi, in radians. */
export const FRACTION_UNIT = (4 * Math.PI) / 2 ** 64

/**
 * The angle less whole multiples of 4 pi where it is larger than `LARGE_ANGLE`; within 1e-15.
 *
 * @throws RangeError for NaN and infinity
 *
 * @example
 * Math.cos(reduceAngle(1.7e18)) // Math.cos(1.7e18)
 */
export function reduceAngle(angle: number): number {
  if (Math.abs(angle) <= LARGE_ANGLE) return angle
  if (!Number.isFinite(angle)) throw new RangeError(`an angle is ${angle}: it must be a finite number`)
  const quarters = Math.round(angle / (Math.PI / 2))
  if (Math.abs(quarters) <= MOST_QUARTER_TURNS && (quarters * Math.PI) / 2 === angle) return ((quarters % 8) * Math.PI) / 2
  return Math.abs(angle) < MOST_BY_PARTS ? reduceByParts(angle) : reduceByFraction(angle)
}

/** Reduces angles where they stand. */
export function reduceAngles(angles: Float64Array): void {
  for (let i = 0; i < angles.length; i++) if (!(Math.abs(angles[i]) <= LARGE_ANGLE)) angles[i] = reduceAngle(angles[i])
}

function reduceByParts(angle: number): number {
  const [first, second, rest] = FOUR_PI_PARTS
  const turns = Math.round(angle / (4 * Math.PI))
  return angle - turns * first - turns * second - turns * rest
}

/** angle = mantissa * 2^exponent: of 1 / (4 pi) only the 128 bits from 2^-exponent on are needed, those before give whole turns. */
function reduceByFraction(angle: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, Math.abs(angle))
  const word = bits.getBigUint64(0)
  const mantissa = (word & 0xf_ffff_ffff_ffffn) | 0x10_0000_0000_0000n
  const exponent = (word >> 52n) - 1075n
  const window = (INVERSE >> (WORD_BITS * BigInt(INVERSE_WORDS.length - 3) - exponent)) & (2n ** 128n - 1n)
  const fraction = Number(BigInt.asIntN(64, (mantissa * window) >> 64n)) * FRACTION_UNIT
  return angle < 0 ? -fraction : fraction
}
