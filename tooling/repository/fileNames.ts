/** A file or folder is named for its concept, not for leftovers. */
import type { Repository } from './readRepository.ts'

const banned = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'core', 'misc', 'types', 'constants'])

export function fileNames({ files }: Repository): string[] {
  return [...files.keys()].flatMap((path) =>
    path
      .split('/')
      .map((part) => part.replace(/\..*$/, ''))
      .filter((part) => banned.has(part.toLowerCase()))
      .map((part) => `${path}: name it for its concept, not '${part}'`),
  )
}
