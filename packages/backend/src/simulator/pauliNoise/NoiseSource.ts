/**
 * Draws the noise of shots: shots with the same noise are of one kind.
 *
 * From one string of noise to the next a shot takes one uniform number, however many channels lie between: with -ln of
 * the probability of the identity as the hazard of a channel, the hazard up to the next string that is not the identity
 * is exponentially distributed.
 */
import type { RandomStream } from '@ketwork/math'
import { drawWeighted } from '../host/krausWeights.ts'
import { addEffect, type MovedChannel } from './moveNoise.ts'

export interface NoisyShot {
  /** Among the shots of its row. */
  readonly index: number
  /** Index of its noise among the kinds. */
  readonly kind: number
  /** What is left of its stream. */
  readonly random: RandomStream
}

export interface NoisyShots {
  readonly shots: readonly NoisyShot[]
  /** The effect of each kind. */
  readonly kinds: readonly Uint32Array[]
}

/** Stands for a probability 0 of the identity, which is missed once in 2^80 draws. */
const MOST_HAZARD = 80 * Math.LN2

export class NoiseSource {
  readonly #channels: readonly MovedChannel[]
  readonly #words: number
  /** Running sums: entry c is the hazard of the channels before c. */
  readonly #hazards: Float64Array
  /** Of each channel, 0 for the identity. */
  readonly #others: readonly (readonly number[])[]

  /** @param words of an effect */
  constructor(channels: readonly MovedChannel[], words: number) {
    this.#channels = channels
    this.#words = words
    this.#others = channels.map(({ weights }) => weights.with(0, 0))
    this.#hazards = new Float64Array(channels.length + 1)
    channels.forEach(({ weights: [identity] }, i) => {
      const others = this.#others[i].reduce((sum, weight) => sum + weight, 0)
      this.#hazards[i + 1] = this.#hazards[i] + Math.min(MOST_HAZARD, Math.log1p(others / identity))
    })
  }

  /** @param random of the row: shot i has substream i */
  draw(random: RandomStream, from: number, to: number): NoisyShots {
    const kindOf = new Map<string, number>()
    const kinds: Uint32Array[] = []
    const shots: NoisyShot[] = []
    for (let index = from; index < to; index++) {
      const stream = random.substream(index)
      const strings = this.#drawStrings(stream)
      const key = strings.join()
      let kind = kindOf.get(key)
      if (kind === undefined) {
        kind = kinds.length
        kindOf.set(key, kind)
        kinds.push(this.#effectOf(strings))
      }
      shots.push({ index, kind, random: stream })
    }
    return { shots, kinds }
  }

  /** A channel and its string, a channel and its string, ...: those that are not the identity. */
  #drawStrings(random: RandomStream): readonly number[] {
    const strings: number[] = []
    let channel = 0
    for (;;) {
      const target = this.#hazards[channel] - Math.log1p(-random.uniform())
      channel = this.#channelAt(target, channel)
      if (channel === this.#channels.length) return strings
      strings.push(channel, drawWeighted(this.#others[channel], random.uniform()))
      channel++
    }
  }

  /** The first channel from here on whose hazard goes beyond the target; the number of channels where none does. */
  #channelAt(target: number, from: number): number {
    let [low, high] = [from, this.#channels.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#hazards[middle + 1] > target) high = middle
      else low = middle + 1
    }
    return low
  }

  #effectOf(strings: readonly number[]): Uint32Array {
    const effect = new Uint32Array(this.#words)
    for (let i = 0; i < strings.length; i += 2) addEffect(effect, this.#channels[strings[i]].effects[strings[i + 1]])
    return effect
  }
}
