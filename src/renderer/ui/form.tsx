import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './form.module.css'

interface FormProps {
  className?: string | undefined
  /** The text of the button that saves. */
  submit: string
  saving?: boolean
  onSubmit(): Promise<void>
  onCancel(): void
  children: ReactNode
}

/** A form that checks its fields itself, with its two buttons at the end. */
export function Form({ className, submit, saving = false, onSubmit, onCancel, children }: FormProps) {
  return (
    <form
      className={className}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void onSubmit()
      }}
    >
      {children}
      <div className={classes.foot}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={saving}>
          {submit}
        </Button>
      </div>
    </form>
  )
}
