import { config } from 'zod'

// Zod compiles its checks with `new Function`, which the page's content security policy forbids. Imported first, because
// schemas decide when they are made.
config({ jitless: true })
