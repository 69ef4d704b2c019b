import { UnstyledButton } from '@mantine/core'
import type { DeadLetter, DeadLetterState } from '@shared/model/dead-letter'
import { Badge } from '../../ui/badge'
import { formatBytes } from '../../ui/format/numbers'
import { formatDay, formatSecond } from '../../ui/format/time'
import classes from './letters-table.module.css'
import { positionWords } from './position-words'

const STATES: Readonly<Record<Exclude<DeadLetterState, 'open'>, string>> = {
  sending: 'Being sent',
  stored: 'Stored',
  replaced: 'Dead again',
  discarded: 'Discarded',
}

interface LettersTableProps {
  letters: readonly DeadLetter[]
  selected: DeadLetter | null
  onSelect(letter: DeadLetter): void
}

export function LettersTable({ letters, selected, onSelect }: LettersTableProps) {
  const today = formatDay(Date.now())
  return (
    <table className={classes.table} aria-label="Records">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Dataset</th>
          <th scope="col">Position</th>
          <th scope="col">Reason</th>
          <th scope="col" className={classes.size}>
            Size
          </th>
          <th scope="col">Begins with</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => {
          const day = formatDay(letter.at)
          return (
            <tr key={letter.id} className={classes.row} data-selected={letter.id === selected?.id || undefined}>
              <td>
                <UnstyledButton
                  className={classes.open}
                  aria-label={`Dead letter ${letter.id}, ${formatSecond(letter.at)}`}
                  aria-pressed={letter.id === selected?.id}
                  title={`${day} UTC`}
                  onClick={() => onSelect(letter)}
                >
                  {formatSecond(letter.at)}
                </UnstyledButton>
                {day !== today && <span className={classes.day}>{day}</span>}
              </td>
              <td>{letter.dataset}</td>
              <td title={positionWords(letter.place)}>{positionWords(letter.place)}</td>
              <td title={letter.reason}>
                {letter.state !== 'open' && <Badge tone="outline">{STATES[letter.state]}</Badge>}
                {letter.reason}
              </td>
              <td className={classes.size}>{formatBytes(letter.bytes)}</td>
              <td className={classes.preview}>{letter.preview}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
