import type { ReactNode } from 'react';

/** A message about the state of a view. */
export function Notice({
  kind,
  title,
  children,
}: {
  readonly kind: 'error' | 'warning' | 'info' | 'success';
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <strong>{title}</strong>
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}
