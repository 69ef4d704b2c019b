import { createHash } from 'node:crypto'
import type { ObjectStore } from '@main/ports/object-store'
import { runAll } from '@shared/lib/run-all'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import type { CopyContext } from './copy-side'

/** Read at a time, whatever the object's size. */
const PART = 4 << 20
/** Objects copied at once: most are small, and each waits for the disk or the network. */
const AT_ONCE = 4

/**
 * Copies every object of the dataset's bucket: extracts, all revisions of reports, labels of scenarios. Each is read back from the target:
 * returns the keys whose size or SHA-256 differs, and those that only the target has.
 */
export async function copyObjects(
  { source, target, signal }: CopyContext,
  dataset: DatasetName,
  copied: () => void,
): Promise<{ readonly different: string[]; readonly extra: string[] }> {
  const bucket = bucketOf(dataset)
  const [from, to] = [source.ports.objects, target.ports.objects]
  const wanted = await from.list(bucket)
  const known = new Map((await to.list(bucket)).map(({ key, bytes }) => [key, bytes]))
  const different: string[] = []

  const copy = async (key: string, bytes: number) => {
    const hash = createHash('sha256')
    if (known.get(key) === bytes && (await hashOf(from, bucket, key)) === (await hashOf(to, bucket, key))) return
    await target.ports.temp.use(async (file) => {
      await target.ports.temp.write(file, partsOf(from, bucket, key, hash))
      await to.putFile(bucket, key, file)
    })
    const written = (await to.head(bucket, key))?.bytes
    if (written !== bytes || hash.digest('hex') !== (await hashOf(to, bucket, key))) different.push(key)
  }
  const waiting = wanted.values()
  const work = async (over: AbortSignal) => {
    for (const { key, bytes } of waiting) {
      over.throwIfAborted()
      await copy(key, bytes)
      copied()
    }
  }
  await runAll(
    signal,
    Array.from({ length: AT_ONCE }, () => work),
  )
  const keys = new Set(wanted.map(({ key }) => key))
  return { different, extra: [...known.keys()].filter((key) => !keys.has(key)) }
}

async function* partsOf(
  objects: ObjectStore,
  bucket: string,
  key: string,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for (let offset = 0; ; ) {
    const part = await objects.getPart(bucket, key, offset, PART)
    if (part.length === 0) return
    hash.update(part)
    yield part
    offset += part.length
    if (part.length < PART) return
  }
}

async function hashOf(objects: ObjectStore, bucket: string, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const _ of partsOf(objects, bucket, key, hash));
  return hash.digest('hex')
}
