import type { ReactNode } from 'react'
import classes from './empty.module.css'

/** Shows that there is nothing here yet, why, and what would change that. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  )
}
