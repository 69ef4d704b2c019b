/**
 * The same port, whose every call waits for `check` first and throws what that throws: a service that is down says more about itself
 * than a connection to it that fails. `onFailure` sees what any call throws. `close` is always let through, and so is a wait, which never rejects.
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
