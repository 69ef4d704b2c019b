import { useEffect, useState } from 'react'

/** The value, `ms` later. */
export function useStagger<T>(value: T, ms: number): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setLater(value), ms)
    return () => window.clearTimeout(timer)
  }, [value, ms])
  return later
}
