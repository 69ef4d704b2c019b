import { type ReactNode, useId } from 'react'
import classes from './setting-row.module.css'

interface SettingRowProps {
  label: string
  /** One sentence about its effect. */
  sentence: string
  problem: string | null
  /** The control; its props connect it to the label and the sentence. */
  children(ids: { id: string; 'aria-describedby': string }): ReactNode
}

export function SettingRow({ label, sentence, problem, children }: SettingRowProps) {
  const id = useId()
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <label htmlFor={id} className={classes.label}>
          {label}
        </label>
        <p id={`${id}-sentence`} className={classes.sentence}>
          {sentence}
        </p>
        {problem && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className={classes.control}>{children({ id, 'aria-describedby': `${id}-sentence` })}</div>
    </div>
  )
}
