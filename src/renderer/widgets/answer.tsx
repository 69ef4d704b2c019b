import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Feed } from '../state/connection/use-feed'
import { Problem } from '../ui/problem'

interface AnswerProps<T> {
  of: Feed<T>
  /** The title above the reason, when loading failed. */
  failed: string
  /** The height of the placeholder while it loads, in pixels. */
  height: number
  /** Replaces an empty list. */
  empty?: ReactNode
  /** Shows the title and the reason in another way than `Problem` does. */
  problem?(title: string, message: string): ReactNode
  children(value: T): ReactNode
}

/** A feed or an answer on screen: a placeholder while it loads, the reason when it failed, `empty` for an empty list. */
export function Answer<T>({ of, failed, height, empty, problem, children }: AnswerProps<T>) {
  switch (of.state) {
    case 'loading':
      return <Skeleton h={height} radius={10} />
    case 'failed':
      return problem ? problem(failed, of.message) : <Problem title={failed} message={of.message} />
    case 'live':
      return empty !== undefined && Array.isArray(of.value) && of.value.length === 0 ? empty : children(of.value)
  }
}
