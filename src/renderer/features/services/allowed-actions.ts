import type { ServiceStatus } from '@shared/model/service'

export interface AllowedActions {
  readonly start: boolean
  readonly stop: boolean
  readonly restart: boolean
  readonly cancelPull: boolean
  readonly remove: boolean
}

/** The actions that make sense for a service in its state; `enabled`: whether there is an engine. */
export function allowedActions(
  { wanted, state: { state } }: Pick<ServiceStatus, 'wanted' | 'state'>,
  enabled: boolean,
): AllowedActions {
  const runs = state === 'starting' || state === 'healthy' || state === 'unhealthy' || state === 'restarting'
  return {
    start: enabled && (!wanted || state === 'failed') && state !== 'stopping',
    stop: enabled && (runs || (wanted && state !== 'failed')) && state !== 'stopping',
    restart: enabled && runs,
    cancelPull: enabled && state === 'pulling',
    remove: enabled && state !== 'missing',
  }
}
