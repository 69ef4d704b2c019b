import { faultMessage } from '@shared/model/fault-message'
import type { DatasetTrouble, StageState, StageStatus } from '@shared/model/stage'
import { hrefOf } from '../../state/route'
import { Problem } from '../../ui/problem'
import { ScreenLink } from '../../ui/screen-link'
import { missedService, stateWords } from './state-words'

interface StageProblemsProps {
  readonly stages: readonly StageStatus[]
  readonly datasets: readonly DatasetTrouble[]
}

/** The stages that cannot work right now, each with its reason; stages that wait for services share one reason. */
export function StageProblems({ stages, datasets }: StageProblemsProps) {
  const retrying = stages.flatMap(({ id, title, state }) => (state.state === 'retrying' ? [{ id, title, state }] : []))
  const waiting = retrying.filter(({ state }) => missedService(state) !== null)
  return (
    <>
      {retrying
        .filter(({ state }) => missedService(state) === null)
        .map(({ id, title, state }) => (
          <Problem
            key={id}
            title={`${title} failed, ${stateWords(state, stages)}`}
            message={faultMessage(state.fault)}
          />
        ))}
      {stages.map(
        ({ id, title, state, hindrance }) =>
          hindrance !== null &&
          state.state === 'running' && (
            <Problem key={id} title={`${title} is blocked`} message={faultMessage(hindrance)} />
          ),
      )}
      {waiting.length > 0 && <Waiting waiting={waiting} />}
      {firstOfEach(datasets).map(({ dataset, stage, fault }) => (
        <Problem
          key={dataset}
          title={stage === null ? `${dataset} could not be loaded` : `${dataset} is skipped`}
          message={faultMessage(fault)}
        />
      ))}
    </>
  )
}

/** When an early stage leaves out a dataset, the later stages show no fault of it. */
function firstOfEach(troubles: readonly DatasetTrouble[]): DatasetTrouble[] {
  return troubles.filter(({ dataset }, i) => troubles.findIndex((other) => other.dataset === dataset) === i)
}

interface Waiting {
  readonly title: string
  readonly state: Extract<StageState, { state: 'retrying' }>
}

function Waiting({ waiting }: { waiting: readonly Waiting[] }) {
  const words = waiting.map(
    ({ title, state }, i) => `${title} ${i === 0 ? 'is waiting ' : ''}for ${missedService(state)}`,
  )
  const messages = new Set(waiting.map(({ state }) => faultMessage(state.fault)))
  const [only = ''] = messages
  return (
    <Problem
      title={words.join(', ')}
      message={messages.size === 1 ? only : 'These services are not healthy. The stages continue once they are.'}
      action={<ScreenLink href={hrefOf('services')}>Go to Services</ScreenLink>}
    />
  )
}
