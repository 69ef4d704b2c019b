import type { Connection, Reader, Writer } from '@platformatic/kafka'

/** Sends a request whose body `write` encodes and `read` decodes, in a version of the protocol before tagged fields. */
export function sendRequest<T>(
  broker: Connection,
  { key, version }: { readonly key: number; readonly version: number },
  write: () => Writer,
  read: (answer: Reader) => T,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const parse = (_correlation: number, _key: number, _version: number, answer: Reader) => read(answer)
  broker.send<T>(key, version, write, parse, false, false, (error, answer) => {
    if (error) reject(error)
    else resolve(answer as T)
  })
  return promise
}
