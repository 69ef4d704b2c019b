/** 0.0555 → "5.6 %"; what is not zero never reads as zero. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  return `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)} %`
}
