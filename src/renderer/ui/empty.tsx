import type { ReactNode } from 'react'
import classes from './empty.module.css'

/** Nothing is here yet: says why, and what would change that. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
    </div>
  )
}
