import { rename, writeFile } from 'node:fs/promises'

/**
 * Writes beside the file, then renames: a crash or a full disk leaves the old file whole. An error names the file
 * itself.
 */
export async function writeFileSafely(file: string, content: string): Promise<void> {
  const partial = `${file}.partial`
  try {
    await writeFile(partial, content)
    await rename(partial, file)
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error
  }
}
