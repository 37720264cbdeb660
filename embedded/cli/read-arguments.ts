import { parseArgs } from 'node:util';
import { HelpRequested, UsageError } from './run-command.ts';

/** Arguments that a command accepts. */
export interface ArgumentSpec<Option extends string> {
  /** Shown for invalid arguments and for `--help`. */
  readonly usage: string;
  /** Names of options with a value. */
  readonly options: readonly Option[];
  /** Names of options without a value. @default none */
  readonly flags?: readonly string[];
  /** Names of the positional arguments; each is required. */
  readonly positionals: readonly string[];
}

/** The checked arguments of a command. */
export interface Arguments<Option extends string> {
  readonly options: Readonly<Partial<Record<Option, string>>>;
  /** The flags that were given. */
  readonly flags: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/**
 * Reads the arguments of a command.
 *
 * @throws HelpRequested with the usage, for `--help` and `-h`
 * @throws UsageError with the usage, for arguments that the command does not accept
 */
export function readArguments<Option extends string>(
  args: readonly string[],
  spec: ArgumentSpec<Option>,
): Arguments<Option> {
  const { values, positionals } = parse(args, spec);
  if (values.help === true) throw new HelpRequested(spec.usage);
  if (positionals.length !== spec.positionals.length) {
    const expected = spec.positionals.map((name) => `<${name}>`).join(' ') || 'no arguments';
    throw new UsageError(`Expected ${expected}, found '${positionals.join(' ')}'.\n\n${spec.usage}`);
  }
  const given = spec.options.flatMap((name) => (typeof values[name] === 'string' ? [[name, values[name]]] : []));
  const flags = new Set(spec.flags?.filter((name) => values[name] === true));
  return { options: Object.fromEntries(given), flags, positionals };
}

interface ParsedArguments {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parse(args: readonly string[], { usage, options, flags = [] }: ArgumentSpec<string>): ParsedArguments {
  const texts = options.map((name) => [name, { type: 'string' as const }]);
  const switches = flags.map((name) => [name, { type: 'boolean' as const }]);
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...Object.fromEntries([...texts, ...switches]), help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new UsageError(`${problemOf(cause)}\n\n${usage}`, { cause });
  }
}

/** Returns what Node found, without its advice about arguments that begin with a dash: no command has any. */
export function problemOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/ To specify a positional argument starting with .*$/s, '');
}
