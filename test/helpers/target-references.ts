import type { TargetReferences } from '../../blueprint/references.ts';

/** What functions find on a target, for tests that read none of it. */
export const TARGET: TargetReferences = {
  apiUrl: 'https://api.example.com',
  configFile: '/var/task/tenant.json',
  consoleFiles: '/var/task/console',
  consoleSettings: '{"signIn":null,"sandbox":false}',
  edition: '',
  agentSignIn: '{"issuer":"https://login.example.org","scopes":["orders:read"]}',
  deployment: '{"by":null,"commit":null,"uncommitted":false}',
};
