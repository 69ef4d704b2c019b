import type { Secrets } from '../secrets'

export interface MemorySecrets extends Secrets {
  readonly kept: Readonly<Record<string, string>>
  readonly writes: number
}

export function memorySecrets(kept: Readonly<Record<string, string>> = {}): MemorySecrets {
  let writes = 0
  return {
    get kept() {
      return kept
    },
    get writes() {
      return writes
    },
    read: async () => kept,
    async write(values) {
      kept = values
      writes++
    },
  }
}
