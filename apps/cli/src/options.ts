/** Parsers of numbers on the command line; each refuses invalid text with a message that says what is valid. */
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
