import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Seal, Secrets } from '@main/ports/secrets'
import { parseJson } from '@shared/lib/parse-json'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { writeAtomically } from './write-atomically'

const NAME = 'secrets.json'
const OWNER_ONLY = 0o600

const Values = z.record(z.string(), z.string())
/** `sealed`: the JSON of the values, sealed by the system's secret store, in base64. */
const Kept = z.union([z.strictObject({ values: Values }), z.strictObject({ sealed: z.base64() })])
type Kept = z.infer<typeof Kept>

/**
 * `secrets.json` in the data directory, readable only by its owner. The first writer chooses the form: sealed when there is a secret store,
 * as in the desktop app on most systems; otherwise plain text, as under Node. The form never changes, because window and command line share
 * the directory: the window can continue with a file that the command line wrote. The command line cannot open a file that the window
 * sealed, and reports that.
 */
export function secretsFile(dir: string, seal: Seal | null, name = NAME): Secrets {
  const path = join(dir, name)
  const closed = (reason: string, cause?: unknown) =>
    new FaultError({ code: 'secrets-closed', file: path, reason }, { cause })

  const kept = async (): Promise<Kept | null> => {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw closed(`it cannot be read (${error.code})`, error)
    })
    if (text === null) return null
    await closeToOthers(path)
    const parsed = Kept.safeParse(parseJson(text))
    // The text itself must not appear in any message.
    if (!parsed.success) throw closed('it is damaged')
    return parsed.data
  }
  const openSealed = async (sealed: string): Promise<Readonly<Record<string, string>>> => {
    if (!seal) throw closed('the desktop app created them and sealed them with the system’s secret store')
    const text = await seal.open(Buffer.from(sealed, 'base64')).catch((error: unknown) => {
      throw closed('the system’s secret store cannot open them', error)
    })
    const parsed = Values.safeParse(parseJson(text))
    if (!parsed.success) throw closed('it is damaged')
    return parsed.data
  }

  return {
    async read() {
      const found = await kept()
      if (!found) return {}
      return 'sealed' in found ? openSealed(found.sealed) : found.values
    },
    async write(values) {
      const before = await kept()
      const sealing = before === null || 'sealed' in before ? seal : null
      if (before && 'sealed' in before && !seal) await openSealed(before.sealed)
      const body: Kept = sealing
        ? { sealed: Buffer.from(await sealing.seal(JSON.stringify(values))).toString('base64') }
        : { values }
      await writeAtomically(path, new TextEncoder().encode(`${JSON.stringify(body, null, 2)}\n`), OWNER_ONLY)
    },
  }
}

/** A copy or an unpacked archive may have opened it to other users. On Windows, the user's folder is already private. */
async function closeToOthers(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(path)
  if ((mode & 0o077) !== 0) await chmod(path, OWNER_ONLY)
}
