/** When a process simulated in a test dies: at once, or after this many more calls of its ports. */
export interface Mortality {
  dead: boolean
  callsLeft: number
}

/** A port whose calls never return once the process that made them is dead. */
export function mortalPort<T extends object>(port: T, life: Mortality): T {
  const untilDeath = <R>(result: R): R | Promise<never> => (life.dead ? new Promise<never>(() => undefined) : result)
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (name === 'now') return Reflect.apply(value, target, args)
        if (name !== 'sleep' && life.callsLeft-- <= 0) life.dead = true
        if (life.dead) return new Promise(() => undefined)
        const result: unknown = Reflect.apply(value, target, args)
        if (!(result instanceof Promise)) return result
        return result.then(untilDeath, (thrown: unknown) => untilDeath(Promise.reject(thrown)))
      }
    },
  })
}
