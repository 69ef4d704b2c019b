import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../object-store'
import { faultCode } from './fault-code'

export interface OpenedObjectStore {
  readonly objects: ObjectStore
  cleanup(): Promise<void>
}

/** The contract of every object store. */
export function objectStoreContract(name: string, open: () => Promise<OpenedObjectStore>): void {
  describe(`${name} as an object store`, () => {
    let opened: OpenedObjectStore
    let objects: ObjectStore
    let bucket: string
    let dir: string

    beforeEach(async () => {
      opened = await open()
      dir = await mkdtemp(join(tmpdir(), 'millrace-objects-'))
      objects = opened.objects
      bucket = `contract-${Math.random().toString(36).slice(2)}`
    })
    afterEach(async () => {
      await opened.cleanup()
      await rm(dir, { recursive: true, force: true })
    })

    it('returns what was put, byte for byte', async () => {
      const body = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
      await objects.put(bucket, '2026-11-24_02-05.parquet', body)
      expect(Buffer.from(await objects.get(bucket, '2026-11-24_02-05.parquet'))).toEqual(Buffer.from(body))
    })

    it('takes a file and returns it, whole or in parts', async () => {
      const body = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, i) => i % 251))
      const [from, to] = [join(dir, 'from'), join(dir, 'to')]
      await writeFile(from, body)
      await objects.put(bucket, 'a.parquet', Buffer.from('before'))
      await objects.putFile(bucket, 'a.parquet', from)
      await objects.getToFile(bucket, 'a.parquet', to)
      expect((await readFile(to)).equals(body)).toBe(true)
      const part = (offset: number, length: number) => objects.getPart(bucket, 'a.parquet', offset, length)
      expect(body.subarray(70_000, 70_100).equals(await part(70_000, 100))).toBe(true)
      expect(body.subarray(99_990).equals(await part(99_990, 100))).toBe(true)
      expect(await part(100_000, 100)).toHaveLength(0)
      expect(await objects.list(bucket)).toHaveLength(1)
      // A file read earlier does not change when the object is replaced.
      await objects.put(bucket, 'a.parquet', Buffer.from('after'))
      expect((await readFile(to)).equals(body)).toBe(true)
    })

    it('takes a file of several megabytes', async () => {
      const path = join(dir, 'large')
      await writeFile(path, Buffer.alloc(20_000_000, 'abcdefg'))
      await objects.putFile(bucket, 'large', path)
      expect(await objects.head(bucket, 'large')).toMatchObject({ bytes: 20_000_000 })
      expect(Buffer.from(await objects.getPart(bucket, 'large', 7 * 2_500_000, 7)).toString()).toBe('abcdefg')
    })

    it('takes an empty object', async () => {
      await objects.put(bucket, 'empty', new Uint8Array(0))
      expect(await objects.get(bucket, 'empty')).toHaveLength(0)
      expect(await objects.head(bucket, 'empty')).toMatchObject({ key: 'empty', bytes: 0 })
    })

    it('replaces an object atomically, also when several are put at once', async () => {
      const bodies = Array.from({ length: 8 }, (_, i) => Buffer.alloc(50_000, i))
      await Promise.all(bodies.map((body) => objects.put(bucket, 'same', body)))
      const kept = Buffer.from(await objects.get(bucket, 'same'))
      expect(bodies.some((body) => body.equals(kept))).toBe(true)
      expect(await objects.list(bucket)).toHaveLength(1)
    })

    it('says how large an object is and when it was put', async () => {
      const before = Date.now()
      await objects.put(bucket, 'a', Buffer.from('12345'))
      const info = await objects.head(bucket, 'a')
      expect(info).toMatchObject({ key: 'a', bytes: 5 })
      expect(Math.abs((info?.modifiedAt ?? 0) - before)).toBeLessThan(5_000)
    })

    it('reports missing objects', async () => {
      expect(await objects.head(bucket, 'a')).toBeNull()
      expect(await faultCode(objects.get(bucket, 'a'))).toBe('object-missing')
      expect(await faultCode(objects.getToFile(bucket, 'a', join(dir, 'to')))).toBe('object-missing')
      expect(await faultCode(objects.getPart(bucket, 'a', 0, 1))).toBe('object-missing')
      await objects.put(bucket, 'b', Buffer.from('x'))
      expect(await objects.head(bucket, 'a')).toBeNull()
      expect(await faultCode(objects.get(bucket, 'a'))).toBe('object-missing')
    })

    it('lists a bucket by key, all of it or a prefix', async () => {
      expect(await objects.list(bucket)).toEqual([])
      for (const key of ['b.json', 'a.parquet', 'a.json', 'ab.r1.json'])
        await objects.put(bucket, key, Buffer.from(key))
      const keys = async (prefix?: string) => (await objects.list(bucket, prefix)).map((info) => info.key)
      expect(await keys()).toEqual(['a.json', 'a.parquet', 'ab.r1.json', 'b.json'])
      expect(await keys('a.')).toEqual(['a.json', 'a.parquet'])
      expect(await keys('z')).toEqual([])
    })

    it('removes an object, and accepts that it is already gone', async () => {
      await objects.put(bucket, 'a', Buffer.from('x'))
      await objects.remove(bucket, 'a')
      await objects.remove(bucket, 'a')
      await objects.remove(`${bucket}-unknown`, 'a')
      expect(await objects.list(bucket)).toEqual([])
    })

    it('refuses keys that are paths', async () => {
      for (const key of ['../a', 'a/b', '..', '']) {
        await expect(objects.put(bucket, key, Buffer.from('x'))).rejects.toThrow()
      }
    })
  })
}
