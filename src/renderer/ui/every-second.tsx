import { createContext, type ReactNode, useContext } from 'react'
import { useNow } from './use-now'

const TimeContext = createContext(0)

/** Provides the current time to components below that use it; only those are drawn again every second. */
export function EverySecond({ children }: { children: ReactNode }) {
  return <TimeContext value={useNow(1_000)}>{children}</TimeContext>
}

/** Epoch ms, of the `EverySecond` above. */
export function useTime(): number {
  return useContext(TimeContext)
}
