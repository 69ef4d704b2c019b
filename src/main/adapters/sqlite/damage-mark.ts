import { writeFileSync } from 'node:fs'
import { FaultError } from '@shared/model/fault'

/** Ends the name of a mark beside a file whose damage was met while the file was in use. */
export const DAMAGE_MARK = '.is-damaged'

/** The next start sets the file aside. Returns what was thrown. */
export function markDamage(thrown: unknown): unknown {
  if (!(thrown instanceof FaultError) || thrown.fault.code !== 'file-damaged') return thrown
  try {
    writeFileSync(thrown.fault.file + DAMAGE_MARK, thrown.fault.reason)
  } catch {
    // Then the next start has to meet the damage itself.
  }
  return thrown
}
