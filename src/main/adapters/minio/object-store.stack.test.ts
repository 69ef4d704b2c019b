import { faultCode } from '@main/ports/contracts/fault-code'
import { objectStoreContract } from '@main/ports/contracts/object-store.contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openS3ObjectStore } from './object-store'

const missing = await whyNoStack('minio')

describe.skipIf(missing !== null)(`MinIO${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let minio: TestService
  beforeAll(async () => {
    minio = await stack.start('minio')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const open = (secretKey = 'only-for-tests') =>
    openS3ObjectStore({
      url: `http://127.0.0.1:${minio.port(9000)}`,
      credentials: { accessKey: 'millrace', secretKey },
    })

  objectStoreContract('MinIO', async () => {
    const objects = open()
    return { objects, cleanup: () => objects.close() }
  })

  it('creates a bucket once when several objects are put at the same time', async () => {
    const objects = open()
    const keys = Array.from({ length: 12 }, (_, i) => `${i}.json`)
    await Promise.all(keys.map((key) => objects.put('raced-for', key, Buffer.from(key))))
    expect((await objects.list('raced-for')).map(({ key }) => key).sort()).toEqual([...keys].sort())
    await objects.close()
  })

  it('lists more objects than a page holds', async () => {
    const objects = open()
    const keys = Array.from({ length: 1_100 }, (_, i) => `${String(i).padStart(4, '0')}.json`)
    await objects.put('large', 'first', Buffer.from('x'))
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => objects.put('large', key, Buffer.from('x'))))
    }
    expect((await objects.list('large', '0')).map(({ key }) => key)).toEqual(keys.filter((key) => key.startsWith('0')))
    await objects.close()
  })

  it('reports that a wrong password is refused', async () => {
    const objects = open('wrong')
    await expect(objects.put('b-2', 'a', Buffer.from('x'))).rejects.toMatchObject({
      fault: { code: 'objects-unavailable', reason: expect.stringContaining('signature') },
    })
    await objects.close()
  })

  it('works again after it was killed', async () => {
    const objects = open()
    await objects.put('killed', 'a', Buffer.from('before'))
    await minio.kill()
    expect(await faultCode(objects.get('killed', 'a'))).toBe('objects-unavailable')
    expect(await faultCode(objects.put('killed', 'b', Buffer.from('x')))).toBe('objects-unavailable')
    await minio.startAgain()
    expect(Buffer.from(await objects.get('killed', 'a')).toString()).toBe('before')
    await objects.close()
  })

  it('ends pending requests to a hanging store immediately when it is closed', async () => {
    const objects = open()
    await minio.pause()
    const waiting = faultCode(objects.get('killed', 'a'))
    await objects.close()
    expect(await waiting).toBe('objects-unavailable')
    await minio.unpause()
  })
})
