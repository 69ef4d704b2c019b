import type { ReactNode } from 'react'
import classes from './screen-head.module.css'
import { WhatIsThis } from './what-is-this'
import type { About } from './what-is-this-texts'

interface ScreenHeadProps {
  title: string
  about?: ReactNode
  /** For screens whose content is no card: what it is. */
  what?: About
  children?: ReactNode
}

/** A screen's name, a line about it, and controls for the whole screen. */
export function ScreenHead({ title, about, what, children }: ScreenHeadProps) {
  return (
    <div className={classes.head}>
      <h1 className={classes.title}>{title}</h1>
      {what && <WhatIsThis about={what} />}
      {about && <p className={classes.about}>{about}</p>}
      <div className={classes.controls}>{children}</div>
    </div>
  )
}
