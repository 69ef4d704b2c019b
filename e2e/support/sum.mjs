import { closingLine, sumCounts } from './counts.mjs'

console.log(closingLine(sumCounts()))
