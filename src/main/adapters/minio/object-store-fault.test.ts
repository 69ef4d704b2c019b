import { describe, expect, it } from 'vitest'
import { openS3ObjectStore } from './object-store'
import { isPassing, objectStoreFault } from './object-store-fault'

const failed = (code: string, message = 'no') => Object.assign(new Error(message), { code })

describe('an S3 failure', () => {
  it.each(['XMinioStorageFull', 'InsufficientStorage'])('is a full disk when the message is %s', (code) => {
    expect(objectStoreFault(failed(code), 'http://s3').fault).toEqual({
      code: 'disk-full',
      dir: 'the data of the object store',
    })
  })

  it('is otherwise reported as unavailable, with the message', () => {
    const { fault } = objectStoreFault(failed('AccessDenied', 'Access Denied.'), 'http://s3')
    expect(fault).toEqual({ code: 'objects-unavailable', address: 'http://s3', reason: 'Access Denied.' })
  })

  it('has at least its code in the message', () => {
    expect(objectStoreFault(failed('ECONNREFUSED', ''), 'x').fault).toMatchObject({ reason: 'ECONNREFUSED' })
  })

  it('is temporary when the connection or the store causes it, but not when the request does', () => {
    expect(isPassing(failed('ECONNRESET'))).toBe(true)
    expect(isPassing(new Error('Request failed after 0 retries: Error: Retryable HTTP status: 503'))).toBe(true)
    expect(isPassing(failed('AccessDenied'))).toBe(false)
    expect(isPassing(failed('XMinioStorageFull'))).toBe(false)
  })
})

it('reports that nothing answers', async () => {
  const objects = openS3ObjectStore({ url: 'http://127.0.0.1:1', credentials: { accessKey: 'a', secretKey: 'b' } })
  await expect(objects.list('bucket')).rejects.toMatchObject({
    fault: {
      code: 'objects-unavailable',
      address: 'http://127.0.0.1:1',
      reason: expect.stringContaining('ECONNREFUSED'),
    },
  })
  await objects.close()
})
