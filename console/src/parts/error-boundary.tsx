import { Component, type ReactNode } from 'react';
import { Notice } from './notice.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Says that a view is broken, instead of an empty page. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null }> {
  override readonly state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Notice kind="error" title="This view cannot be shown">
        <p>{error.message}</p>
        <button type="button" onClick={() => location.reload()}>
          Load again
        </button>
      </Notice>
    );
  }
}
