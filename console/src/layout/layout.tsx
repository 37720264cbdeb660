import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useSession } from '../sign-in/session-context.ts';
import { VIEWS } from './views.ts';

/** The frame of every view: navigation, who is signed in, and the view. */
export function Layout({ children }: { readonly children: ReactNode }) {
  const { session, hasSandbox, signOut } = useSession();
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  // A screen reader continues at the new view, as after a page load.
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus();
  }, [path]);
  const views = VIEWS.filter(({ sandboxOnly }) => hasSandbox || sandboxOnly !== true);
  return (
    <>
      <a className="skip" href="#view">
        Skip to the view
      </a>
      <header className="top">
        <span className="product">Order console</span>
        <nav aria-label="Views">
          {views.map(({ path: to, title }) => (
            <Link key={to} href={to} aria-current={isWithin(path, to) ? 'page' : undefined}>
              {title}
            </Link>
          ))}
        </nav>
        <div className="person">
          <span>{session.name}</span>
          <button type="button" className="quiet" onClick={signOut}>
            Sign out
          </button>
        </div>
      </header>
      <main id="view" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function isWithin(path: string, view: string): boolean {
  return view === '/' ? path === '/' : path === view || path.startsWith(`${view}/`);
}
