import { closingLines, sumCounts } from './counts.mjs'

console.log(closingLines(sumCounts()))
