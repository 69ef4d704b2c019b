import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './glossary.module.css'
import { TERMS } from './glossary-terms'

/** The words that the screens use, in alphabetical order. */
export function Glossary() {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = TERMS.filter(({ term, meaning }) => `${term} ${meaning}`.toLowerCase().includes(wanted))
  return (
    <div className={classes.body}>
      <TextInput
        aria-label="Find a word"
        placeholder="Find a word"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <dl className={classes.terms}>
        {found.map(({ term, meaning }) => (
          <div key={term} className={classes.line}>
            <dt className={classes.term}>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      {found.length === 0 && <p className={classes.none}>No such word here.</p>}
    </div>
  )
}
