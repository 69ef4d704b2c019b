import { Button, Chip, NumberInput, SegmentedControl } from '@mantine/core'
import type { ScenarioEntry } from '@shared/model/scenario'
import type { ScoreStatus } from '@shared/model/score'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { useScenarios } from '../../state/scenarios'
import { Card } from '../../ui/card'
import { formatCount } from '../../ui/format/numbers'
import { formatUptime } from '../../ui/format/time-span'
import classes from './new-score.module.css'

const CHOICES = [
  { value: 'built-in', label: 'Built in' },
  { value: 'chosen', label: 'Choose' },
  { value: 'none', label: 'None' },
] as const
type Choice = (typeof CHOICES)[number]['value']

const ABOUT: Record<Choice, string> = {
  'built-in': 'The built-in scenarios in turn, repeated.',
  chosen: 'The selected scenarios in turn, repeated.',
  none: 'Quiet days: every incident is a false alarm.',
}

/** The options of a scoring, and the button that starts or cancels it. */
export function NewScore({ status: { running, last } }: { status: ScoreStatus }) {
  const command = useCommand()
  const { entries } = useScenarios()
  const usable = entries.state === 'live' ? entries.value.filter(({ scenario }) => scenario !== null) : []
  const before = running?.task ?? last?.task
  const [choice, choose] = useState<Choice>('built-in')
  const [chosen, setChosen] = useState<string[]>([])
  const [hours, setHours] = useState<number | null>(before?.hours ?? 24)
  const [eventsPerMinute, setEventsPerMinute] = useState<number | null>(before?.eventsPerMinute ?? 6_000)
  const [seed, setSeed] = useState<number | null>(before?.seed ?? 1)

  const scenarios = scenariosOf(choice, usable, chosen)
  const complete = hours !== null && eventsPerMinute !== null && seed !== null
  const startable = complete && (choice === 'none' || scenarios.length > 0)
  const start = () => {
    if (!complete) return
    const refs = scenarios.map(({ origin, id }) => ({ origin, id }))
    void command('The scoring could not be started', (api) =>
      api.score.start({ scenarios: refs, hours, eventsPerMinute, seed }),
    )
  }
  const cancel = () => void command('The scoring could not be cancelled', (api) => api.score.cancel())
  return (
    <Card about="new-score" title="New score" subtitle={ABOUT[choice]}>
      <fieldset className={classes.options}>
        <legend className={classes.hidden}>What it is scored on</legend>
        <div className={classes.choice}>
          <span className={classes.label}>Scenarios</span>
          <SegmentedControl
            aria-label="Scenarios"
            disabled={running !== null}
            value={choice}
            data={CHOICES.map((one) => ({ ...one }))}
            onChange={(value) => choose(CHOICES.find((one) => one.value === value)?.value ?? 'built-in')}
          />
        </div>
        <NumberField
          disabled={running !== null}
          label="Simulated hours"
          value={hours}
          min={1}
          max={168}
          onChange={setHours}
        />
        <NumberField
          disabled={running !== null}
          label="Events a minute"
          value={eventsPerMinute}
          min={1}
          max={100_000}
          onChange={setEventsPerMinute}
        />
        <NumberField
          disabled={running !== null}
          label="Seed"
          value={seed}
          min={0}
          max={0xffff_ffff}
          onChange={setSeed}
        />
        {running ? (
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        ) : (
          <Button disabled={!startable} onClick={start}>
            Score the detector
          </Button>
        )}
      </fieldset>
      {choice === 'chosen' && (
        <fieldset className={classes.scenarios} disabled={running !== null}>
          <legend className={classes.hidden}>Which scenarios</legend>
          <Chip.Group multiple value={chosen} onChange={setChosen}>
            {usable.map((entry) => (
              <Chip key={keyOf(entry)} value={keyOf(entry)} size="xs" disabled={running !== null}>
                {entry.scenario?.name}
              </Chip>
            ))}
          </Chip.Group>
        </fieldset>
      )}
      <p className={classes.much}>
        {complete ? muchWords(hours * 60 * eventsPerMinute, last?.score) : 'Enter a number in every field.'}
      </p>
    </Card>
  )
}

interface NumberFieldProps {
  label: string
  value: number | null
  min: number
  max: number
  disabled: boolean
  onChange(value: number | null): void
}

function NumberField({ label, value, min, max, disabled, onChange }: NumberFieldProps) {
  return (
    <NumberInput
      label={label}
      w={130}
      value={value ?? ''}
      min={min}
      max={max}
      disabled={disabled}
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      hideControls
      onChange={(next) => onChange(typeof next === 'number' && next >= min && next <= max ? next : null)}
    />
  )
}

const keyOf = ({ origin, id }: ScenarioEntry) => `${origin} ${id}`

function scenariosOf(choice: Choice, usable: readonly ScenarioEntry[], chosen: readonly string[]): ScenarioEntry[] {
  if (choice === 'none') return []
  return usable.filter((entry) => (choice === 'chosen' ? chosen.includes(keyOf(entry)) : entry.origin === 'built-in'))
}

/** The number of simulated events, and the expected time at the speed of the last scoring. */
function muchWords(events: number, last: NonNullable<ScoreStatus['last']>['score'] | undefined): string {
  const much = `About ${formatCount(events)} events`
  if (!last || last.events === 0) return `${much}, simulated without pauses.`
  return `${much}: about ${formatUptime(Math.max(1_000, (events / last.events) * last.seconds.all * 1_000))} at the speed of the last run.`
}
