import type { ReactNode } from 'react'
import classes from './badge.module.css'

export type Tone = 'outline' | 'accent' | 'success' | 'warning' | 'error'

interface BadgeProps {
  tone: Tone
  title?: string
  /** A mark before the word, for states. */
  dot?: boolean
  children: ReactNode
}

/** A word with a colour; the word alone has the full meaning. */
export function Badge({ tone, title, dot = false, children }: BadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} data-dot={dot || undefined} title={title}>
      {children}
    </span>
  )
}
