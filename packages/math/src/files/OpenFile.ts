/** What array files need of an open file. Node's `FileHandle` has it; spelled out here, it asks a user for none of Node's types. */
export interface OpenFile {
  read(bytes: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>
  close(): Promise<void>
}
