import type { ReactNode } from 'react'
import classes from './badge.module.css'

export type Tone = 'outline' | 'accent' | 'success' | 'warning' | 'error'

/** A word with a colour; the word alone says it too. */
export function Badge({ tone, title, children }: { tone: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone} title={title}>
      {children}
    </span>
  )
}
