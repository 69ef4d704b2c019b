import { FaultError } from '@shared/model/fault'

/** Throws `alerts-invalid` for an address that cannot be posted to. */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid('the address of a webhook must begin with https:// or http://')
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('the address of a webhook must not contain a user name or password; messages are signed instead')
  }
  return url
}

/** The part of the address that anyone may see: the path is often a secret, from its first segment on. */
export function shownAddress({ origin, pathname, search }: URL): string {
  return pathname === '/' && search === '' ? `${origin}/` : `${origin}/…`
}

function invalid(problem: string): FaultError {
  return new FaultError({ code: 'alerts-invalid', problem })
}
