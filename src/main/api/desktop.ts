import { FaultError } from '@shared/model/fault'
import { api } from './base'

export const desktop = {
  info: api.desktop.info.handler(({ context }) => context.desktop?.info() ?? null),
  actions: api.desktop.actions.handler(async function* ({ context, signal }) {
    if (context.desktop) yield* context.desktop.actions(signal)
  }),
  theme: api.desktop.theme.handler(({ context, input }) => context.desktop?.setTheme(input.theme)),
  read: api.desktop.read.handler(async ({ context, input }) => {
    if (!context.desktop) throw new FaultError({ code: 'opened-file-gone', file: input.id, reason: 'not in a browser' })
    return new File([await context.desktop.read(input.id, input.offset)], input.id)
  }),
}
