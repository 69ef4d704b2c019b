/**
 * The same port, but every call first waits for `check` and throws what that throws: what is wrong with a server explains more than its
 * failed connection. `onFailure` sees what any call throws. `close` is always passed through, and so are waits, which never reject.
 */
export function guarded<T extends object>(
  port: T,
  check: () => Promise<void>,
  onFailure: (thrown: unknown) => void = () => undefined,
): T {
  return new Proxy(port, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name, target)
      if (typeof call !== 'function' || name === 'close' || name === 'waitForAppend') return call
      return async (...args: unknown[]) => {
        try {
          await check()
          return await call.apply(target, args)
        } catch (thrown) {
          onFailure(thrown)
          throw thrown
        }
      }
    },
  })
}
