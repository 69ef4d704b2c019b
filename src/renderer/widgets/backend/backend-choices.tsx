import { Backend } from '@shared/model/app'
import { useState } from 'react'
import { useBackendSwitch } from '../../state/backend-switch'
import { BACKENDS } from '../../state/backends'
import { type Choice, Choices } from '../../ui/choices'

interface BackendChoicesProps {
  label: string
  /** The backend in use; null while it is not known. */
  current: Backend | null
  words: Record<Backend, Pick<Choice<Backend>, 'meaning' | 'found'>>
}

/** Switches to another backend, or says why it did not. */
export function BackendChoices({ label, current, words }: BackendChoicesProps) {
  const { target, change } = useBackendSwitch()
  const [problem, setProblem] = useState<string | null>(null)
  const choices = Backend.options.map((value) => ({
    value,
    title: BACKENDS[value].name,
    ...words[value],
    refused: null,
  }))
  const choose = async (value: Backend) => setProblem(await change(value))
  return (
    <Choices
      label={label}
      choices={choices}
      value={target ?? current ?? ''}
      disabled={target !== null || current === null}
      problem={problem === null ? null : `Not changed. ${problem}`}
      onChoose={(value) => void choose(value)}
    />
  )
}
