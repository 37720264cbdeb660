/** An entry of the navigation. */
export interface View {
  /** Below `/console`. */
  readonly path: string;
  readonly title: string;
  /** Whether it exists on one machine only. @default false */
  readonly sandboxOnly?: boolean;
}

/** The navigation. */
export const VIEWS: readonly View[] = [
  { path: '/', title: 'Today' },
  { path: '/orders', title: 'Orders' },
  { path: '/fallout', title: 'Fallout' },
  { path: '/jobs', title: 'Jobs' },
  { path: '/connections', title: 'Connections' },
  { path: '/webhooks', title: 'Webhooks' },
  { path: '/config', title: 'Config' },
  { path: '/sandbox', title: 'Sandbox', sandboxOnly: true },
];
