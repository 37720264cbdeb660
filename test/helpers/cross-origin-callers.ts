/** Hosts and origins of requests that a port of this machine takes. */
export const OWN_CALLERS: readonly (readonly [host: string, origin?: string])[] = [
  ['127.0.0.1'],
  ['127.0.0.1:3001'],
  ['127.255.255.255:3001'],
  ['localhost:3001'],
  ['LocalHost'],
  ['[::1]:3001'],
  ['localhost:3001', 'http://localhost:3001'],
  ['LocalHost:3001', 'http://localhost:3001'],
  ['[::1]:3001', 'http://[::1]:3001'],
];

/** Hosts that only a name of somebody else can lead to. */
export const OTHER_HOSTS: readonly string[] = [
  'evil.example:3001',
  'localhost.evil.example',
  '127.0.0.1.evil.example:3001',
  'evil.example@127.0.0.1',
  '127.0.0.1@evil.example',
  '127.0.0.999:3001',
  '127.0.0.256',
  '127.1',
  '192.168.0.7:3001',
  '[::1].evil.example',
  '',
];

/** Origins of pages that did not come from `http://127.0.0.1:3001`. */
export const OTHER_ORIGINS: readonly string[] = [
  'http://evil.example:3001',
  'https://localhost.evil.example',
  'http://evil.example@127.0.0.1',
  'http://127.0.0.1/@evil.example',
  'http://localhost:5173',
  'http://127.0.0.1:3000',
  'http://127.0.0.1',
  'https://127.0.0.1:3001',
  'chrome-extension://abc',
  'null',
  '',
];
