import { type ReactNode, useEffect } from 'react';

/** The frame of a view: its title, which is also that of the browser tab, and what belongs beside it. */
export function Page({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Order console`;
  }, [title]);
  return (
    <>
      <div className="heading">
        <h1>{title}</h1>
        {aside}
      </div>
      {children}
    </>
  );
}
