import { config } from 'zod'

// Zod compiles its checks with `new Function`, which the page's content security policy forbids. Import this first, because a
// schema decides when it is created.
config({ jitless: true })
