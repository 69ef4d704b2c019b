import { writeFileSync } from 'node:fs'
import { FaultError } from '@shared/model/fault'

/** The suffix of a mark next to a file that was found damaged while in use. */
export const DAMAGE_MARK = '.is-damaged'

/** Marks the file so that the next start sets it aside. Returns the given error. */
export function markDamage(thrown: unknown): unknown {
  if (!(thrown instanceof FaultError) || thrown.fault.code !== 'file-damaged') return thrown
  try {
    writeFileSync(thrown.fault.file + DAMAGE_MARK, thrown.fault.reason)
  } catch {
    // Without the mark, the next start has to find the damage itself.
  }
  return thrown
}
