import { expect, test } from 'vitest'
import { nearestName } from './nearestName.ts'

test('a slip of a letter or two, in either case, is understood; another word is not', () => {
  expect(nearestName('sead', ['seed', 'shots'])).toBe('seed')
  expect(nearestName('CROSSENTROPY', ['squaredError', 'crossEntropy'])).toBe('crossEntropy')
  expect(nearestName('huber', ['squaredError', 'crossEntropy', 'hinge'])).toBeUndefined()
  expect(nearestName('x', [])).toBeUndefined()
})
