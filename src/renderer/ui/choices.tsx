import { Radio, VisuallyHidden } from '@mantine/core'
import classes from './choices.module.css'

export interface Choice<T extends string> {
  readonly value: T
  readonly title: string
  /** The consequence of choosing it. */
  readonly meaning: string
  /** What is found for it on this machine. */
  readonly found?: string | null
  /** Why it cannot be chosen now; null when it can. */
  readonly refused: string | null
}

interface ChoicesProps<T extends string> {
  label: string
  choices: readonly Choice<T>[]
  value: string
  disabled?: boolean
  /** Why the last choice was refused. */
  problem: string | null
  onChoose(value: T): void
}

/** A choice of a few options, each with its consequence. */
export function Choices<T extends string>({
  label,
  choices,
  value,
  disabled = false,
  problem,
  onChoose,
}: ChoicesProps<T>) {
  const choose = (chosen: string) => {
    const choice = choices.find((candidate) => candidate.value === chosen)
    if (choice && choice.value !== value) onChoose(choice.value)
  }
  return (
    <Radio.Group
      label={<VisuallyHidden>{label}</VisuallyHidden>}
      classNames={{ label: classes.label ?? '' }}
      value={value}
      onChange={choose}
    >
      <div className={classes.choices}>
        {choices.map((choice) => (
          <Radio.Card
            key={choice.value}
            value={choice.value}
            className={classes.choice ?? ''}
            disabled={disabled || choice.refused !== null}
          >
            <Radio.Indicator size="sm" className={classes.mark ?? ''} />
            <span className={classes.words}>
              <strong>{choice.title}</strong>
              <span>{choice.meaning}</span>
              {choice.found && <span className={classes.found}>{choice.found}</span>}
              {choice.refused !== null && <em>{choice.refused}</em>}
            </span>
          </Radio.Card>
        ))}
      </div>
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </Radio.Group>
  )
}
