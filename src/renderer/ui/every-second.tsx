import { createContext, type ReactNode, useContext } from 'react'
import { useNow } from './use-now'

const TimeContext = createContext(0)

/** Tells the time every second to those below who ask for it; nothing else below is drawn anew. */
export function EverySecond({ children }: { children: ReactNode }) {
  return <TimeContext value={useNow(1_000)}>{children}</TimeContext>
}

/** Epoch ms, of the `EverySecond` above. */
export function useTime(): number {
  return useContext(TimeContext)
}
