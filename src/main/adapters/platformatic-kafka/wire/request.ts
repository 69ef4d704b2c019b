import type { Connection, ResponseParser, Writer } from '@platformatic/kafka'

/** Sends a request whose body `write` encodes and whose answer `read` decodes, in a version of the protocol before tagged fields. */
export function sendRequest<T>(
  broker: Connection,
  { key, version }: { readonly key: number; readonly version: number },
  write: () => Writer,
  read: ResponseParser<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  broker.send<T>(key, version, write, read, false, false, (error, answer) => {
    if (error) reject(error)
    else resolve(answer as T)
  })
  return promise
}
