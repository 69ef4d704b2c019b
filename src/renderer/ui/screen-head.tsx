import type { ReactNode } from 'react'
import classes from './screen-head.module.css'

/** A screen's name, a line about it, and controls for the whole screen. */
export function ScreenHead({ title, about, children }: { title: string; about?: ReactNode; children?: ReactNode }) {
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>{title}</h1>
      {about && <p className={classes.about}>{about}</p>}
      <div className={classes.controls}>{children}</div>
    </div>
  )
}
