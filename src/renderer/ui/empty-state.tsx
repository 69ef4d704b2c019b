import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** Shows that there is nothing here yet, why, and what would change that. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  )
}
