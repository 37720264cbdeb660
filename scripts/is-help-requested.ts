/** Returns whether the arguments of a script include `--help` or `-h`. */
export function isHelpRequested(args: readonly string[]): boolean {
  return args.some((arg) => arg === '--help' || arg === '-h');
}
