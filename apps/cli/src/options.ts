/** Reading numbers from the command line: each refuses what it cannot use and says what would be right. */
import { InvalidArgumentError, Option } from 'commander'

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`"${text}" is not a whole number of at least ${least}.`)
    return value
  }
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError(`"${text}" is not a positive number.`)
  return value
}

/** `--seed`, wherever something is random. */
export function seedOption(): Option {
  return new Option('--seed <number>', 'seed of everything random').argParser(wholeNumber(0)).default(0)
}

export interface CommonOptions {
  readonly json?: boolean
  readonly debug?: boolean
}
