import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Feed } from '../state/connection/use-feed'
import { Problem } from '../ui/problem'

interface AnswerProps<T> {
  of: Feed<T>
  /** Title over the reason, when it could not be loaded. */
  failed: string
  /** Of the placeholder while it loads, in pixels: what is expected to appear. */
  height: number
  /** Instead of an empty list. */
  empty?: ReactNode
  children(value: T): ReactNode
}

/** What a screen shows of a feed or an answer: a placeholder while it loads, the reason when it failed, `empty` for an empty list. */
export function Answer<T>({ of, failed, height, empty, children }: AnswerProps<T>) {
  switch (of.state) {
    case 'loading':
      return <Skeleton h={height} radius={10} />
    case 'failed':
      return <Problem title={failed} message={of.message} />
    case 'live':
      return empty !== undefined && Array.isArray(of.value) && of.value.length === 0 ? empty : children(of.value)
  }
}
