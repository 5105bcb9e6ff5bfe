import { rename, writeFile } from 'node:fs/promises'

/** Writes beside the file, then renames: a crash or a full disk leaves the old file whole. */
export async function writeFileSafely(file: string, content: string): Promise<void> {
  const partial = `${file}.partial`
  await writeFile(partial, content)
  await rename(partial, file)
}
