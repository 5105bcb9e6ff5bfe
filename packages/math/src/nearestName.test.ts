import { expect, test } from 'vitest'
import { nearestHint, nearestName } from './nearestName.ts'

test('a slip of a letter or two, in either case, is understood; another word is not', () => {
  expect(nearestName('sead', ['seed', 'shots'])).toBe('seed')
  expect(nearestName('CROSSENTROPY', ['squaredError', 'crossEntropy'])).toBe('crossEntropy')
  expect(nearestName('huber', ['squaredError', 'crossEntropy', 'hinge'])).toBeUndefined()
  expect(nearestName('x', [])).toBeUndefined()
})

test('a hint names the nearest, or else what there is', () => {
  expect(nearestHint('sead', ['seed', 'shots'], 'it has seed, shots')).toBe("did you mean 'seed'?")
  expect(nearestHint('huber', ['seed', 'shots'], 'it has seed, shots')).toBe('it has seed, shots')
})
