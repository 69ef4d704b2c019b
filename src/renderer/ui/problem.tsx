import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './problem.module.css'

/** What went wrong, in words, and what to do about it. */
export function Problem({ title, message, action }: { title: string; message: string; action?: ReactNode }) {
  return (
    <div className={classes.problem} role="alert">
      <IconAlertTriangle size={18} stroke={1.8} aria-hidden className={classes.icon} />
      <div>
        <strong>{title}</strong>
        <p>{message}</p>
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
