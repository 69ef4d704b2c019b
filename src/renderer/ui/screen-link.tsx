import type { ReactNode } from 'react'
import classes from './screen-link.module.css'

/** A quiet link to another screen. */
export function ScreenLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a className={classes.link} href={href}>
      {children}
    </a>
  )
}
