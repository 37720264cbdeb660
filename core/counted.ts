/** Returns a number of things in words, e.g. `1 order` or `2 orders`. @param what one of them, with a plural in "s" */
export function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
