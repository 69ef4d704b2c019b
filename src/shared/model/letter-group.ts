const MOST_CHARACTERS = 300

/**
 * The reason without what differs from letter to letter, so that equal mistakes are one group: values in quotation marks after a colon, and
 * numbers that are words of their own. `its schema 12 is not in the registry` → `its schema … is not in the registry`.
 */
export function letterGroup(reason: string): string {
  return reason
    .replace(/: "(?:[^"\\]|\\.)*(?:"|$|\\$)/g, ': …')
    .replace(/(?<![\w.])-?\d[\d,.]*(?![\w])/g, '…')
    .slice(0, MOST_CHARACTERS)
}
