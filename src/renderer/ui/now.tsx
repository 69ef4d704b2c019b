import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

const NowContext = createContext(0)

/** Tells the time to those below who ask for it, every second; nothing else below is drawn anew. */
export function EverySecond({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  return <NowContext value={now}>{children}</NowContext>
}

/** Epoch ms, of the `EverySecond` above. */
export function useNow(): number {
  return useContext(NowContext)
}
