import type { Services } from '@main/services/services'
import { isChosen } from '@main/services/services-status'
import { FaultError } from '@shared/model/fault'
import type { ServiceId } from '@shared/model/service'

/** The named services, or without names those of no profile and of the chosen ones. Throws `service-unknown`. */
export function selectServices(services: Services, names: readonly string[]): ServiceId[] {
  const all = services.stack.value.services
  const known = all.map(({ id }) => id)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new FaultError({ code: 'service-unknown', name: unknown, known })
  if (names.length > 0) return known.filter((id) => names.includes(id))
  const chosen = services.feed.value.profiles.filter((profile) => profile.chosen).map(({ name }) => name)
  return all.filter((service) => isChosen(service, chosen)).map(({ id }) => id)
}
